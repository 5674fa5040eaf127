"""A rehearsal: the same round on practice papers, with a clock that can be moved on, counted nowhere."""

import datetime as dt

from django.test import TestCase

from exams.delivery.models import Attempt
from exams.delivery.selectors import status
from exams.delivery.services import attempts, rehearsals
from exams.outcomes.selectors import releases as release_reads
from exams.outcomes.services import releases
from exams.sittings.models import Registration, Round
from exams.sittings.services import duties
from exams.sittings.services import rehearsals as copies
from exams.statistics.selectors import overview
from lms.core.errors import Refusal
from lms.organizations.enums import Role
from tests.support import cast, exams

NOW = exams.NOW


class Rehearsing(TestCase):
    def setUp(self) -> None:
        self.round = exams.build_round()
        self.sitting = exams.build_sitting(self.round, "L11", leave_after_minutes=15)
        exams.build_mock()
        self.room = exams.build_room(self.round)
        self.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        duties.assign(room=self.room, user=self.invigilator, actor=None, now=NOW)
        self.officer = cast.user("officer@test.example")

    def rehearse(self, extras: int = 3) -> Round:
        return rehearsals.create(
            round=self.round,
            opens_at=NOW + dt.timedelta(minutes=5),
            people=[self.officer],
            extras=extras,
            actor=self.officer,
            now=NOW,
        )

    def attempt(self, round: Round) -> Attempt:
        return Attempt.objects.get(registration__sitting__round=round, registration__person__user=self.officer)

    def test_it_runs_like_the_round_on_practice_papers(self) -> None:
        copy = self.rehearse()
        found = self.attempt(copy)
        self.assertEqual(found.form.blueprint.pool, "practice")
        self.assertEqual(copy.rooms.get().duties.get().user, self.invigilator)
        self.assertEqual(Registration.objects.filter(sitting__round=copy).count(), 4)
        self.assertEqual(copy.state, "sealed")
        self.round.refresh_from_db()
        self.assertEqual(self.round.state, "open")

    def test_the_clock_is_moved_on(self) -> None:
        copy = self.rehearse()
        with self.assertRaises(attempts.UnableToEnter):
            attempts.admit(attempt=self.attempt(copy), actor=self.officer, now=NOW)
            attempts.start(attempt=self.attempt(copy), now=NOW)
        rehearsals.move_on(round=copy, minutes=5, actor=self.officer, now=NOW)
        exams.start(self.attempt(copy), now=NOW)
        with self.assertRaises(attempts.UnableToHandIn):
            attempts.hand_in(attempt=self.attempt(copy), now=NOW)
        rehearsals.move_on(round=copy, minutes=15, actor=self.officer, now=NOW)
        found = self.attempt(copy)
        assert found.started_at is not None
        self.assertEqual(NOW - found.started_at, dt.timedelta(minutes=15))
        self.assertEqual(attempts.hand_in(attempt=found, now=NOW).state, "ended")

    def test_time_runs_out_when_the_clock_says_so(self) -> None:
        copy = self.rehearse()
        rehearsals.move_on(round=copy, minutes=5, actor=self.officer, now=NOW)
        exams.start(self.attempt(copy), now=NOW)
        rehearsals.move_on(round=copy, minutes=self.sitting.minutes, actor=self.officer, now=NOW)
        self.assertTrue(status.is_expired(self.attempt(copy), NOW))

    def test_the_clock_of_a_real_round_stands(self) -> None:
        with self.assertRaises(rehearsals.UnableToMoveOn):
            rehearsals.move_on(round=self.round, minutes=5, actor=self.officer, now=NOW)

    def test_it_counts_nowhere(self) -> None:
        copy = self.rehearse()
        self.assertNotIn(copy.pk, [row.round.pk for row in release_reads.desk(now=NOW)])
        self.assertEqual([row.round.pk for row in overview.rounds()], [self.round.pk])
        with self.assertRaises(Refusal):
            releases.prepare(round=copy, actor=self.officer, now=NOW + dt.timedelta(days=1))

    def test_without_practice_papers_there_is_none(self) -> None:
        """Secure items are not shown to staff for practice."""
        other = exams.build_round(code="115-4")
        exams.build_sitting(other, "L12")
        with self.assertRaises(copies.UnableToRehearse) as refused:
            rehearsals.create(round=other, opens_at=NOW, people=[self.officer], extras=0, actor=self.officer, now=NOW)
        self.assertEqual(refused.exception.code, "no_practice_form")
        self.assertFalse(Round.objects.filter(rehearsal_of=other).exists())

    def test_invented_candidates_are_the_same_every_time(self) -> None:
        first, second = self.rehearse(), self.rehearse()
        people = [
            set(Registration.objects.filter(sitting__round=each).values_list("person_id", flat=True))
            for each in (first, second)
        ]
        self.assertEqual(people[0], people[1])
