"""The coordinator's pages; nobody else's."""

import csv
import datetime as dt
import io

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.classes import slots as class_slots
from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.classes.services import enrolments
from lms.core import clock
from lms.core.models import AuditEvent
from tests.support.cast import NOW, Cast, person
from tests.support.classes import WEEK, regional_class

DURING = NOW + 3 * WEEK


class Roster(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        cls.found = regional_class(cls.cast.school, capacity=9)
        cls.first = enrolments.enrol(person=cls.cast.candidate, regional_class=cls.found, actor=None, now=NOW)
        formula = person("formula")
        formula.name = "=1+1"
        formula.save(update_fields=["name"])
        cls.second = enrolments.enrol(person=formula, regional_class=cls.found, actor=None, now=NOW)

    def setUp(self) -> None:
        frozen = clock.frozen(DURING)
        frozen.__enter__()
        self.addCleanup(frozen.__exit__, None, None, None)
        self.client.force_login(self.cast.coordinator)

    def url(self, name: str, *more: str) -> str:
        return reverse(f"classes:{name}", args=[self.found.public_id, *more])

    def test_learners_with_numbers_states_and_hours(self) -> None:
        response = self.client.get(self.url("roster"))
        for text in ("001", "測試candidate", "在學", "自學時數", "0 / 48"):
            self.assertContains(response, text)
        self.assertNotContains(response, "candidate@test.example")  # no more than a roster needs

    def test_strangers_find_nothing_and_learners_may_not(self) -> None:
        answers = {}
        for name in ("stranger", "officer", "auditor", "candidate"):
            user = getattr(self.cast, name)
            self.client.force_login(getattr(user, "user", user))
            answers[name] = [
                self.client.get(self.url("roster")).status_code,
                self.client.post(self.url("complete")).status_code,
                self.client.post(self.url("export", "xlsx")).status_code,
            ]
        self.assertEqual(
            answers, {"stranger": [404] * 3, "officer": [403] * 3, "auditor": [403] * 3, "candidate": [403] * 3}
        )
        self.assertEqual(AuditEvent.objects.filter(action="roster.exported").count(), 0)

    def test_same_queries_for_few_and_many(self) -> None:
        before = self.count()
        for number in range(4):
            enrolments.enrol(person=person(f"more{number}"), regional_class=self.found, actor=None, now=NOW)
        self.assertEqual(self.count(), before)

    def count(self) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.client.get(self.url("roster"))
        return len(queries)

    def complete(self, *who: Enrolment, on: str = "2026-12-10") -> str:
        values = {"enrolments": [str(one.public_id) for one in who], "on": on}
        return self.client.post(self.url("complete"), values, follow=True).content.decode()

    def test_confirming_completion(self) -> None:
        self.assertIn("已確認 1 位學員結訓", self.complete(self.first))
        self.first.refresh_from_db()
        self.second.refresh_from_db()
        self.assertEqual((self.first.state, str(self.first.completed_date)), (EnrolmentState.COMPLETED, "2026-12-10"))
        self.assertEqual(self.second.state, EnrolmentState.ENROLLED)

    def test_confirming_needs_a_choice_and_a_date_of_this_class(self) -> None:
        self.assertIn("請至少勾選一位學員", self.complete())
        other = regional_class(self.cast.other_school, serial="11599")
        foreign = enrolments.enrol(person=person("foreign"), regional_class=other, actor=None, now=NOW)
        self.complete(foreign)
        foreign.refresh_from_db()
        self.assertEqual(foreign.state, EnrolmentState.ENROLLED)
        self.complete(self.first, on="someday")
        self.first.refresh_from_db()
        self.assertEqual(self.first.state, EnrolmentState.ENROLLED)

    def test_the_day_lies_within_the_class_so_far(self) -> None:
        first = self.found.start_date
        days = [first - dt.timedelta(days=1), first, DURING.date(), DURING.date() + dt.timedelta(days=1)]
        told = ["結訓日期須在開課日至今天之間" in self.complete(self.first, on=str(day)) for day in days]
        self.assertEqual(told, [True, False, False, True])

    def test_all_are_confirmed_or_nobody(self) -> None:
        enrolments.withdraw(enrolment=Enrolment.objects.get(pk=self.second.pk), actor=None, now=NOW)
        with self.assertRaises(enrolments.NotEnrolled):
            enrolments.complete_all(
                enrolments=[self.first, self.second], on=self.found.start_date, actor=None, now=DURING
            )
        self.first.refresh_from_db()
        self.assertEqual(self.first.state, EnrolmentState.ENROLLED)

    def test_export_is_safe_and_leaves_a_trace(self) -> None:
        response = self.client.post(self.url("export", "excel"))
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        self.assertEqual(rows[0][:3], ["學號", "姓名", "狀態"])
        self.assertEqual([row[:2] for row in rows[1:]], [["001", "測試candidate"], ["002", "'=1+1"]])
        event = AuditEvent.objects.get(action="roster.exported")
        self.assertEqual((event.actor, event.data), (self.cast.coordinator, {"rows": 2, "kind": "excel"}))
        self.assertEqual(self.client.post(self.url("export", "pdf")).status_code, 404)
        self.assertEqual(self.client.get(self.url("export", "xlsx")).status_code, 405)

    def test_school_page_and_desk_card(self) -> None:
        self.assertContains(self.client.get(reverse("classes:school")), "11501")
        card = class_slots.desk_card(self.cast.coordinator)
        self.assertEqual(card and card.count, None)
        with clock.frozen(NOW + 10 * WEEK):
            card = class_slots.desk_card(self.cast.coordinator)
            self.assertEqual(card and card.count, 2)
            self.assertContains(self.client.get(reverse("classes:school")), "確認結訓")
        self.assertIsNone(class_slots.desk_card(self.cast.candidate.user))
        self.client.force_login(self.cast.stranger)
        self.assertContains(self.client.get(reverse("classes:school")), "本校目前沒有班別")

    def test_a_confirmation_can_be_taken_back_by_the_school_alone(self) -> None:
        enrolments.complete(enrolment=self.first, on=DURING.date(), actor=None, now=DURING)
        url = reverse("classes:reopen", args=[self.first.public_id])
        self.assertContains(self.client.get(self.url("roster")), url)
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.post(url).status_code, 404)
        self.client.force_login(self.cast.coordinator)
        self.assertContains(self.client.post(url, follow=True), "回到在學狀態")
        self.assertContains(self.client.post(url, follow=True), "不是結訓狀態")
        self.first.refresh_from_db()
        self.assertEqual((self.first.state, self.first.completed_date), (EnrolmentState.ENROLLED, None))
