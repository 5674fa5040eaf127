"""The ledger: what it takes, what it refuses, and that nobody can change it."""

from functools import partial

from django.db import DatabaseError, connection, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from courses.tuition.enums import EntryKind, Purpose
from courses.tuition.models import LedgerEntry
from courses.tuition.rules.accounts import Balance, Movement, is_sound, sum_up
from courses.tuition.selectors import ledger as reads
from courses.tuition.services import ledger
from lms.core.models import AuditEvent
from tests.support.cast import NOW, person, school
from tests.support.races import shared_database, together

ABOUT = "sittings.Registration:00000000-0000-0000-0000-000000000001"
CHARGE, WAIVER, PAYMENT, REFUND = EntryKind.CHARGE, EntryKind.WAIVER, EntryKind.PAYMENT, EntryKind.REFUND


class Rules(SimpleTestCase):
    def test_reversals_count_against_what_they_reverse(self) -> None:
        found = sum_up([Movement(CHARGE, 900), Movement(PAYMENT, 900), Movement(PAYMENT, 900, takes_back=True)])
        self.assertEqual((found.due, found.kept, found.owed_back), (900, 0, 0))

    def test_a_waiver_after_payment_is_owed_back_until_refunded(self) -> None:
        paid = Balance(charged=900, paid=900, waived=450)
        self.assertEqual((paid.due, paid.owed_back), (-450, 450))
        self.assertEqual((paid + Balance(refunded=450)).due, 0)
        self.assertFalse(is_sound(Balance(charged=900, paid=900, refunded=901)))
        self.assertFalse(is_sound(Balance(charged=900, waived=901)))


class Entries(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.payer = person("payer")
        cls.account = ledger.Account(ABOUT, Purpose.EXAM_FEE, person=cls.payer)

    def record(self, kind: EntryKind, amount: object, key: str = "", **more: object) -> LedgerEntry:
        given = {"account": self.account, "source_key": key or f"{kind}:{amount}", "actor": None, "now": NOW} | more
        return ledger.record(kind=kind, amount=amount, **given)  # type: ignore[arg-type]

    def refused(self, code: str, *given: object, **more: object) -> None:
        before = LedgerEntry.objects.count()
        with self.assertRaises(ledger.UnableToRecord) as caught:
            self.record(*given, **more)  # type: ignore[arg-type]
        self.assertEqual((caught.exception.code, LedgerEntry.objects.count()), (code, before))

    def test_the_same_event_is_written_once(self) -> None:
        first, again = (self.record(CHARGE, 900, "event") for _ in range(2))
        self.assertEqual((first.pk, LedgerEntry.objects.count()), (again.pk, 1))
        self.assertEqual(AuditEvent.objects.filter(action="ledger.charge").count(), 1)
        self.refused("key_differs", CHARGE, 901, "event")

    def test_amounts_are_whole_dollars_in_range(self) -> None:
        for amount in (0, -1, 10_000_001, 10**12, 1.5, "900", True, None):
            with self.subTest(amount=amount):
                self.refused("amount", CHARGE, amount)

    def test_nobody_gets_back_more_than_was_paid(self) -> None:
        self.record(CHARGE, 900)
        self.refused("refund_too_high", REFUND, 1)
        self.record(PAYMENT, 900)
        self.refused("refund_too_high", REFUND, 901)
        self.record(REFUND, 900)
        self.refused("refund_too_high", REFUND, 1)
        self.refused("waiver_too_high", WAIVER, 901)

    def test_an_entry_is_reversed_once_and_a_reversal_never(self) -> None:
        entry = self.record(CHARGE, 900)
        taken_back = ledger.reverse(entry=entry, actor=None, now=NOW)
        self.assertEqual(reads.balance(ABOUT), Balance())
        for wrong, code in ((entry, "reversed_already"), (taken_back, "is_reversal")):
            with self.assertRaises(ledger.UnableToRecord) as caught:
                ledger.reverse(entry=wrong, actor=None, now=NOW)
            self.assertEqual(caught.exception.code, code)

    def test_a_payment_that_was_refunded_cannot_be_reversed(self) -> None:
        payment = self.record(PAYMENT, 900)
        self.record(REFUND, 900)
        with self.assertRaises(ledger.UnableToRecord) as caught:
            ledger.reverse(entry=payment, actor=None, now=NOW)
        self.assertEqual(caught.exception.code, "refund_too_high")

    def test_giving_back_waives_what_is_still_charged(self) -> None:
        self.record(CHARGE, 900)
        self.record(PAYMENT, 900)
        for _ in range(2):
            ledger.give_back(account=self.account, amount=450, source_key="back", actor=None, now=NOW)
        self.assertEqual(reads.balance(ABOUT), Balance(charged=900, waived=450, paid=900, refunded=450))

    def test_dropped_charges_leave_what_was_paid_owed_back(self) -> None:
        self.record(CHARGE, 900)
        self.record(WAIVER, 100)
        self.record(PAYMENT, 800)
        ledger.drop_charges(about=ABOUT, actor=None, now=NOW)
        self.assertEqual((reads.balance(ABOUT).charged, reads.balance(ABOUT).owed_back), (0, 800))

    def test_balances_by_person_and_payee(self) -> None:
        home = school("home")
        self.record(CHARGE, 900)
        tuition = ledger.Account("classes.Enrolment:1", Purpose.TUITION, person=self.payer, school=home)
        self.record(CHARGE, 12_000, account=tuition)
        self.assertEqual(reads.total(reads.of_person(self.payer)).due, 12_900)
        self.assertEqual(reads.total(reads.of_payee(home)).due, 12_000)
        self.assertEqual(reads.total(reads.of_payee(None)).due, 900)


class AppendOnly(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        account = ledger.Account(ABOUT, Purpose.EXAM_FEE, person=person("payer"))
        cls.entry = ledger.record(account=account, kind=CHARGE, amount=900, source_key="k", actor=None, now=NOW)

    def change(self) -> None:
        LedgerEntry.objects.filter(pk=self.entry.pk).update(amount_twd=1)

    def delete(self) -> None:
        LedgerEntry.objects.filter(pk=self.entry.pk).delete()

    def test_the_database_refuses_changes_and_deletions(self) -> None:
        for act in (self.change, self.delete):
            with self.assertRaises(DatabaseError), transaction.atomic():
                act()
        self.assertEqual(LedgerEntry.objects.get().amount_twd, 900)

    def test_without_the_trigger_the_same_change_goes_through(self) -> None:
        drops = {
            "sqlite": "DROP TRIGGER tuition_entry_no_UPDATE",
            "postgresql": "DROP TRIGGER tuition_entry_no_change ON tuition_ledgerentry",
        }
        with transaction.atomic():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(drops[connection.vendor])
            self.change()
            self.assertEqual(LedgerEntry.objects.get().amount_twd, 1)
            transaction.set_rollback(True)


class Races(TransactionTestCase):
    def test_two_refunds_at_once_give_the_money_back_once(self) -> None:
        payer = person("payer")
        account = ledger.Account(ABOUT, Purpose.EXAM_FEE, person=payer)

        def refund(key: str) -> str:
            try:
                ledger.record(account=account, kind=REFUND, amount=900, source_key=key, actor=None, now=NOW)
            except ledger.UnableToRecord as refusal:
                return refusal.code
            return "refunded"

        with shared_database():
            for kind in (CHARGE, PAYMENT):
                ledger.record(account=account, kind=kind, amount=900, source_key=kind, actor=None, now=NOW)
            results = together(*(partial(refund, f"r{number}") for number in range(4)))
            self.assertEqual(sorted(map(str, results)), ["refund_too_high"] * 3 + ["refunded"])
            self.assertEqual(reads.balance(ABOUT).kept, 0)
