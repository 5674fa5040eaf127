"""The programmes' pages: facts with their sources, provisional values marked, units, actions."""

import datetime as dt

from django.test import TestCase
from django.urls import reverse

from courses.catalogue import slots as catalogue_slots
from courses.catalogue.models import Programme
from courses.catalogue.selectors import facts, programmes
from lms.core import dated
from lms.portal.dated import BULLETIN_EDITION
from tests.support import lessons
from tests.support.cast import NOW


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.lessons = lessons.load()

    def page(self, code: str) -> str:
        return self.client.get(reverse("catalogue:programme", args=[code])).content.decode()

    def test_overview_names_every_programme(self) -> None:
        response = self.client.get(reverse("catalogue:programmes"))
        for programme in Programme.objects.all():
            self.assertContains(response, programme.name_zh)

    def test_every_programme_has_facts(self) -> None:
        self.assertEqual(set(facts.FACTS), set(Programme.objects.values_list("code", flat=True)))

    def test_green(self) -> None:
        html = self.page("green")
        for text in (
            "60 分以上及格",
            "https://udn.com/news/story/7266/8957969",
            "每人 12,000 元",
            "16 個單元，48 小時",
            "簡章版本尚未公告",
            "暫定",
            "合格證明；不是證照",
        ):
            self.assertIn(text, html)
        self.assertIn(reverse("learning:lesson", args=[self.lessons[15].public_id]), html)
        self.assertIn(reverse("classes:list"), html)  # the action of the programme

    def test_ipas_quotes_the_pass_rules(self) -> None:
        for code in ("ipas-nz-beginner", "ipas-nz-intermediate"):
            html = self.page(code)
            self.assertIn("該科達 70 分為及格（成績計算以四捨五入方式取整數）", html)
            self.assertIn("同時報考同一級等的所有考科，平均達 70 分得視為及格，但單科成績不得低於 60 分", html)
            self.assertIn("尚未公告", html)
        self.assertIn("L22302", self.page("ipas-nz-intermediate"))
        self.assertNotIn("L22302", self.page("ipas-nz-beginner"))

    def test_unknown_programme(self) -> None:
        self.assertEqual(self.client.get(reverse("catalogue:programme", args=["none"])).status_code, 404)

    def test_bulletin_line(self) -> None:
        dated.approve(
            key=BULLETIN_EDITION,
            value="2025-09-10",
            effective_from=dt.date(2025, 9, 10),
            basis="測試",
            approver=None,
            now=NOW,
        )
        self.assertIn("依 114年9月10日 版簡章", self.page("green"))

    def test_provisional_settings_belong_to_their_programme(self) -> None:
        on = dt.date(2026, 11, 20)
        labels = {
            code: {one.label_en for one in programmes.provisional_settings(Programme.objects.get(code=code), on=on)}
            for code in facts.FACTS
        }
        self.assertIn("Minutes per beginner paper", labels["ipas-nz-beginner"])
        self.assertNotIn("Minutes per beginner paper", labels["ipas-nz-intermediate"])
        self.assertEqual(labels["green"] & labels["ipas-nz-beginner"], set())
        self.assertTrue(labels["green"])

    def test_cards_of_the_home_page(self) -> None:
        cards = catalogue_slots.programme_cards()
        self.assertEqual([card.code for card in cards], ["green", "ipas-nz-beginner", "ipas-nz-intermediate"])
        self.assertEqual(cards[0].facts, ("48 小時", "16 個單元", "60 分及格"))
