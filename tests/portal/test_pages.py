"""The public pages, the pages of one's own, and who sees which."""

import datetime as dt

from django.test import TestCase
from django.urls import reverse

from lms.core import audit, clock, dated
from lms.core.models import AuditEvent
from lms.portal.dated import BULLETIN_EDITION
from lms.portal.models import NewsItem
from lms.portal.services import news
from tests.support.cast import NOW, PASSWORD, Cast, user

PUBLIC = ["home", "news", "about", "contact", "privacy", "accessibility", "gallery"]


def publish(title: str, at: dt.datetime = NOW) -> NewsItem:
    """One announcement."""
    return news.publish(
        title_zh=title, title_en=f"{title} en", body_zh="內文\n\n<b>第二段</b>", body_en="Body", actor=None, now=at
    )


class Public(TestCase):
    def test_everybody_may_read_them_in_both_languages(self) -> None:
        for language, tag in (("zh-hant", "zh-Hant-TW"), ("en", "en")):
            for name in PUBLIC:
                with self.subTest(name, language=language):
                    response = self.client.get(reverse(f"portal:{name}"), headers={"accept-language": language})
                    self.assertContains(response, f'<html lang="{tag}"')

    def test_every_page_has_one_heading_a_skip_link_and_its_frame(self) -> None:
        page = self.client.get(reverse("portal:home")).content.decode()
        self.assertEqual([page.count(part) for part in ("<h1", 'href="#main"', '<main id="main"')], [1, 1, 1])
        for name in ("about", "contact", "privacy", "accessibility"):
            self.assertIn(reverse(f"portal:{name}"), page)

    def test_home_without_news_says_so(self) -> None:
        self.assertContains(self.client.get(reverse("portal:home")), "目前沒有公告。")

    def test_home_shows_the_newest_item_only(self) -> None:
        publish("舊的", NOW - dt.timedelta(days=1))
        newest = publish("新的")
        page = self.client.get(reverse("portal:home"))
        self.assertContains(page, reverse("portal:news_item", args=[newest.public_id]))
        self.assertNotContains(page, "舊的")

    def test_footer_names_the_bulletin_edition_once_announced(self) -> None:
        page = self.client.get(reverse("portal:about"))
        self.assertContains(page, "簡章版本尚未公告")
        dated.approve(
            key=BULLETIN_EDITION,
            value="2026-09-01",
            effective_from=dt.date(2026, 9, 1),
            basis="簡章",
            approver=None,
            now=NOW,
        )
        with clock.frozen(NOW):
            self.assertContains(self.client.get(reverse("portal:about")), "依 115年9月1日 版簡章")


class News(TestCase):
    def test_is_listed_newest_first_and_escaped(self) -> None:
        publish("第一則", NOW - dt.timedelta(days=1))
        item = publish("第二則")
        page = self.client.get(reverse("portal:news")).content.decode()
        self.assertLess(page.index("第二則"), page.index("第一則"))
        detail = self.client.get(reverse("portal:news_item", args=[item.public_id]))
        self.assertContains(detail, "&lt;b&gt;第二段&lt;/b&gt;")
        self.assertContains(detail, "115年11月20日")

    def test_publishing_is_on_the_trail(self) -> None:
        item = publish("第三則")
        event = AuditEvent.objects.get()
        self.assertEqual((event.action, event.subject), ("news.published", f"portal.NewsItem:{item.public_id}"))
        self.assertIsNone(audit.first_broken())

    def test_an_unknown_item_is_not_found(self) -> None:
        missing = reverse("portal:news_item", args=["00000000-0000-0000-0000-000000000000"])
        self.assertEqual(self.client.get(missing).status_code, 404)


class OwnPages(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()

    def test_visitors_are_sent_to_sign_in(self) -> None:
        for name in ("start", "dashboard", "desk", "profile"):
            response = self.client.get(reverse(f"portal:{name}"))
            self.assertRedirects(response, f"{reverse('account_login')}?next={reverse(f'portal:{name}')}")

    def test_start_leads_staff_to_the_desk_and_learners_home(self) -> None:
        for someone, name in ((self.cast.officer, "desk"), (self.cast.candidate.user, "dashboard")):
            self.client.force_login(someone)
            self.assertRedirects(self.client.get(reverse("portal:start")), reverse(f"portal:{name}"))

    def test_the_desk_is_for_staff(self) -> None:
        self.client.force_login(self.cast.candidate.user)
        self.assertEqual(self.client.get(reverse("portal:desk")).status_code, 403)
        for someone in (self.cast.coordinator, self.cast.invigilator, self.cast.administrator, self.cast.auditor):
            self.client.force_login(someone)
            self.assertEqual(self.client.get(reverse("portal:desk")).status_code, 200)

    def test_dashboard_of_somebody_without_a_person(self) -> None:
        self.client.force_login(user("newcomer"))
        response = self.client.get(reverse("portal:dashboard"))
        self.assertContains(response, "選一個班，或先試做模擬測驗")
        self.assertEqual(response["Cache-Control"], "private, no-store")

    def test_dashboard_asks_for_missing_names(self) -> None:
        self.client.force_login(self.cast.candidate.user)
        self.assertNotContains(self.client.get(reverse("portal:dashboard")), "補齊個人資料")
        self.cast.candidate.birth_date = None
        self.cast.candidate.save()
        self.assertContains(self.client.get(reverse("portal:dashboard")), "補齊個人資料")

    def test_signing_in_leads_home_and_the_menu_knows_who(self) -> None:
        form = {"login": "coordinator@test.example", "password": PASSWORD}
        response = self.client.post(reverse("account_login"), form)
        self.assertRedirects(response, reverse("account_email_verification_sent"))
