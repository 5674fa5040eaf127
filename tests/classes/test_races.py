"""A class is never oversold, whoever comes at the same moment (ENR-1); counting without the lock oversells it."""

import threading
from collections.abc import Callable
from functools import partial

from django.test import TransactionTestCase

from courses.classes.models import Enrolment, RegionalClass
from courses.classes.services import enrolments
from lms.accounts.models import Person
from tests.support.cast import NOW, person, school
from tests.support.classes import regional_class
from tests.support.races import shared_database, together

RIVALS = 4


class Rush(TransactionTestCase):
    def setUp(self) -> None:
        self.regional_class = regional_class(school("home"), capacity=1)
        self.rivals = [person(f"rival{number}") for number in range(RIVALS)]

    def rush(self, take_seat: Callable[[Person], object]) -> tuple[list[object], int]:
        """Everybody at once; (what each got, seats taken)."""
        with shared_database():
            results = together(*(partial(take_seat, rival) for rival in self.rivals))
            return results, enrolments.taken_seats(self.regional_class)

    def test_one_seat_one_winner(self) -> None:
        def enrol(rival: Person) -> str:
            found = RegionalClass.objects.get(pk=self.regional_class.pk)
            try:
                return enrolments.enrol(person=rival, regional_class=found, actor=None, now=NOW).learner_number
            except enrolments.ClassFull as refusal:
                return refusal.code

        results, taken = self.rush(enrol)
        self.assertEqual((sorted(map(str, results)), taken), (["001"] + ["full"] * (RIVALS - 1), 1))

    def test_without_the_lock_the_same_rush_oversells(self) -> None:
        counted = threading.Barrier(RIVALS)

        def count_then_insert(rival: Person) -> None:
            if enrolments.taken_seats(self.regional_class) < self.regional_class.capacity:
                counted.wait(timeout=10)
                Enrolment.objects.create(
                    regional_class=self.regional_class, person=rival, learner_number=f"9{rival.pk}", enrolled_at=NOW
                )

        results, taken = self.rush(count_then_insert)
        self.assertEqual((results, taken), ([None] * RIVALS, RIVALS))

    def test_one_person_twice_gets_one_seat(self) -> None:
        RegionalClass.objects.update(capacity=RIVALS)

        def enrol(rival: Person) -> str:
            try:
                enrolments.enrol(person=self.rivals[0], regional_class=self.regional_class, actor=None, now=NOW)
            except enrolments.AlreadyEnrolled as refusal:
                return refusal.code
            return "enrolled"

        results, taken = self.rush(enrol)
        self.assertEqual((sorted(map(str, results)), taken), (["already_enrolled"] * (RIVALS - 1) + ["enrolled"], 1))
