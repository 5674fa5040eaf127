import contextlib
import datetime as dt
from typing import Any
from unittest import mock

from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from exams.delivery.enums import AdjustmentKind, AttemptState, EndReason, StaffReason
from exams.delivery.models import Attempt, TimeAdjustment
from exams.delivery.selectors import status
from exams.delivery.services import attempts, batches, time
from exams.delivery.services.ledger import UnableToExtend
from lms.core import audit
from lms.core.db import update_each
from lms.core.errors import Refusal
from lms.core.models import AuditEvent
from tests.support import cast
from tests.support.exams import NOW, build_mock, build_sealed_sitting, start


def minutes(n: float) -> dt.timedelta:
    return dt.timedelta(minutes=n)


class EnterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_sealed_sitting(leave_after_minutes=15)
        cls.attempt = cls.world.attempts[0]
        cls.open = cls.world.opens_at

    def refused(self, code: str, action: Any) -> None:
        before = Attempt.objects.values().get(pk=self.attempt.pk)
        with self.assertRaises(Refusal) as caught:
            action()
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(Attempt.objects.values().get(pk=self.attempt.pk), before)

    def admit(self, at: dt.datetime) -> Attempt:
        return attempts.admit(attempt=self.attempt, actor=None, now=at)

    def start(self, at: dt.datetime) -> attempts.Started:
        return attempts.start(attempt=self.attempt, now=at)

    def test_the_door_closes_at_ten_minutes(self) -> None:
        self.refused("entry_closed", lambda: self.admit(self.open + minutes(10)))
        self.assertEqual(self.admit(self.open + dt.timedelta(minutes=9, seconds=59)).state, AttemptState.ADMITTED)

    def test_start_needs_admission_and_the_opening(self) -> None:
        self.refused("too_early", lambda: self.start(self.open - minutes(1)))
        self.refused("not_admitted", lambda: self.start(self.open))
        self.admit(self.open - minutes(20))
        self.refused("too_early", lambda: self.start(self.open - dt.timedelta(microseconds=1)))
        self.assertEqual(self.start(self.open).attempt.ends_at, self.open + minutes(75))

    def test_admitted_in_time_may_start_a_little_late_but_not_when_the_paper_is_over(self) -> None:
        self.admit(self.open)
        self.refused("entry_closed", lambda: self.start(self.open + minutes(85)))
        self.assertEqual(self.start(self.open + minutes(12)).attempt.ends_at, self.open + minutes(87))

    def test_an_admission_can_be_taken_back_before_the_start(self) -> None:
        self.admit(self.open)
        self.assertEqual(attempts.send_back(attempt=self.attempt, actor=None, now=self.open).state, "prepared")
        self.refused("not_admitted", lambda: self.start(self.open))
        self.start_properly()
        self.refused(
            "attempt_move_not_allowed", lambda: attempts.send_back(attempt=self.attempt, actor=None, now=self.open)
        )

    def start_properly(self) -> attempts.Started:
        return start(self.attempt, now=self.open)

    def test_a_start_never_moves_and_every_start_takes_the_lease(self) -> None:
        first = self.start_properly()
        stale = Attempt.objects.get(pk=self.attempt.pk)
        tokens = {first.token}
        for n in range(2, 52):
            again = attempts.start(attempt=stale, now=self.open + dt.timedelta(seconds=n))
            tokens.add(again.token)
            self.assertEqual((again.attempt.started_at, again.attempt.lease), (self.open, n))
        self.assertEqual(len(tokens), 51)
        self.assertEqual(Attempt.objects.filter(sitting=self.world.sitting).count(), 1)

    def test_two_starts_that_read_before_either_wrote(self) -> None:
        self.admit(self.open)
        one, two = Attempt.objects.get(pk=self.attempt.pk), Attempt.objects.get(pk=self.attempt.pk)
        attempts.start(attempt=one, now=self.open)
        attempts.start(attempt=two, now=self.open + minutes(5))
        self.attempt.refresh_from_db()
        self.assertEqual((self.attempt.started_at, self.attempt.ends_at), (self.open, self.open + minutes(75)))

    def two_stale_copies(self) -> tuple[Attempt, Attempt]:
        self.admit(self.open)
        related = Attempt.objects.select_related("sitting", "registration__room", "form")
        return related.get(pk=self.attempt.pk), related.get(pk=self.attempt.pk)

    def start_without_the_lock(self, stale: Attempt, at: dt.datetime) -> attempts.Started:
        with mock.patch.object(batches, "held", return_value={stale.public_id: stale}):
            return attempts.start(attempt=stale, now=at)

    def test_control_without_lock_and_condition_the_start_would_move(self) -> None:
        one, two = self.two_stale_copies()

        def unconditional(model: Any, columns: Any, rows: Any, **_compared: Any) -> int:
            return update_each(model, columns, rows)

        with mock.patch.object(batches, "update_each", unconditional):
            self.start_without_the_lock(one, self.open)
            self.start_without_the_lock(two, self.open + minutes(5))
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.started_at, self.open + minutes(5))

    def test_without_the_lock_the_condition_still_holds(self) -> None:
        one, two = self.two_stale_copies()
        self.start_without_the_lock(one, self.open)
        with self.assertRaises(attempts.UnableToMove) as caught:
            self.start_without_the_lock(two, self.open + minutes(5))
        self.assertEqual(caught.exception.code, "changed_meanwhile")
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.started_at, self.open)


class EndTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_sealed_sitting(leave_after_minutes=15)
        cls.open = cls.world.opens_at
        cls.attempt = start(cls.world.attempts[0], now=cls.open).attempt
        cls.end = cls.open + minutes(75)

    def hand_in(self, at: dt.datetime, lease: int | None = 1) -> Attempt:
        return attempts.hand_in(attempt=self.attempt, lease=lease, now=at)

    def test_handing_in_twice_gives_one_receipt(self) -> None:
        first = self.hand_in(self.open + minutes(40))
        again = self.hand_in(self.open + minutes(50))
        self.assertEqual((again.receipt, again.ended_at), (first.receipt, self.open + minutes(40)))
        self.assertEqual((first.end_reason, len(first.receipt)), (EndReason.HANDED_IN, 10))
        self.assertEqual(AuditEvent.objects.filter(action="attempt.ended").count(), 1)

    def test_every_route_after_the_end_gives_the_same_verdict(self) -> None:
        late = self.end + minutes(3)
        for route in (
            lambda: self.hand_in(late),
            lambda: self.hand_in(late, lease=7),
            lambda: attempts.end(attempt=self.attempt, reason=StaffReason.CONDUCT, actor=None, now=late),
            lambda: attempts.close_expired(now=late),
        ):
            with self.subTest(route=route):
                route()
                self.attempt.refresh_from_db()
                self.assertEqual((self.attempt.end_reason, self.attempt.ended_at), (EndReason.TIME_UP, self.end))
        self.assertEqual(AuditEvent.objects.filter(action="attempt.ended").count(), 1)

    def test_the_earliest_leaving_minute(self) -> None:
        with self.assertRaises(attempts.UnableToHandIn) as caught:
            self.hand_in(self.open + dt.timedelta(minutes=14, seconds=59))
        self.assertEqual(caught.exception.code, "too_early")
        self.assertEqual(self.hand_in(self.open + minutes(15)).state, AttemptState.ENDED)

    def test_an_old_lease_does_not_end_what_another_device_writes(self) -> None:
        attempts.start(attempt=self.attempt, now=self.open + minutes(20))
        with self.assertRaises(attempts.UnableToHandIn) as caught:
            self.hand_in(self.open + minutes(30), lease=1)
        self.assertEqual(caught.exception.code, "lease_lost")
        self.assertEqual(self.hand_in(self.open + minutes(30), lease=2).state, AttemptState.ENDED)

    def test_an_expired_attempt_reads_as_ended_before_anybody_writes_it(self) -> None:
        self.assertEqual(status.state(self.attempt, self.end - dt.timedelta(microseconds=1)), AttemptState.RUNNING)
        self.assertEqual(status.state(self.attempt, self.end), AttemptState.ENDED)
        self.assertEqual(status.ended_at(self.attempt, self.end + minutes(30)), self.end)
        with self.assertRaises(attempts.UnableToMove) as caught:
            attempts.start(attempt=self.attempt, now=self.end)
        self.assertEqual(caught.exception.code, "ended")

    def test_the_sweep_waits_for_the_grace_and_runs_once(self) -> None:
        self.assertEqual(attempts.close_expired(now=self.end + dt.timedelta(seconds=5)), 0)
        self.assertEqual(attempts.close_expired(now=self.end + dt.timedelta(days=3)), 1)
        self.assertEqual(attempts.close_expired(now=self.end + dt.timedelta(days=3)), 0)

    def test_reopening_gives_back_the_lost_time_and_moves_no_start(self) -> None:
        self.hand_in(self.open + minutes(40))
        reopened = attempts.reopen(
            attempt=self.attempt, reason=StaffReason.MISTAKE, actor=None, now=self.open + minutes(52)
        )
        self.assertEqual((reopened.state, reopened.started_at, reopened.receipt), ("running", self.open, ""))
        self.assertEqual(reopened.ends_at, self.end + minutes(12))
        again = attempts.start(attempt=self.attempt, now=self.open + minutes(53))
        self.assertEqual((again.attempt.lease, again.attempt.started_at), (2, self.open))

    def test_reopening_after_the_time_needs_more_time(self) -> None:
        later = self.end + minutes(10)
        with self.assertRaises(attempts.UnableToMove) as caught:
            attempts.reopen(attempt=self.attempt, reason=StaffReason.TECHNICAL, actor=None, now=later)
        self.assertEqual(caught.exception.code, "no_time_left")
        reopened = attempts.reopen(
            attempt=self.attempt, reason=StaffReason.TECHNICAL, seconds=300, actor=None, now=later
        )
        self.assertEqual(reopened.ends_at, later + minutes(5))

    def test_staff_end_keeps_what_is_over(self) -> None:
        ended = attempts.end(attempt=self.attempt, reason=StaffReason.ILLNESS, actor=None, now=self.open + minutes(5))
        self.assertEqual((ended.end_reason, ended.ended_at), (EndReason.ENDED_BY_STAFF, self.open + minutes(5)))
        again = self.hand_in(self.open + minutes(30))
        self.assertEqual((again.end_reason, again.receipt), (EndReason.ENDED_BY_STAFF, ended.receipt))


class ExtendTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_sealed_sitting(candidates=3)
        cls.open = cls.world.opens_at
        cls.officer = cast.user("officer")

    def extend(self, chosen: list[Attempt], seconds: int = 300, at: dt.datetime | None = None) -> list[Attempt]:
        return time.extend(
            attempts=chosen,
            seconds=seconds,
            kind=AdjustmentKind.ROOM,
            reason="停電",
            actor=self.officer,
            now=at or self.open + minutes(20),
        )

    def test_time_before_the_start_counts_from_the_start(self) -> None:
        self.extend(self.world.attempts[:1], 1200, at=NOW)
        self.assertEqual(start(self.world.attempts[0], now=self.open).attempt.ends_at, self.open + minutes(95))

    def test_time_for_some_moves_nobody_else(self) -> None:
        for attempt in self.world.attempts:
            start(attempt, now=self.open)
        extended = self.extend(self.world.attempts[:2])
        ends = list(Attempt.objects.order_by("pk").values_list("ends_at", flat=True))
        self.assertEqual(ends, [self.open + minutes(n) for n in (80, 80, 75)])
        self.assertEqual([attempt.ends_at for attempt in extended], ends[:2])
        self.assertEqual(AuditEvent.objects.filter(action="attempt.extended", actor=self.officer).count(), 2)

    def test_what_is_over_is_left_alone(self) -> None:
        for attempt in self.world.attempts[:2]:
            start(attempt, now=self.open)
        attempts.hand_in(attempt=self.world.attempts[0], now=self.open + minutes(10))
        self.assertEqual(self.extend(self.world.attempts[:2]), self.world.attempts[1:2])
        with self.assertRaises(UnableToExtend) as caught:
            self.extend(self.world.attempts[:2], at=self.open + minutes(200))
        self.assertEqual((caught.exception.code, TimeAdjustment.objects.count()), ("nothing_to_extend", 1))

    def test_only_sane_amounts(self) -> None:
        for seconds in (0, -300, 14_401, 10**9):
            with self.subTest(seconds=seconds), self.assertRaises(UnableToExtend) as caught:
                self.extend(self.world.attempts, seconds)
            self.assertEqual(caught.exception.code, "seconds_out_of_range")
        self.assertEqual(TimeAdjustment.objects.count(), 0)

    def test_a_reason_is_required(self) -> None:
        with self.assertRaises(UnableToExtend) as caught:
            time.extend(
                attempts=self.world.attempts,
                seconds=60,
                kind=AdjustmentKind.INCIDENT,
                reason=" ",
                actor=None,
                now=self.open,
            )
        self.assertEqual(caught.exception.code, "no_reason")


class MockTest(TestCase):
    def test_a_mock_belongs_to_a_person_or_a_visitor(self) -> None:
        sitting = build_mock(items=5)
        person = cast.person("one")
        own = attempts.prepare_mock(sitting=sitting, person=person, now=NOW)
        visitor = attempts.prepare_mock(sitting=sitting, visitor_hash="a" * 64, now=NOW)
        self.assertEqual(
            [(own.person, own.visitor_hash), (visitor.person, visitor.visitor_hash)], [(person, ""), (None, "a" * 64)]
        )
        started = attempts.start(attempt=own, now=NOW + minutes(600)).attempt
        self.assertEqual((started.ends_at, len(started.order)), (NOW + minutes(675), 5))

    def test_a_mock_without_forms_cannot_be_taken(self) -> None:
        sitting = build_mock()
        sitting.forms.clear()
        with self.assertRaises(attempts.UnableToMove) as caught:
            attempts.prepare_mock(sitting=sitting, visitor_hash="a" * 64, now=NOW)
        self.assertEqual(caught.exception.code, "no_form")


ACTIONS = ("admit", "send_back", "start", "hand_in", "end", "reopen", "extend", "sweep")


class DeadlineMachineTest(HypothesisTestCase):
    """Whatever happens in whatever order: the start is immutable, the end is start + limit + ledger (EX-05)."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(1, 900)), min_size=3, max_size=14))
    def test_the_deadline_is_start_plus_limit_plus_ledger(self, steps: list[tuple[str, int]]) -> None:
        world = build_sealed_sitting(people=[cast.person(f"p{Attempt.objects.count()}")])
        attempt, now, started_at = world.attempts[0], world.opens_at - minutes(5), None
        for action, seconds in steps:
            now += dt.timedelta(seconds=seconds)
            with contextlib.suppress(Refusal):
                self.act(attempt, action, seconds, now)
            fresh = Attempt.objects.get(pk=attempt.pk)
            started_at = started_at or fresh.started_at
            self.assertEqual(fresh.started_at, started_at)
            if started_at is not None:
                given_seconds = sum(TimeAdjustment.objects.filter(attempt=attempt).values_list("seconds", flat=True))
                self.assertEqual(fresh.ends_at, started_at + dt.timedelta(seconds=fresh.limit_seconds + given_seconds))
        self.assertIsNone(audit.first_broken())

    def act(self, attempt: Attempt, action: str, seconds: int, now: dt.datetime) -> None:
        if action == "admit":
            attempts.admit(attempt=attempt, actor=None, now=now)
        elif action == "send_back":
            attempts.send_back(attempt=attempt, actor=None, now=now)
        elif action == "start":
            attempts.start(attempt=attempt, now=now)
        elif action == "hand_in":
            attempts.hand_in(attempt=attempt, now=now)
        elif action == "end":
            attempts.end(attempt=attempt, reason=StaffReason.REQUEST, actor=None, now=now)
        elif action == "reopen":
            attempts.reopen(attempt=attempt, reason=StaffReason.MISTAKE, seconds=seconds, actor=None, now=now)
        elif action == "extend":
            time.extend(
                attempts=[attempt],
                seconds=seconds,
                kind=AdjustmentKind.INCIDENT,
                reason="停電",
                actor=None,
                now=now,
            )
        else:
            attempts.close_expired(now=now)
