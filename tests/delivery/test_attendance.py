import datetime as dt
from typing import Any
from unittest import mock

from django.test import TestCase, TransactionTestCase

from exams.delivery.enums import ArrivalWay, AttemptState, AttendanceState, IdentityCheck
from exams.delivery.models import Attempt, Attendance
from exams.delivery.services import attempts, attendance, delays
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import Registration
from lms.core.errors import Refusal
from lms.core.models import AuditEvent
from tests.support import cast
from tests.support.exams import build_room, build_round, build_sealed_sitting, build_sitting, register, start
from tests.support.races import shared_database, together

MATCHED, DOUBTFUL = IdentityCheck.MATCHED, IdentityCheck.DOUBTFUL
PRESENT, LATE, ABSENT, LEFT = AttendanceState


def minutes(n: float) -> dt.timedelta:
    return dt.timedelta(minutes=n)


class Door(TestCase):
    def setUp(self) -> None:
        self.world = build_sealed_sitting()
        self.registration, self.open = self.world.registrations[0], self.world.opens_at

    def record(self, state: AttendanceState, at: dt.datetime, **more: Any) -> Attendance:
        return attendance.record(
            registration=self.registration, state=state, actor=None, now=at, **{"way": ArrivalWay.LIST} | more
        )

    def arrive(self, at: dt.datetime, identity: IdentityCheck = MATCHED) -> Attendance:
        return attendance.arrive(
            registration=self.registration, identity=identity, way=ArrivalWay.CODE, actor=None, now=at
        )

    def refused(self, code: str, action: Any) -> None:
        before = list(Attendance.objects.values())
        with self.assertRaises(Refusal) as caught:
            action()
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(list(Attendance.objects.values()), before)

    def attempt_state(self) -> str:
        return Attempt.objects.get(registration=self.registration).state


class SelfAdmissionTest(Door):
    """Whoever starts a paper that asks nobody at the door is noted as having come."""

    def setUp(self) -> None:
        self.world = build_sealed_sitting(self_admission=True)
        self.registration, self.open = self.world.registrations[0], self.world.opens_at

    def noted(self) -> tuple[str, str, dt.datetime | None]:
        row = Attendance.objects.get(registration=self.registration)
        return row.state, row.way, row.arrived_at

    def begin(self, at: dt.datetime) -> None:
        attempts.start(attempt=self.world.attempts[0], now=at)

    def test_starting_notes_the_arrival(self) -> None:
        self.begin(self.open + minutes(2))
        self.assertEqual(self.noted(), (PRESENT, ArrivalWay.SELF, self.open + minutes(2)))
        facts = AuditEvent.objects.get(action="attendance.recorded").data
        self.assertEqual(facts, {"state": "present", "identity": "not_checked", "way": "self"})

    def test_resuming_notes_nothing_more(self) -> None:
        self.begin(self.open)
        self.begin(self.open + minutes(5))
        self.assertEqual(self.noted(), (PRESENT, ArrivalWay.SELF, self.open))
        self.assertEqual(AuditEvent.objects.filter(action="attendance.recorded").count(), 1)

    def test_the_door_came_first(self) -> None:
        self.arrive(self.open - minutes(5))
        self.begin(self.open + minutes(1))
        self.assertEqual(self.noted(), (PRESENT, ArrivalWay.CODE, self.open - minutes(5)))

    def test_noted_as_absent_and_came_after_all(self) -> None:
        self.record(ABSENT, self.open)
        self.begin(self.open + minutes(9))
        self.assertEqual(self.noted(), (PRESENT, ArrivalWay.SELF, self.open + minutes(9)))

    def test_refused_entry_notes_nothing(self) -> None:
        self.refused("entry_closed", lambda: self.begin(self.open + minutes(10)))


class DelayedTest(Door):
    def test_late_is_judged_by_the_delayed_opening(self) -> None:
        actor = cast.user("invigilator")
        delays.delay(attempts=self.world.attempts, seconds=15 * 60, actor=actor, now=self.open - minutes(1))
        self.assertEqual(self.arrive(self.open + minutes(15)).state, PRESENT)

    def test_control_after_the_delayed_opening_it_is_late(self) -> None:
        actor = cast.user("invigilator")
        delays.delay(attempts=self.world.attempts, seconds=15 * 60, actor=actor, now=self.open - minutes(1))
        self.assertEqual(self.arrive(self.open + minutes(16)).state, LATE)


class ComputerTest(Door):
    def test_coming_admits(self) -> None:
        row = self.arrive(self.open - minutes(20))
        self.assertEqual((row.state, row.identity, row.way), (PRESENT, MATCHED, ArrivalWay.CODE))
        self.assertEqual(self.attempt_state(), AttemptState.ADMITTED)

    def test_late_from_the_opening_and_refused_at_exactly_ten_minutes(self) -> None:
        self.refused("entry_closed", lambda: self.arrive(self.open + minutes(10)))
        self.assertEqual(self.attempt_state(), AttemptState.PREPARED)
        last = self.open + minutes(10) - dt.timedelta(microseconds=1)
        self.assertEqual(self.arrive(last).state, LATE)
        self.assertEqual(attendance.arrival_state(self.open, self.open), PRESENT)

    def test_the_door_opens_three_hours_before(self) -> None:
        self.refused("too_early", lambda: self.arrive(self.open - minutes(180) - dt.timedelta(microseconds=1)))
        self.assertEqual(self.arrive(self.open - minutes(180)).state, PRESENT)

    def test_control_without_the_door_rule_the_attempt_still_refuses(self) -> None:
        with mock.patch.object(attendance, "_come"):
            self.refused("entry_closed", lambda: self.arrive(self.open + minutes(10)))

    def test_scanning_twice_is_harmless(self) -> None:
        first = self.arrive(self.open - minutes(5))
        count = AuditEvent.objects.count()
        again = self.arrive(self.open + minutes(30))
        self.assertEqual((again.pk, again.arrived_at, again.state), (first.pk, first.arrived_at, PRESENT))
        self.assertEqual(AuditEvent.objects.count(), count)

    def test_a_new_outcome_of_the_document_is_kept_and_silence_changes_nothing(self) -> None:
        self.arrive(self.open - minutes(5), DOUBTFUL)
        self.assertEqual(self.arrive(self.open, MATCHED).identity, MATCHED)
        self.assertEqual(self.record(PRESENT, self.open + minutes(1)).identity, MATCHED)

    def test_absence_takes_an_admission_back_but_not_a_start(self) -> None:
        self.arrive(self.open)
        row = self.record(ABSENT, self.open + minutes(1))
        self.assertEqual((row.arrived_at, self.attempt_state()), (None, AttemptState.PREPARED))
        start(self.world.attempts[0], now=self.open + minutes(2))
        self.refused("has_started", lambda: self.record(ABSENT, self.open + minutes(3)))

    def test_one_who_runs_already_is_only_noted(self) -> None:
        start(self.world.attempts[0], now=self.open)
        self.assertEqual(self.record(PRESENT, self.open + minutes(2)).state, PRESENT)
        self.assertEqual(self.attempt_state(), AttemptState.RUNNING)

    def test_leaving_needs_an_arrival_and_can_be_corrected(self) -> None:
        self.refused("never_came", lambda: self.record(LEFT, self.open))
        self.arrive(self.open)
        left = self.record(LEFT, self.open + minutes(40))
        self.assertEqual((left.arrived_at, left.left_at), (self.open, self.open + minutes(40)))
        back = self.record(PRESENT, self.open + minutes(41))
        self.assertEqual((back.arrived_at, back.left_at), (self.open, None))

    def test_cancelled_or_unpaid_is_refused(self) -> None:
        Registration.objects.update(state=RegistrationState.CANCELLED)
        self.refused("cancelled", lambda: self.arrive(self.open))

    def test_the_audit_trail_names_nobody(self) -> None:
        self.arrive(self.open)
        entry = AuditEvent.objects.get(action="attendance.recorded")
        self.assertEqual(entry.data, {"state": "present", "identity": "matched", "way": "code"})
        self.assertIn(str(self.registration.public_id), entry.subject)


class PaperTest(Door):
    def setUp(self) -> None:
        round = build_round("green")
        sitting = build_sitting(round, "GC")
        sitting.mode, sitting.sealed_at = SittingMode.PAPER, cast.NOW
        sitting.save()
        self.registration = register(cast.person("paper"), sitting, room=build_room(round), seat="A01")
        self.open = sitting.opens_at

    def test_the_door_rule_holds_without_an_attempt(self) -> None:
        self.refused("entry_closed", lambda: self.arrive(self.open + minutes(10)))
        self.assertEqual(self.arrive(self.open + minutes(9)).state, LATE)

    def test_control_without_the_rule_everybody_comes(self) -> None:
        with mock.patch.object(attendance, "_come"):
            self.assertEqual(self.arrive(self.open + minutes(10)).state, LATE)

    def test_a_list_may_be_entered_afterwards_with_the_instant_of_arrival(self) -> None:
        later = self.open + minutes(30)
        self.refused("in_the_future", lambda: self.record(PRESENT, later, arrived_at=later + minutes(1)))
        self.refused("entry_closed", lambda: self.record(LATE, later, arrived_at=self.open + minutes(10)))
        self.assertEqual(self.record(LATE, later, arrived_at=self.open + minutes(3)).state, LATE)

    def test_before_sealing_nobody_arrives(self) -> None:
        self.registration.sitting.sealed_at = None
        self.registration.sitting.save()
        self.refused("not_sealed", lambda: self.arrive(self.open))


class RaceTest(TransactionTestCase):
    def test_two_scanners_note_one_arrival(self) -> None:
        with shared_database():
            world = build_sealed_sitting()

            def scan() -> Attendance:
                return attendance.arrive(
                    registration=world.registrations[0],
                    identity=MATCHED,
                    way=ArrivalWay.CODE,
                    actor=None,
                    now=world.opens_at,
                )

            results = together(*[scan] * 4)
            self.assertEqual([r for r in results if isinstance(r, Exception)], [])
            self.assertEqual(Attendance.objects.count(), 1)
            self.assertEqual(AuditEvent.objects.filter(action="attendance.recorded").count(), 1)
            self.assertEqual(AuditEvent.objects.filter(action="attempt.admitted").count(), 1)
            self.assertEqual(attempts.Attempt.objects.get().state, AttemptState.ADMITTED)
