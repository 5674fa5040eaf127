"""Tuition discounts after a passed green-collar test: a dated policy table and one decision (§9, DIS-1…3).

Money is in whole New Taiwan dollars.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from courses.tuition.rules.enums import AttemptKind, DiscountReason, Identity, PolicyStatus, TestCondition
from lms.core.calendar.rules import age_on
from lms.core.reasons import Reason, because

HALF, FULL = Decimal("0.5"), Decimal(1)
YOUTH = 30
"""「30歲以下」: at most thirty completed years on the as-of date."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """What one identity earns: a share of the fee, for which pass, up to which age in completed years."""

    identity: Identity
    share: Decimal
    condition: TestCondition
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """One announcement. ``code`` is its stable name; ``status`` says whether decisions rest on it."""

    code: str
    announced: date
    source: str
    benefits: tuple[Benefit, ...]
    status: PolicyStatus = PolicyStatus.IN_FORCE


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known when the discount is requested.

    ``as_of`` is the day on which age counts (a dated setting; by default the day of enrolment).
    """

    requested_on: date
    fee: int
    birth_date: date | None
    as_of: date | None
    identities: Collection[Identity]
    passed: bool
    attempt: AttemptKind


@dataclass(frozen=True, slots=True)
class DiscountDecision:
    """``amount`` in NT$ (never above the fee), the policy and identity it rests on, and everything considered."""

    amount: int
    policy: Policy | None
    identity: Identity | None
    trace: tuple[Reason, ...]


def _youth(condition: TestCondition) -> Benefit:
    return Benefit(Identity.STUDENT, HALF, condition, YOUTH)


def _full(*identities: Identity) -> tuple[Benefit, ...]:
    return tuple(Benefit(identity, FULL, TestCondition.ANY_PASS) for identity in identities)


_SUPPORTED = _full(Identity.MIDDLE_LOW_INCOME, Identity.LOW_INCOME, Identity.DISABILITY)
_ANY_PASS = (_youth(TestCondition.ANY_PASS), *_SUPPORTED)
_STUDENTS_FIRST = (_youth(TestCondition.FIRST_ATTEMPT), *_SUPPORTED)

POLICIES: tuple[Policy, ...] = (
    Policy(
        "2025-04-26",
        date(2025, 4, 26),
        "N11",
        (_youth(TestCondition.FIRST_ATTEMPT), Benefit(Identity.LOW_INCOME, FULL, TestCondition.FIRST_ATTEMPT)),
    ),
    Policy("2025-08-30", date(2025, 8, 30), "N3", _STUDENTS_FIRST),
    Policy("2025-09-10", date(2025, 9, 10), "S115", _ANY_PASS),
    Policy("2025-11-16", date(2025, 11, 16), "N5", _ANY_PASS, PolicyStatus.CONFIRMS),
    Policy("2025-11-22", date(2025, 11, 22), "N7", _STUDENTS_FIRST, PolicyStatus.CONFLICT),
    Policy("2025-12-02", date(2025, 12, 2), "N8", _ANY_PASS, PolicyStatus.CONFIRMS),
)
"""The announcements of §9 in order. 「測驗及格後」 of November and December 2025 repeats the September rule; the
press report of 2025-11-22 contradicts it and stays aside until a decision is recorded."""


def decide(claim: Claim, policies: Iterable[Policy] = POLICIES) -> DiscountDecision:
    """Decide a discount under the policy in force on the day of the request (DIS-1, DIS-2; §17 for mixed policies).

    The single highest benefit counts. The trace names every announcement and every benefit of the policy
    applied with its verdict. Raises ``ValueError`` for a negative fee.
    """
    if claim.fee < 0:
        raise ValueError("A fee is never negative.")
    ordered = sorted(policies, key=lambda policy: policy.announced)
    policy = policy_in_force(claim.requested_on, ordered)
    trace = [_standing(each, policy, claim.requested_on) for each in ordered]
    if policy is None:
        return DiscountDecision(0, None, None, (*trace, because(DiscountReason.NO_POLICY, on=claim.requested_on)))
    verdicts = [(benefit, _judge(benefit, claim)) for benefit in policy.benefits]
    trace += [reason for _, reason in verdicts]
    met = [benefit for benefit, reason in verdicts if reason.code == DiscountReason.BENEFIT_MET]
    if not met:
        return DiscountDecision(0, policy, None, (*trace, because(DiscountReason.NOTHING_DUE)))
    best = max(met, key=lambda benefit: benefit.share)
    amount = _amount(best.share, claim.fee)
    taken = because(DiscountReason.HIGHEST_TAKEN, identity=best.identity, amount=amount, of=len(met))
    return DiscountDecision(amount, policy, best.identity, (*trace, taken))


def policy_in_force(on: date, policies: Iterable[Policy] = POLICIES) -> Policy | None:
    """The latest rule announced by ``on``; repetitions and contradicted reports do not replace it."""
    known = [policy for policy in policies if policy.announced <= on and policy.status is PolicyStatus.IN_FORCE]
    return max(known, key=lambda policy: policy.announced, default=None)


def _standing(policy: Policy, applied: Policy | None, on: date) -> Reason:
    if policy.announced > on:
        code = DiscountReason.POLICY_LATER
    elif policy is applied:
        code = DiscountReason.POLICY_APPLIED
    elif policy.status is PolicyStatus.CONFIRMS:
        code = DiscountReason.POLICY_CONFIRMS
    elif policy.status is PolicyStatus.CONFLICT:
        code = DiscountReason.POLICY_SET_ASIDE
    else:
        code = DiscountReason.POLICY_SUPERSEDED
    return because(code, policy=policy.code, source=policy.source)


def _judge(benefit: Benefit, claim: Claim) -> Reason:
    """Why a benefit is met or not; the first obstacle found is named."""
    about = {"identity": benefit.identity}
    if benefit.identity is Identity.STUDENT and Identity.STUDENT_IN_SERVICE in claim.identities:
        return because(DiscountReason.IN_SERVICE, **about)
    if benefit.identity not in claim.identities:
        return because(DiscountReason.NOT_HELD, **about)
    return _age_obstacle(benefit, claim) or _test_obstacle(benefit, claim) or _met(benefit, claim)


def _age_obstacle(benefit: Benefit, claim: Claim) -> Reason | None:
    if benefit.max_age is None:
        return None
    if claim.birth_date is None or claim.as_of is None:
        return because(DiscountReason.AGE_UNKNOWN, identity=benefit.identity)
    age = age_on(claim.birth_date, claim.as_of)
    if age <= benefit.max_age:
        return None
    return because(
        DiscountReason.TOO_OLD, identity=benefit.identity, age=age, max_age=benefit.max_age, as_of=claim.as_of
    )


def _test_obstacle(benefit: Benefit, claim: Claim) -> Reason | None:
    if not claim.passed:
        return because(DiscountReason.NOT_PASSED, identity=benefit.identity)
    if benefit.condition is TestCondition.FIRST_ATTEMPT and claim.attempt is AttemptKind.RETAKE:
        return because(DiscountReason.RETAKE_EXCLUDED, identity=benefit.identity)
    return None


def _met(benefit: Benefit, claim: Claim) -> Reason:
    amount = _amount(benefit.share, claim.fee)
    return because(DiscountReason.BENEFIT_MET, identity=benefit.identity, amount=amount, share=benefit.share)


def _amount(share: Decimal, fee: int) -> int:
    """A share of the fee in whole dollars, half up, never above the fee (DIS-2)."""
    return min(fee, int((share * fee).quantize(Decimal(1), ROUND_HALF_UP)))
