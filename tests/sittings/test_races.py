"""The last place, the same candidate twice, a hold that ends while its fee arrives (RC-01, RC-02, RC-06)."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock

from django.test import TransactionTestCase

from courses.tuition.rules.accounts import Balance
from courses.tuition.selectors import ledger
from exams.sittings.enums import RegistrationState
from exams.sittings.models import Registration, Sitting
from exams.sittings.selectors import fees, places
from exams.sittings.services import holds, payments, withdrawals
from lms.accounts.models import Person
from lms.core.errors import Refusal
from tests.support.races import shared_database, together
from tests.support.registering import EXAM, NOW, apply, candidate, open_round, sitting

RIVALS = 50
FEW = 4


def told(act: Callable[[], Any]) -> str:
    """What came of it: ``ok`` or the refusal's code."""
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return "ok"


def register(person: Person, *papers: Sitting) -> str:
    """Register with rows of this thread's own."""
    fresh = [Sitting.objects.select_related("round").get(pk=paper.pk) for paper in papers]
    return told(lambda: apply(Person.objects.select_related("user").get(pk=person.pk), *fresh))


class LastPlace(TransactionTestCase):
    def setUp(self) -> None:
        self.paper = sitting(open_round(), "L11", capacity=1, items=1)

    def test_fifty_at_once_get_one_place(self) -> None:
        rivals = [candidate(f"rival{number}", number) for number in range(1, RIVALS + 1)]
        with shared_database():
            results = together(*(partial(register, rival, self.paper) for rival in rivals))
            self.assertEqual((sorted(map(str, results)), self.taken()), (["full"] * (RIVALS - 1) + ["ok"], 1))

    def test_counting_without_the_lock_oversells(self) -> None:
        rivals = [candidate(f"rival{number}", number) for number in range(1, FEW + 1)]
        counted = threading.Barrier(FEW)

        def count_then_insert(rival: Person) -> None:
            if places.left(self.paper, now=NOW):
                counted.wait(timeout=10)
                Registration.objects.create(sitting=self.paper, person=rival, registered_at=NOW)

        with shared_database():
            results = together(*(partial(count_then_insert, rival) for rival in rivals))
            self.assertEqual((results, self.taken()), ([None] * FEW, FEW))

    def taken(self) -> int:
        return places.taken(self.paper, now=NOW)


class OneCandidate(TransactionTestCase):
    def setUp(self) -> None:
        self.one = candidate("one", 1)

    def test_the_same_paper_many_times_is_one_registration(self) -> None:
        paper = sitting(open_round(), "L11", items=1)
        with shared_database():
            results = together(*(partial(register, self.one, paper) for _ in range(20)))
            self.assertEqual(sorted(map(str, results)), ["ok"] + ["registered_already"] * 19)
            self.assertEqual(Registration.objects.count(), 1)

    def test_overlapping_papers_of_two_rounds_are_one_registration(self) -> None:
        papers = [
            sitting(open_round(code=code), "L11", items=1, opens_at=EXAM + dt.timedelta(minutes=minutes))
            for code, minutes in (("116-1", 0), ("116-2", 30))
        ]
        with shared_database():
            results = together(*(partial(register, self.one, papers[number % 2]) for number in range(8)))
            self.assertEqual(list(map(str, results)).count("ok"), 1)
            self.assertEqual(Registration.objects.count(), 1)


class HoldAndPayment(TransactionTestCase):
    def test_the_end_of_a_hold_and_its_fee_at_one_moment_give_one_state(self) -> None:
        """The sweep, the payment and the next candidate meet: one place, and money that is accounted for."""
        one, other = candidate("one", 1), candidate("two", 2)
        round = open_round(pay_by=None)
        paper = sitting(round, "L11", capacity=1, items=1)
        with shared_database():
            (made,) = apply(one, paper)
            assert made.held_until is not None
            end, code = made.held_until, made.payment_code
            pay = partial(payments.confirm, code=code, amount=900, reference="T1", actor=None, now=end)
            results = together(
                lambda: told(lambda: holds.sweep(now=end)),
                lambda: told(pay),
                lambda: told(lambda: apply(other, paper, now=end)),
            )
            made.refresh_from_db()
            self.assertEqual(places.taken(paper, now=end), 1)
            self.assertEqual(results[0], "ok")
            paid = made.state == RegistrationState.REGISTERED
            self.assertEqual(results[1:], ["ok", "full"] if paid else ["place_gone", "ok"])
            balance = ledger.balance(fees.about(made))
            self.assertEqual((balance.due, balance.paid), (0, 900 if paid else 0))

    def test_the_same_transfer_twice_is_one_payment(self) -> None:
        one = candidate("one", 1)
        paper = sitting(open_round(), "L11", capacity=1, items=1)
        with shared_database():
            (made,) = apply(one, paper)
            pay = partial(payments.confirm, code=made.payment_code, amount=900, reference="T1", actor=None, now=NOW)
            results = together(*([lambda: len(pay())] * 6))
            self.assertEqual(sorted(results), [0] * 5 + [1])
            self.assertEqual(ledger.balance(fees.about(made)).paid, 900)

    def test_a_fee_that_arrives_while_its_candidate_cancels_is_not_cancelled_as_unpaid(self) -> None:
        one = candidate("one", 1)
        paper = sitting(open_round(), "L11", items=1)
        read = fees.balance

        def slowly(registration: Registration) -> Balance:
            found = read(registration)
            time.sleep(0.4)
            return found

        with shared_database(), mock.patch.object(fees, "balance", slowly):
            (made,) = apply(one, paper)
            pay = partial(payments.confirm, code=made.payment_code, amount=900, reference="T1", actor=None, now=NOW)
            give_up = partial(withdrawals.by_candidate, registration=made, actor=None, now=NOW)
            results = together(lambda: told(give_up), lambda: told(pay))
            state = Registration.objects.get(pk=made.pk).state
            known = (RegistrationState.CANCELLED, ["ok", "given_up"]), (RegistrationState.REGISTERED, ["paid", "ok"])
            self.assertIn((state, results), known)
