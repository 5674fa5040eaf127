from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from courses.tuition.rules.enums import Measure, RefundReason, TableFlaw
from courses.tuition.rules.refunds import (
    LEGAL_MINIMUM,
    RefundTable,
    Step,
    Withdrawal,
    decide,
    elapsed_part,
    flaws,
)

THIRD = Fraction(1, 3)


def table(before: str, *steps: tuple[Fraction, str]) -> RefundTable:
    return RefundTable("school", Decimal(before), tuple(Step(until, Decimal(share)) for until, share in steps))


class LegalMinimumTest(TestCase):
    def test_amounts(self) -> None:
        for name, elapsed, cancelled, amount, code in [
            ("before the first day", None, False, 10_800, RefundReason.BEFORE_START),
            ("on the first day", Fraction(0), False, 6_000, RefundReason.WITHIN),
            ("at exactly one third", THIRD, False, 6_000, RefundReason.WITHIN),
            ("after one third", Fraction(17, 48), False, 0, RefundReason.TOO_LATE),
            ("cancelled", None, True, 12_000, RefundReason.CANCELLED),
            ("cancelled half-way", Fraction(1, 2), True, 12_000, RefundReason.CANCELLED),
        ]:
            with self.subTest(name):
                decision = decide(Withdrawal(12_000, elapsed, cancelled_by_school=cancelled))
                self.assertEqual(decision.amount, amount)
                self.assertEqual([reason.code for reason in decision.reasons], [code])

    def test_unused_handling_fees_come_back_in_full(self) -> None:
        decision = decide(Withdrawal(12_000, Fraction(1), unused_handling_fee=350))
        self.assertEqual((decision.amount, decision.fee_part, decision.handling_part), (350, 0, 350))
        self.assertEqual(decision.reasons[-1].code, RefundReason.HANDLING)

    def test_parts_of_a_dollar_go_to_the_learner(self) -> None:
        self.assertEqual(decide(Withdrawal(11_999, Fraction(0))).amount, 6_000)

    def test_senseless_input_is_refused(self) -> None:
        for wrong in (
            Withdrawal(-1, None),
            Withdrawal(1, None, unused_handling_fee=-1),
            Withdrawal(1, Fraction(-1, 9)),
            Withdrawal(1, Fraction(10, 9)),
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                decide(wrong)


class SchoolTableTest(TestCase):
    def test_a_better_table_is_applied(self) -> None:
        better = table("1", (THIRD, "0.6"), (Fraction(1, 2), "0.3"))
        self.assertEqual(flaws(better), ())
        for elapsed, amount in [(None, 12_000), (THIRD, 7_200), (Fraction(1, 2), 3_600), (Fraction(2, 3), 0)]:
            with self.subTest(elapsed=elapsed):
                self.assertEqual(decide(Withdrawal(12_000, elapsed), better).amount, amount)

    def test_worse_or_broken_tables_are_found_on_save(self) -> None:
        for name, wrong, codes in [
            ("70/50/0", table("0.7", (THIRD, "0.5")), [TableFlaw.BEFORE_START_LOW]),
            ("80/50/0", table("0.8", (THIRD, "0.5")), [TableFlaw.BEFORE_START_LOW]),
            ("half too early", table("0.9", (Fraction(1, 4), "0.5")), [TableFlaw.STEP_LOW]),
            ("dip", table("0.9", (Fraction(1, 4), "0.4"), (THIRD, "0.5")), [TableFlaw.STEP_LOW]),
            ("no steps", table("0.9"), [TableFlaw.STEP_LOW]),
            ("above everything", table("1.1", (THIRD, "0.5")), [TableFlaw.SHARE_RANGE]),
            ("unordered", table("0.9", (Fraction(1, 2), "0.5"), (THIRD, "0.5")), [TableFlaw.STEPS_ORDER]),
            ("past the end", table("0.9", (Fraction(3, 2), "0.5")), [TableFlaw.STEPS_ORDER]),
        ]:
            with self.subTest(name):
                self.assertEqual([reason.code for reason in flaws(wrong)], codes)

    def test_the_minimum_itself_has_no_flaw(self) -> None:
        self.assertEqual(flaws(LEGAL_MINIMUM), ())

    def test_a_stale_table_is_raised_to_the_minimum(self) -> None:
        stale = table("0.7", (THIRD, "0.5"))
        decision = decide(Withdrawal(12_000, None), stale)
        self.assertEqual(decision.amount, 10_800)
        self.assertEqual(decision.reasons[-1].code, RefundReason.RAISED)
        self.assertEqual(decide(Withdrawal(12_000, None), stale, minimum=None).amount, 8_400)

    @given(st.integers(0, 50_000), st.none() | st.fractions(0, 1), st.decimals(0, 1, places=2))
    def test_no_refund_exceeds_the_fee_or_undercuts_the_minimum(
        self, fee: int, elapsed: Fraction | None, share: Decimal
    ) -> None:
        made = Withdrawal(fee, elapsed)
        amount = decide(made, RefundTable("any", share, (Step(Fraction(1), share),))).amount
        self.assertTrue(decide(made).amount <= amount <= fee)


class ElapsedPartTest(TestCase):
    first = date(2025, 8, 2)
    sessions = tuple((date(2025, 8, 2) + timedelta(days=7 * week), Decimal(6)) for week in range(8))

    def test_by_hours_and_by_days(self) -> None:
        for offset, hours, days in [
            (-1, None, None),
            (0, Fraction(0), Fraction(0)),
            (1, Fraction(1, 8), Fraction(1, 50)),
            (14, Fraction(2, 8), Fraction(14, 50)),
            (49, Fraction(7, 8), Fraction(49, 50)),
            (50, Fraction(1), Fraction(1)),
            (90, Fraction(1), Fraction(1)),
        ]:
            with self.subTest(offset=offset):
                on = self.first + timedelta(days=offset)
                self.assertEqual(elapsed_part(self.sessions, on), hours)
                self.assertEqual(elapsed_part(self.sessions, on, Measure.DAYS), days)

    def test_a_class_has_hours(self) -> None:
        for sessions in ([], [(self.first, Decimal(0))]):
            with self.subTest(sessions=sessions), self.assertRaises(ValueError):
                elapsed_part(sessions, self.first)
