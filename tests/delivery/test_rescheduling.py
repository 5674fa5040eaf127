"""Moving a sealed sitting's window, and ending entry early."""

import datetime as dt

from django.test import TestCase

from exams.delivery.services import attempts, rescheduling, sealing
from exams.sittings.enums import RoundState
from exams.sittings.models import Round, Sitting
from lms.core.models import AuditEvent
from tests.support.exams import OPENS_AT, build_sealed_sitting

MINUTE = dt.timedelta(minutes=1)


class Moving(TestCase):
    def setUp(self) -> None:
        self.world = build_sealed_sitting(candidates=1)
        self.later = OPENS_AT + dt.timedelta(days=7)

    def move(self) -> Sitting:
        return rescheduling.move(
            sitting=self.world.sitting,
            opens_at=self.later,
            entry_closes_at=self.later + 10 * MINUTE,
            actor=None,
            now=OPENS_AT,
        )

    def test_the_hash_follows_and_both_are_audited(self) -> None:
        before = Sitting.objects.get(pk=self.world.sitting.pk).config_hash
        moved = self.move()
        self.assertEqual(moved.config_hash, sealing.config_hash(moved))
        event = AuditEvent.objects.get(action="sitting.rescheduled")
        self.assertEqual(event.data, {"before": before, "after": moved.config_hash})
        self.assertEqual(Round.objects.get(pk=self.world.round.pk).exam_date, self.later.date())

    def test_a_released_round_stays(self) -> None:
        Round.objects.filter(pk=self.world.round.pk).update(state=RoundState.RELEASED)
        with self.assertRaises(rescheduling.UnableToReschedule) as caught:
            self.move()
        self.assertEqual(caught.exception.code, "released")


class ClosingEntry(TestCase):
    def setUp(self) -> None:
        self.world = build_sealed_sitting(candidates=2)

    def test_nobody_enters_any_more_and_who_writes_goes_on(self) -> None:
        writing, absent = self.world.attempts
        attempts.admit(attempt=writing, actor=None, now=OPENS_AT)
        running = attempts.start(attempt=writing, now=OPENS_AT + MINUTE).attempt
        rescheduling.close_entry(round=self.world.round, actor=None, now=OPENS_AT + 2 * MINUTE)
        with self.assertRaises(attempts.UnableToEnter):
            attempts.admit(attempt=absent, actor=None, now=OPENS_AT + 2 * MINUTE)
        writing.refresh_from_db()
        self.assertEqual(writing.ends_at, running.ends_at)

    def test_not_before_the_start(self) -> None:
        with self.assertRaises(rescheduling.UnableToReschedule) as caught:
            rescheduling.close_entry(round=self.world.round, actor=None, now=OPENS_AT)
        self.assertEqual(caught.exception.code, "not_begun")
