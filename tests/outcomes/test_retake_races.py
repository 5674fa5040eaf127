"""Retakes at the same moment: never more than the limit (RC-03), never one seat twice; without the locks both happen."""

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial

from django.test import TransactionTestCase

from exams.delivery.models import Attempt
from exams.outcomes.models import Mark, RetakeApplication
from exams.outcomes.selectors import retakes as reads
from exams.outcomes.services import marking, retakes, score_runs
from exams.sittings.enums import SittingKind
from exams.sittings.models import Registration, Round
from lms.core import dated
from lms.core.errors import Refusal
from tests.support import cast, exams, released
from tests.support.classes_done import completed
from tests.support.races import shared_database, together
from tests.support.released import AFTER

RIVALS = 3
COMING = dt.datetime(2027, 3, 13, 1, tzinfo=dt.UTC)


class Rush(TransactionTestCase):
    """Everybody failed the test of 2026-11-20; there are as many coming tests, and one retake is allowed."""

    def setUp(self) -> None:
        school = cast.school("home")
        self.people = [cast.person(f"rival{number}") for number in range(RIVALS)]
        for number, person in enumerate(self.people, start=1):
            released.entitle(completed(person, school, number=f"{number:03}"))
        world = exams.build_sealed_sitting(programme="green", subject="GC", code="115-2", people=self.people, items=2)
        for attempt in Attempt.objects.all():
            released.sit(attempt, right=0)
        run = marking.mark_round(round=world.round, actor=None, now=AFTER)
        score_runs.put_in_force(run=run, actor=None, now=AFTER)
        self.coming = [self.build_coming(number) for number in range(RIVALS)]
        dated.approve(
            key="outcomes.green_retake_count",
            value=1,
            effective_from=dt.date(2026, 1, 1),
            basis="測試",
            approver=None,
            now=AFTER,
        )

    def build_coming(self, number: int) -> Round:
        opens = COMING + dt.timedelta(days=number)
        round = exams.build_round("green", f"116-{number + 1}", exam_date=opens.date())
        exams.build_sitting(round, "GC", items=2, opens_at=opens)
        exams.build_room(round)
        return round

    def failed(self, number: int) -> Mark:
        mark = reads.last_mark(self.people[number])
        assert mark is not None
        return mark

    def rush(self, *actions: Callable[[], object]) -> list[object]:
        with shared_database():
            return together(*actions)


class Limit(Rush):
    def test_one_person_asking_for_every_test_at_once_gets_one(self) -> None:
        def apply(target: Round) -> str:
            try:
                retakes.apply(failed_mark=self.failed(0), target_round=target, actor=None, now=AFTER)
            except Refusal as refusal:
                return refusal.code
            return "applied"

        results = self.rush(*(partial(apply, target) for target in self.coming))
        self.assertEqual(sorted(map(str, results)), ["applied"] + ["retake_already_applied"] * (RIVALS - 1))

    def test_counting_without_the_lock_exceeds_the_limit(self) -> None:
        counted = threading.Barrier(RIVALS)

        def count_then_insert(target: Round) -> int:
            used = reads.used(self.people[0].pk, target.programme_id)
            counted.wait(timeout=10)
            Registration.objects.create(
                sitting=target.sittings.get(), person=self.people[0], kind=SittingKind.RETAKE, registered_at=AFTER
            )
            return used

        results = self.rush(*(partial(count_then_insert, target) for target in self.coming))
        self.assertEqual(results, [0] * RIVALS)


class Seats(Rush):
    def setUp(self) -> None:
        super().setUp()
        self.applications = [
            retakes.apply(failed_mark=self.failed(number), target_round=self.coming[0], actor=None, now=AFTER)
            for number in range(RIVALS)
        ]

    def test_accepted_at_once_everybody_gets_a_seat_of_their_own(self) -> None:
        def accept(application: RetakeApplication) -> str:
            found = RetakeApplication.objects.get(pk=application.pk)
            accepted = retakes.accept(application=found, actor=None, now=AFTER)
            assert accepted.registration is not None
            return accepted.registration.seat

        results = self.rush(*(partial(accept, application) for application in self.applications))
        self.assertEqual(sorted(map(str, results)), ["01", "02", "03"])

    def test_looking_for_a_seat_without_the_lock_gives_the_same_one(self) -> None:
        looked = threading.Barrier(RIVALS)

        def look(application: RetakeApplication) -> str:
            school = application.enrolment.regional_class
            _room, seat = reads.free_seat(reads.sitting_of(application), school.county)
            looked.wait(timeout=10)
            return seat

        results = self.rush(*(partial(look, application) for application in self.applications))
        self.assertEqual(results, ["01"] * RIVALS)
