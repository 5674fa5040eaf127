from dataclasses import replace
from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from courses.tuition.rules import discounts
from courses.tuition.rules.discounts import POLICIES, Claim, decide
from courses.tuition.rules.enums import AttemptKind, DiscountReason, Identity, PolicyStatus

FIRST, RETAKE = AttemptKind.FIRST, AttemptKind.RETAKE
STUDENT, LOW = Identity.STUDENT, Identity.LOW_INCOME


def claim(age: int, *identities: Identity, **changes: object) -> Claim:
    """A claim of someone who is ``age`` on the day of enrolment, passed at once, under the rule of 2025-09-10."""
    base = Claim(
        requested_on=date(2025, 10, 1),
        fee=12_000,
        birth_date=date(2025 - age, 1, 1),
        as_of=date(2025, 6, 1),
        identities=identities,
        passed=True,
        attempt=FIRST,
    )
    return replace(base, **changes)


def codes(decision: discounts.DiscountDecision) -> list[str]:
    return [reason.code for reason in decision.trace]


class RuleOfSeptember2025Test(TestCase):
    def test_amounts(self) -> None:
        for name, made, amount in [
            ("student 24", claim(24, STUDENT), 6_000),
            ("student 24 and low income", claim(24, STUDENT, LOW), 12_000),
            ("in-service student 28", claim(28, Identity.STUDENT_IN_SERVICE), 0),
            ("both kinds of student", claim(28, STUDENT, Identity.STUDENT_IN_SERVICE), 0),
            ("student passing the retake", claim(24, STUDENT, attempt=RETAKE), 6_000),
            ("student 31", claim(31, STUDENT), 0),
            ("student 31 with a disability", claim(31, STUDENT, Identity.DISABILITY), 12_000),
            ("middle-low income 60", claim(60, Identity.MIDDLE_LOW_INCOME), 12_000),
            ("failed", claim(24, STUDENT, LOW, passed=False), 0),
            ("nothing held", claim(24), 0),
        ]:
            with self.subTest(name):
                self.assertEqual(decide(made).amount, amount)
                self.assertEqual(decide(made).policy, POLICIES[2])

    def test_thirty_means_thirty_completed_years_on_the_day(self) -> None:
        for as_of, amount in [(date(2026, 8, 29), 6_000), (date(2026, 8, 30), 0)]:
            with self.subTest(as_of=as_of):
                made = claim(24, STUDENT, birth_date=date(1995, 8, 30), as_of=as_of)
                self.assertEqual(decide(made).amount, amount)

    def test_an_unknown_age_earns_nothing_and_says_so(self) -> None:
        for gap in ({"birth_date": None}, {"as_of": None}):
            with self.subTest(gap=gap):
                decision = decide(claim(24, STUDENT, **gap))
                self.assertEqual(decision.amount, 0)
                self.assertIn(DiscountReason.AGE_UNKNOWN, codes(decision))

    def test_the_trace_names_everything_considered(self) -> None:
        decision = decide(claim(31, STUDENT, LOW))
        self.assertEqual(
            codes(decision),
            [
                DiscountReason.POLICY_SUPERSEDED,
                DiscountReason.POLICY_SUPERSEDED,
                DiscountReason.POLICY_APPLIED,
                DiscountReason.POLICY_LATER,
                DiscountReason.POLICY_LATER,
                DiscountReason.POLICY_LATER,
                DiscountReason.TOO_OLD,
                DiscountReason.NOT_HELD,
                DiscountReason.BENEFIT_MET,
                DiscountReason.NOT_HELD,
                DiscountReason.HIGHEST_TAKEN,
            ],
        )
        self.assertEqual(dict(decision.trace[6].params)["age"], 31)
        self.assertEqual(decision.identity, LOW)
        self.assertEqual(dict(decision.trace[-1].params), {"identity": "low_income", "amount": 12_000, "of": 1})

    def test_refusals_are_named(self) -> None:
        for made, code in [
            (claim(24, STUDENT, passed=False), DiscountReason.NOT_PASSED),
            (claim(24, Identity.STUDENT_IN_SERVICE), DiscountReason.IN_SERVICE),
        ]:
            with self.subTest(code=code):
                self.assertIn(code, codes(decide(made)))
                self.assertEqual(codes(decide(made))[-1], DiscountReason.NOTHING_DUE)


class PolicyOfTheDayTest(TestCase):
    def test_the_request_date_chooses_the_policy(self) -> None:
        for on, code in [
            (date(2025, 4, 26), "2025-04-26"),
            (date(2025, 8, 29), "2025-04-26"),
            (date(2025, 8, 30), "2025-08-30"),
            (date(2025, 9, 9), "2025-08-30"),
            (date(2025, 9, 10), "2025-09-10"),
            (date(2025, 11, 22), "2025-09-10"),
            (date(2026, 6, 1), "2025-09-10"),
        ]:
            with self.subTest(on=on):
                policy = discounts.policy_in_force(on)
                self.assertEqual(policy and policy.code, code)

    def test_nothing_was_promised_before_the_first_announcement(self) -> None:
        decision = decide(claim(24, LOW, requested_on=date(2025, 4, 25)))
        self.assertEqual((decision.amount, decision.policy), (0, None))
        self.assertEqual(decision.trace[-1].code, DiscountReason.NO_POLICY)

    def test_amounts_under_the_earlier_rules(self) -> None:
        spring, august = date(2025, 5, 1), date(2025, 9, 1)
        for on, identity, attempt, amount in [
            (spring, STUDENT, FIRST, 6_000),
            (spring, STUDENT, RETAKE, 0),
            (spring, LOW, FIRST, 12_000),
            (spring, LOW, RETAKE, 0),
            (spring, Identity.DISABILITY, FIRST, 0),
            (august, STUDENT, RETAKE, 0),
            (august, Identity.DISABILITY, RETAKE, 12_000),
            (august, Identity.MIDDLE_LOW_INCOME, FIRST, 12_000),
        ]:
            with self.subTest(on=on, identity=identity, attempt=attempt):
                made = claim(24, identity, requested_on=on, attempt=attempt)
                self.assertEqual(decide(made).amount, amount)
                if not amount and identity is not Identity.DISABILITY:
                    self.assertIn(DiscountReason.RETAKE_EXCLUDED, codes(decide(made)))

    def test_the_contradicting_report_stays_aside(self) -> None:
        decision = decide(claim(24, STUDENT, attempt=RETAKE, requested_on=date(2025, 12, 10)))
        self.assertEqual(decision.amount, 6_000)
        self.assertEqual(
            codes(decision)[2:6],
            [
                DiscountReason.POLICY_APPLIED,
                DiscountReason.POLICY_CONFIRMS,
                DiscountReason.POLICY_SET_ASIDE,
                DiscountReason.POLICY_CONFIRMS,
            ],
        )

    def test_a_recorded_decision_can_bring_it_into_force(self) -> None:
        decided = [replace(policy, status=PolicyStatus.IN_FORCE) for policy in POLICIES[:5]]
        made = claim(24, STUDENT, attempt=RETAKE, requested_on=date(2025, 12, 10))
        self.assertEqual(decide(made, decided).amount, 0)


class BoundsTest(TestCase):
    def test_half_of_an_odd_fee_is_rounded_half_up(self) -> None:
        self.assertEqual(decide(claim(24, STUDENT, fee=11_999)).amount, 6_000)

    def test_a_fee_is_never_negative(self) -> None:
        with self.assertRaises(ValueError):
            decide(claim(24, STUDENT, fee=-1))

    @given(
        fee=st.integers(0, 100_000),
        held=st.sets(st.sampled_from(Identity)),
        age=st.integers(15, 80),
        passed=st.booleans(),
        attempt=st.sampled_from(AttemptKind),
        on=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    )
    def test_a_discount_never_exceeds_the_fee(
        self, fee: int, held: set[Identity], age: int, passed: bool, attempt: AttemptKind, on: date
    ) -> None:
        decision = decide(claim(age, *held, fee=fee, passed=passed, attempt=attempt, requested_on=on))
        self.assertTrue(0 <= decision.amount <= fee)
        self.assertTrue(passed or decision.amount == 0)
        richer = decide(claim(age, *held, LOW, fee=fee, passed=passed, attempt=attempt, requested_on=on))
        self.assertGreaterEqual(richer.amount, decision.amount)
