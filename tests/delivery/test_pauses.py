"""Stopping the clock, giving the seconds back, rests within their allowance, and delayed starts."""

import datetime as dt

from django.test import TestCase, TransactionTestCase

from exams.delivery.enums import AdjustmentKind, AttemptState, PauseReason, StaffReason
from exams.delivery.models import Attempt, Pause, TimeAdjustment
from exams.delivery.selectors import status
from exams.delivery.services import attempts, closing, delays, pauses
from exams.delivery.services.moves import UnableToMove
from exams.sittings.models import Accommodation, AccommodationRequest
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import NOW, build_sealed_sitting, start
from tests.support.races import shared_database, together

MINUTE = dt.timedelta(minutes=1)


def grant_rest(attempt: Attempt, minutes: int) -> None:
    registration = attempt.registration
    assert registration is not None
    request = AccommodationRequest.objects.create(
        person=registration.person, round=registration.sitting.round, sealed=b"x", requested_at=NOW
    )
    Accommodation.objects.create(registration=registration, request=request, rest_minutes=minutes, granted_at=NOW)


class PauseTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        cls.world = build_sealed_sitting(candidates=2)
        cls.open = cls.world.opens_at
        cls.attempt = start(cls.world.attempts[0], now=cls.open).attempt

    def pause(self, reason: PauseReason = PauseReason.TECHNICAL, *, after: int = 10) -> Attempt:
        at = self.open + after * MINUTE
        return pauses.pause(attempt=self.attempt, reason=reason, actor=self.invigilator, now=at)

    def resume(self, *, after: int, seconds: int = 0) -> Attempt:
        at = self.open + after * MINUTE + dt.timedelta(seconds=seconds)
        return pauses.resume(attempt=self.attempt, actor=self.invigilator, now=at)

    def test_the_seconds_come_back(self) -> None:
        paused = self.pause()
        self.assertEqual((paused.state, paused.paused_at), (AttemptState.PAUSED, self.open + 10 * MINUTE))
        resumed = self.resume(after=13, seconds=20)
        self.assertEqual((resumed.state, resumed.paused_at), (AttemptState.RUNNING, None))
        self.assertEqual(resumed.ends_at, self.open + 78 * MINUTE + dt.timedelta(seconds=20))
        entry = TimeAdjustment.objects.get()
        self.assertEqual((entry.kind, entry.seconds, entry.granted_by), (AdjustmentKind.PAUSE, 200, self.invigilator))
        row = Pause.objects.get()
        self.assertEqual((row.ended_at, row.seconds_given), (self.open + 13 * MINUTE + dt.timedelta(seconds=20), 200))
        actions = AuditEvent.objects.filter(actor=self.invigilator).values_list("action", flat=True)
        self.assertEqual(list(actions.order_by("id")), ["attempt.paused", "attempt.resumed_after_pause"])

    def test_a_paused_attempt_does_not_expire_and_a_long_pause_is_entered_in_portions(self) -> None:
        self.pause()
        later = self.open + 5 * 60 * MINUTE
        self.assertEqual(attempts.close_expired(now=later), 0)
        self.assertEqual(status.state(Attempt.objects.get(pk=self.attempt.pk), later), AttemptState.PAUSED)
        resumed = self.resume(after=310)
        self.assertEqual(resumed.ends_at, self.open + (75 + 300) * MINUTE)
        self.assertEqual(list(TimeAdjustment.objects.order_by("id").values_list("seconds", flat=True)), [14_400, 3_600])

    def test_what_does_not_run_is_not_paused(self) -> None:
        other = self.world.attempts[1]
        with self.assertRaises(UnableToMove):
            pauses.pause(attempt=other, reason=PauseReason.ILLNESS, actor=self.invigilator, now=self.open)
        with self.assertRaises(UnableToMove):
            self.resume(after=1)
        with self.assertRaises(UnableToMove) as refused:
            self.pause(after=75)
        self.assertEqual(refused.exception.code, "ended")
        self.assertEqual(Pause.objects.count(), 0)

    def test_a_rest_needs_its_grant_and_ends_with_it(self) -> None:
        with self.assertRaises(pauses.UnableToPause) as refused:
            self.pause(PauseReason.REST)
        self.assertEqual(refused.exception.code, "no_rest_granted")
        grant_rest(self.attempt, 5)
        self.pause(PauseReason.REST, after=10)
        self.assertEqual(self.resume(after=13).ends_at, self.open + 78 * MINUTE)
        self.pause(PauseReason.REST, after=20)
        self.assertEqual(self.resume(after=30).ends_at, self.open + 80 * MINUTE)  # two minutes were left
        with self.assertRaises(pauses.UnableToPause) as refused:
            self.pause(PauseReason.REST, after=40)
        self.assertEqual(refused.exception.code, "no_rest_left")
        self.pause(PauseReason.TECHNICAL, after=40)

    def test_ending_a_paused_attempt_ends_its_pause_and_reopening_gives_all_of_it_back(self) -> None:
        self.pause(after=10)
        at = {"actor": self.invigilator, "reason": StaffReason.ILLNESS}
        ended = attempts.end(attempt=self.attempt, now=self.open + 20 * MINUTE, **at)
        self.assertEqual((ended.state, ended.paused_at), (AttemptState.ENDED, None))
        self.assertEqual(Pause.objects.get().ended_at, self.open + 20 * MINUTE)
        reopened = attempts.reopen(attempt=self.attempt, now=self.open + 30 * MINUTE, **at)
        self.assertEqual(reopened.ends_at, self.open + 95 * MINUTE)


class DelayTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_sealed_sitting(candidates=2, self_admission=True)
        cls.open = cls.world.opens_at
        cls.actor = cast.user("invigilator", role=Role.INVIGILATOR)

    def delay(self, minutes: int, *, now: dt.datetime) -> list[Attempt]:
        return delays.delay(attempts=self.world.attempts, seconds=minutes * 60, actor=self.actor, now=now)

    def test_the_window_moves_and_the_limit_stays(self) -> None:
        self.assertEqual(len(self.delay(15, now=self.open - MINUTE)), 2)
        one, two = (Attempt.objects.select_related("sitting").get(pk=each.pk) for each in self.world.attempts)
        with self.assertRaises(attempts.UnableToEnter) as refused:
            attempts.start(attempt=one, now=self.open + 14 * MINUTE)
        self.assertEqual(refused.exception.code, "too_early")
        started = attempts.start(attempt=one, now=self.open + 15 * MINUTE).attempt
        self.assertEqual(started.ends_at, self.open + 90 * MINUTE)
        with self.assertRaises(attempts.UnableToEnter) as refused:
            attempts.start(attempt=two, now=self.open + 25 * MINUTE)
        self.assertEqual(refused.exception.code, "entry_closed")

    def test_only_those_who_have_not_begun_are_delayed(self) -> None:
        start(self.world.attempts[0], now=self.open)
        self.assertEqual([each.pk for each in self.delay(5, now=self.open)], [self.world.attempts[1].pk])
        start(self.world.attempts[1], now=self.open + 6 * MINUTE)
        with self.assertRaises(delays.UnableToDelay) as refused:
            self.delay(5, now=self.open + 7 * MINUTE)
        self.assertEqual(refused.exception.code, "nothing_to_delay")

    def test_senseless_or_late_delays_change_nothing(self) -> None:
        for minutes, now, code in [
            (0, self.open, "seconds_out_of_range"),
            (241, self.open, "seconds_out_of_range"),
            (5, self.open + 10 * MINUTE, "entry_over"),
        ]:
            with self.subTest(code=code), self.assertRaises(delays.UnableToDelay) as refused:
                self.delay(minutes, now=now)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(set(Attempt.objects.values_list("delay_seconds", flat=True)), {0})

    def test_a_round_is_not_closed_while_a_delayed_room_lets_people_in(self) -> None:
        self.delay(30, now=self.open)
        with self.assertRaises(closing.RoundNotOver) as refused:
            closing.close_round(round=self.world.round, actor=None, now=self.open + 20 * MINUTE)
        self.assertEqual(refused.exception.code, "entry_open")
        self.assertEqual(closing.close_round(round=self.world.round, actor=None, now=self.open + 41 * MINUTE), 2)


class RaceTest(TransactionTestCase):
    def test_two_invigilators_resume_at_once_and_the_seconds_come_back_once(self) -> None:
        world = build_sealed_sitting()
        at = world.opens_at
        attempt = start(world.attempts[0], now=at).attempt
        with shared_database():
            for action in (
                lambda: pauses.pause(attempt=attempt, reason=PauseReason.TECHNICAL, actor=None, now=at + MINUTE),
                lambda: pauses.resume(attempt=attempt, actor=None, now=at + 3 * MINUTE),
            ):
                done = together(action, action)
                self.assertEqual(sum(isinstance(each, UnableToMove) for each in done), 1, done)
            self.assertEqual(list(TimeAdjustment.objects.values_list("seconds", flat=True)), [120])
            self.assertEqual(Attempt.objects.get(pk=attempt.pk).ends_at, at + 77 * MINUTE)
