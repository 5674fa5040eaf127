"""Announcing classes, taking and freeing seats."""

import datetime as dt

from django.test import TestCase

from courses.classes.enums import ClassState, EnrolmentState
from courses.classes.models import ClassSession, Enrolment, RegionalClass
from courses.classes.services import classes, enrolments
from lms.core.models import AuditEvent
from tests.support.cast import NOW, Cast, person
from tests.support.classes import WEEK, regional_class


class Announcing(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()

    def test_dates_fee_and_county_come_from_timetable_programme_and_school(self) -> None:
        made = regional_class(self.cast.school)
        self.assertEqual((made.start_date, made.end_date), (dt.date(2026, 12, 5), dt.date(2027, 1, 3)))
        self.assertEqual((made.fee_twd, made.county_id, made.audience), (12_000, "TPE", "一般民眾"))
        self.assertEqual(ClassSession.objects.filter(regional_class=made).count(), 16)

    def test_a_hundred_classes_in_a_year(self) -> None:
        self.assertEqual(regional_class(self.cast.school, serial="114123").serial, "114123")

    def test_refusals(self) -> None:
        regional_class(self.cast.school, serial="11501")
        cases = (
            ({"serial": "11501"}, "serial_taken"),
            ({"serial": "11502", "sessions": []}, "no_sessions"),
            ({"serial": "11502", "enrol_closes_at": NOW - WEEK}, "window_order"),
            ({"serial": "11502", "capacity": 0}, "incomplete"),
            ({"serial": " "}, "incomplete"),
        )
        for changes, code in cases:
            with self.subTest(code=code), self.assertRaises(classes.UnableToAnnounce) as refused:
                regional_class(self.cast.school, **changes)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(RegionalClass.objects.count(), 1)

    def test_cancelling_once(self) -> None:
        made = regional_class(self.cast.school)
        classes.cancel(regional_class=made, actor=self.cast.coordinator, now=NOW)
        self.assertEqual(RegionalClass.objects.get().state, ClassState.CANCELLED)
        with self.assertRaises(classes.UnableToCancel):
            classes.cancel(regional_class=made, actor=self.cast.coordinator, now=NOW)


class Seats(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        cls.regional_class = regional_class(cls.cast.school, capacity=2)

    def enrol(self, who: str = "candidate", now: dt.datetime = NOW) -> Enrolment:
        learner = getattr(self.cast, who)
        return enrolments.enrol(person=learner, regional_class=self.regional_class, actor=learner.user, now=now)

    def refused(self, now: dt.datetime = NOW, who: str = "candidate") -> str:
        with self.assertRaises(enrolments.UnableToEnrol) as refusal:
            self.enrol(who, now)
        return refusal.exception.code

    def test_learner_numbers_count_up_and_are_not_reused(self) -> None:
        first = self.enrol()
        second = self.enrol("other_candidate")
        enrolments.withdraw(enrolment=first, actor=None, now=NOW)
        again = self.enrol()
        self.assertEqual([e.learner_number for e in (first, second, again)], ["001", "002", "003"])
        self.assertEqual(enrolments.taken_seats(self.regional_class), 2)

    def test_the_terms_that_were_confirmed_are_recorded(self) -> None:
        enrolment = self.enrol()
        event = AuditEvent.objects.get(action="enrolment.made")
        self.assertEqual(
            (event.subject, event.data), (f"classes.Enrolment:{enrolment.public_id}", {"terms": "2026-11"})
        )

    def test_refusals(self) -> None:
        self.assertEqual(self.refused(NOW - 2 * WEEK), "upcoming")
        self.assertEqual(self.refused(NOW + WEEK), "closed")
        self.enrol()
        self.assertEqual(self.refused(), "already_enrolled")
        self.enrol("other_candidate")
        late = person("late")
        self.cast.late = late  # type: ignore[attr-defined]
        self.assertEqual(self.refused(who="late"), "full")
        classes.cancel(regional_class=self.regional_class, actor=None, now=NOW)
        self.assertEqual(self.refused(who="late"), "cancelled")

    def test_completing(self) -> None:
        enrolment = enrolments.complete(
            enrolment=self.enrol(), on=dt.date(2027, 1, 3), actor=self.cast.coordinator, now=NOW
        )
        stored = Enrolment.objects.get(pk=enrolment.pk)
        self.assertEqual((stored.state, stored.completed_date), (EnrolmentState.COMPLETED, dt.date(2027, 1, 3)))

    def test_only_a_held_seat_moves(self) -> None:
        enrolment = self.enrol()
        enrolments.withdraw(enrolment=enrolment, actor=None, now=NOW)
        with self.assertRaises(enrolments.NotEnrolled):
            enrolments.withdraw(enrolment=enrolment, actor=None, now=NOW)
        with self.assertRaises(enrolments.NotEnrolled):
            enrolments.complete(enrolment=enrolment, on=NOW.date(), actor=None, now=NOW)
