"""The books of a host school: charged on enrolling, receipts and refunds entered once, a refund proposed, own only."""

import datetime as dt
import io
from typing import Any

from django.test import Client, TestCase
from django.urls import reverse
from openpyxl import load_workbook

from courses.classes.services import enrolments
from courses.tuition.models import LedgerEntry
from courses.tuition.selectors import accounts, ledger, refunds
from lms.core import clock
from tests.support import cast, classes
from tests.support.cast import NOW

KEY = "11111111-1111-4111-8111-111111111111"


class Books(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.found = classes.regional_class(cls.cast.school)
        cls.seat = enrolments.enrol(person=cls.cast.candidate, regional_class=cls.found, actor=None, now=NOW)
        cls.about = refunds.about_enrolment(cls.seat)

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW + dt.timedelta(days=1)))
        self.browser = Client()
        self.browser.force_login(self.cast.coordinator)
        self.url = reverse("tuition:ledger_account", args=[self.about])

    def enter(self, kind: str, amount: Any, **more: str) -> Any:
        given = {"kind": kind, "amount": str(amount), "document": "R-1", "note": "", "key": KEY} | more
        return self.browser.post(self.url, given)

    def balance(self) -> tuple[int, int, int, int]:
        found = ledger.balance(self.about)
        return found.charged, found.waived, found.paid, found.refunded

    def withdraw(self) -> None:
        enrolments.withdraw(enrolment=self.seat, actor=None, now=NOW)

    def test_a_seat_is_charged_and_given_back_unpaid_costs_nothing(self) -> None:
        self.assertEqual(self.balance(), (12_000, 0, 0, 0))
        self.withdraw()
        self.assertEqual((self.balance(), refunds.proposal(self.seat)), ((0, 0, 0, 0), None))

    def test_a_form_sent_twice_is_one_receipt(self) -> None:
        for _ in range(2):
            self.assertEqual(self.enter("payment", 12_000).status_code, 302)
        self.assertEqual(self.balance(), (12_000, 0, 12_000, 0))

    def test_what_a_receipt_needs(self) -> None:
        for wrong in ({"amount": "0"}, {"amount": "-5"}, {"amount": "1.5"}, {"amount": "10000001"}, {"document": ""}):
            self.assertEqual(self.enter("payment", wrong.pop("amount", 5), **wrong).status_code, 422)
        self.assertEqual(self.enter("charge", 5).status_code, 422)
        self.assertEqual(self.enter("waiver", 5).status_code, 422)
        self.assertEqual(LedgerEntry.objects.count(), 1)

    def test_a_withdrawal_after_payment_proposes_the_legal_minimum_and_is_settled(self) -> None:
        self.enter("payment", 12_000)
        self.withdraw()
        found = refunds.proposal(self.seat)
        assert found is not None
        self.assertEqual((found.amount, found.reasons), (10_800, ["開課日前退訓：退還學費 90%。"]))
        self.assertContains(self.browser.get(self.url), "10,800 元")
        mine = LedgerEntry.objects.all()
        self.assertEqual(accounts.unsettled(mine), 1)
        self.assertContains(self.browser.get(reverse("tuition:ledger") + "?only=withdrawn"), self.about)
        self.enter("refund", 10_800, key=KEY.replace("1", "2"))
        self.assertEqual((self.balance(), accounts.unsettled(mine)), ((12_000, 10_800, 12_000, 10_800), 0))

    def test_a_mistake_is_reversed_with_its_reason(self) -> None:
        self.enter("payment", 1_200)
        entry = LedgerEntry.objects.get(kind="payment")
        url = reverse("tuition:ledger_reverse", args=[entry.public_id])
        self.browser.post(url, {"note": ""})
        self.assertEqual(self.balance()[2], 1_200)
        for _ in range(2):
            self.browser.post(url, {"note": "金額誤植"})
        self.assertEqual((self.balance()[2], LedgerEntry.objects.count()), (0, 3))

    def test_another_schools_coordinator_and_other_learners_see_none_of_it(self) -> None:
        self.enter("payment", 12_000)
        stranger, other = Client(), Client()
        stranger.force_login(self.cast.stranger)
        other.force_login(self.cast.other_candidate.user)
        self.assertEqual(stranger.get(self.url).status_code, 404)
        self.assertEqual(stranger.post(self.url, {"kind": "payment"}).status_code, 404)
        self.assertNotContains(stranger.get(reverse("tuition:ledger")), self.cast.candidate.name)
        export = stranger.post(reverse("tuition:ledger_export", args=["excel"])).content.decode("utf-8-sig")
        self.assertEqual(len(export.splitlines()), 1)
        self.assertEqual(other.get(self.url).status_code, 403)
        self.assertNotContains(other.get(reverse("tuition:money")), "12,000")
        self.assertEqual(Client().get(reverse("tuition:money")).status_code, 302)

    def test_exports_carry_no_formula(self) -> None:
        self.enter("payment", 12_000, document="=1+1", note="@x")
        for kind in ("excel", "xlsx"):
            body = self.browser.post(reverse("tuition:ledger_export", args=[kind])).content
            if kind == "excel":
                self.assertIn("'=1+1,'@x", body.decode("utf-8-sig"))
            else:
                sheet = load_workbook(io.BytesIO(body)).active
                self.assertEqual({cell.data_type for row in sheet.iter_rows() for cell in row} & {"f"}, set())

    def test_the_learner_reads_what_is_owed_paid_and_given_back(self) -> None:
        browser = Client()
        browser.force_login(self.cast.candidate.user)
        self.assertContains(browser.get(reverse("tuition:money")), "還要繳 12,000 元")
        self.enter("payment", 12_000)
        self.assertContains(browser.get(reverse("tuition:money")), "已結清")
