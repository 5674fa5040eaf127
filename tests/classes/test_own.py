"""Enrolling and withdrawing through the pages; the learner's timeline."""

import datetime as dt

from django.test import TestCase
from django.urls import reverse

from courses.classes import slots as class_slots
from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.classes.services import classes, enrolments
from lms.core import clock
from tests.support.cast import NOW, Cast, person
from tests.support.classes import WEEK, regional_class


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        cls.found = regional_class(cls.cast.school, capacity=1)

    def setUp(self) -> None:
        frozen = clock.frozen(NOW)
        frozen.__enter__()
        self.addCleanup(frozen.__exit__, None, None, None)
        self.client.force_login(self.cast.candidate.user)

    def url(self, name: str) -> str:
        return reverse(f"classes:{name}", args=[self.found.public_id])

    def test_visitors_sign_in_first(self) -> None:
        self.client.logout()
        response = self.client.get(self.url("enrol"))
        self.assertRedirects(
            response, f"{reverse('account_login')}?next={self.url('enrol')}", fetch_redirect_response=False
        )

    def test_fees_and_refund_basis_are_shown_and_the_tick_is_mandatory(self) -> None:
        page = self.client.get(self.url("enrol"))
        for text in ("12,000 元", "未逾全期三分之一", "我已閱讀簡章及收退費規定"):
            self.assertContains(page, text)
        refused = self.client.post(self.url("enrol"))
        self.assertContains(refused, "請先閱讀簡章及收退費規定", status_code=422)
        self.assertEqual(Enrolment.objects.count(), 0)

    def test_enrol_then_see_it(self) -> None:
        response = self.client.post(self.url("enrol"), {"confirmed": "on"}, follow=True)
        self.assertRedirects(response, self.url("detail"))
        self.assertContains(response, "報名成功，您的學號是 001。")
        self.assertContains(response, "額滿")
        self.assertContains(self.client.get(reverse("classes:mine")), "學號 001")

    def test_a_full_class_refuses_with_a_message(self) -> None:
        enrolments.enrol(person=self.cast.other_candidate, regional_class=self.found, actor=None, now=NOW)
        response = self.client.post(self.url("enrol"), {"confirmed": "on"}, follow=True)
        self.assertContains(response, "名額已滿")
        self.assertEqual(Enrolment.objects.count(), 1)
        self.assertContains(self.client.get(self.url("enrol")), "這個班目前無法報名")

    def test_withdrawing_asks_first(self) -> None:
        enrolments.enrol(person=self.cast.candidate, regional_class=self.found, actor=None, now=NOW)
        self.assertContains(self.client.get(self.url("withdraw")), "確定取消報名")
        self.assertEqual(Enrolment.objects.get().state, EnrolmentState.ENROLLED)
        self.assertRedirects(self.client.post(self.url("withdraw")), reverse("classes:mine"))
        self.assertEqual(Enrolment.objects.get().state, EnrolmentState.WITHDRAWN)

    def test_a_completed_seat_is_not_given_back(self) -> None:
        enrolment = enrolments.enrol(person=self.cast.candidate, regional_class=self.found, actor=None, now=NOW)
        enrolments.complete(enrolment=enrolment, on=NOW.date(), actor=None, now=NOW)
        self.assertContains(self.client.post(self.url("withdraw"), follow=True), "不是在學狀態")

    def test_nobody_withdraws_for_another(self) -> None:
        enrolments.enrol(person=self.cast.other_candidate, regional_class=self.found, actor=None, now=NOW)
        self.assertEqual(self.client.post(self.url("withdraw")).status_code, 404)

    def test_mine_is_empty_at_first(self) -> None:
        self.assertContains(self.client.get(reverse("classes:mine")), "還沒有報名任何班別")


class Timeline(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        cls.found = regional_class(cls.cast.school)
        cls.me = person("me")

    def states(self, at: dt.datetime) -> list[tuple[str, str]]:
        with clock.frozen(at):
            return [(step.title, step.state) for step in class_slots.timeline(self.me)]

    def enrol(self) -> Enrolment:
        return enrolments.enrol(person=self.me, regional_class=self.found, actor=None, now=NOW)

    def test_nothing_without_a_seat(self) -> None:
        self.assertEqual(self.states(NOW), [])
        with clock.frozen(NOW):
            self.assertIsNone(class_slots.next_action(self.me))
            self.assertEqual(class_slots.learner_card(self.me), [])

    def test_steps_follow_the_class(self) -> None:
        enrolment = self.enrol()
        during, after = NOW + 3 * WEEK, NOW + 10 * WEEK
        self.assertEqual(self.states(NOW), [("報名", "done"), ("上課", "upcoming"), ("結訓確認", "upcoming")])
        self.assertEqual(self.states(during), [("報名", "done"), ("上課", "current"), ("結訓確認", "upcoming")])
        self.assertEqual(self.states(after), [("報名", "done"), ("上課", "done"), ("結訓確認", "current")])
        with clock.frozen(after):
            self.assertEqual(class_slots.timeline(self.me)[2].waiting_for, self.cast.school.name_zh)
        enrolments.complete(enrolment=enrolment, on=self.found.end_date, actor=None, now=after)
        self.assertEqual(self.states(after), [("報名", "done"), ("上課", "done"), ("結訓確認", "done")])

    def test_next_action_is_the_next_meeting(self) -> None:
        enrolment = self.enrol()
        with clock.frozen(NOW):
            action = class_slots.next_action(self.me)
            assert action is not None
            self.assertEqual((action.due, action.detail), (dt.date(2026, 12, 5), "09:00，第 1 單元，示範大樓"))
        with clock.frozen(NOW + 10 * WEEK):
            self.assertIsNone(class_slots.next_action(self.me))
        enrolments.complete(enrolment=enrolment, on=self.found.end_date, actor=None, now=NOW)
        with clock.frozen(NOW):
            self.assertIsNone(class_slots.next_action(self.me))

    def test_a_cancelled_class_is_a_problem(self) -> None:
        self.enrol()
        classes.cancel(regional_class=self.found, actor=None, now=NOW)
        self.assertEqual(self.states(NOW), [("班別停開", "problem")])
        with clock.frozen(NOW):
            action = class_slots.next_action(self.me)
        self.assertEqual(action and action.url, reverse("classes:list"))

    def test_home_dates(self) -> None:
        regional_class(self.cast.school, serial="11509", enrol_opens_at=NOW + WEEK, enrol_closes_at=NOW + 2 * WEEK)
        with clock.frozen(NOW):
            dates = [(date.on, date.title) for date in class_slots.home_dates()]
        name = self.cast.school.name_zh
        self.assertEqual(
            dates,
            [((NOW + WEEK).date(), f"班別開放報名：{name}"), (dt.date(2026, 12, 5), f"班別開課：{name}")],
        )
