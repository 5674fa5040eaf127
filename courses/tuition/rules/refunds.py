"""Refunds of a class fee: the legal minimum, school tables that may only be better, one decision (REF-1, REF-2).

Money is in whole New Taiwan dollars, rounded up in the learner's favour so that no table is undercut.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from courses.tuition.rules.enums import Measure, RefundReason, TableFlaw
from lms.core.reasons import Reason, because


@dataclass(frozen=True, slots=True)
class Step:
    """While not more than ``until`` of the whole period has passed, ``share`` of the fee is refunded."""

    until: Fraction
    share: Decimal


@dataclass(frozen=True, slots=True)
class RefundTable:
    """A refund rule: the share before the first class day, then steps in rising order, afterwards nothing."""

    code: str
    before_start: Decimal
    steps: tuple[Step, ...]

    def share_at(self, passed: Fraction) -> Decimal:
        """The share refunded once ``passed`` (0 to 1) of the period is over."""
        return next((step.share for step in self.steps if passed <= step.until), Decimal(0))


LEGAL_MINIMUM = RefundTable("H0030027-17", Decimal("0.9"), (Step(Fraction(1, 3), Decimal("0.5")),))
"""推廣教育實施辦法 §17 (REF-1). A cancelled class is refunded in full under every table."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal, or the end of a class by its school.

    ``fee`` is what was paid for the class, ``unused_handling_fee`` the part of the 代辦費 not spent. ``elapsed`` is the
    part of the whole period already over, 0 to 1; None before the first class day.
    """

    fee: int
    elapsed: Fraction | None
    unused_handling_fee: int = 0
    cancelled_by_school: bool = False


@dataclass(frozen=True, slots=True)
class RefundDecision:
    """``amount`` = share of the fee + unused 代辦費, in NT$."""

    amount: int
    share: Decimal
    fee_part: int
    handling_part: int
    reasons: tuple[Reason, ...]


def decide(
    withdrawal: Withdrawal, table: RefundTable = LEGAL_MINIMUM, minimum: RefundTable | None = LEGAL_MINIMUM
) -> RefundDecision:
    """Decide a refund under a school's table, never below ``minimum`` (REF-1, REF-2).

    Pass ``minimum=None`` only for classes that are not 推廣教育. Raises ``ValueError`` for negative money or an
    elapsed part outside 0 to 1.
    """
    _require_sense(withdrawal)
    share, reason = _share(withdrawal, table)
    reasons = [reason]
    floor = share if minimum is None else _share(withdrawal, minimum)[0]
    if floor > share:
        reasons.append(because(RefundReason.RAISED, share=share, minimum=floor))
        share = floor
    if withdrawal.unused_handling_fee:
        reasons.append(because(RefundReason.HANDLING, amount=withdrawal.unused_handling_fee))
    fee_part = int((share * withdrawal.fee).to_integral_value(ROUND_CEILING))
    handling = withdrawal.unused_handling_fee
    return RefundDecision(fee_part + handling, share, fee_part, handling, tuple(reasons))


def flaws(table: RefundTable, minimum: RefundTable = LEGAL_MINIMUM) -> tuple[Reason, ...]:
    """Why a school's table cannot be saved; empty when it is well formed and nowhere worse than ``minimum`` (REF-2)."""
    return (*_form_flaws(table), *_shortfalls(table, minimum))


def elapsed_part(
    sessions: Iterable[tuple[date, Decimal]], on: date, measure: Measure = Measure.HOURS
) -> Fraction | None:
    """How much of the whole class is over on the day ``on``; None before its first day (REF-2).

    ``sessions`` are the class days with their hours. The day itself does not count as over. By hours: hours of earlier
    sessions ÷ all hours; by days: calendar days from the first class day ÷ calendar days from first to last.
    Raises ``ValueError`` without sessions or with hours that do not add up to more than 0.
    """
    planned = sorted(sessions)
    if not planned or sum(hours for _, hours in planned) <= 0:
        raise ValueError("A class has at least one session with hours.")
    first, last = planned[0][0], planned[-1][0]
    if on < first:
        return None
    if measure is Measure.DAYS:
        return min(Fraction(1), Fraction((on - first).days, (last - first).days + 1))
    over = sum((Fraction(hours) for day, hours in planned if day < on), Fraction(0))
    return over / sum(Fraction(hours) for _, hours in planned)


def _share(withdrawal: Withdrawal, table: RefundTable) -> tuple[Decimal, Reason]:
    if withdrawal.cancelled_by_school:
        return Decimal(1), because(RefundReason.CANCELLED)
    if withdrawal.elapsed is None:
        return table.before_start, because(RefundReason.BEFORE_START, table=table.code, share=table.before_start)
    share = table.share_at(withdrawal.elapsed)
    code = RefundReason.WITHIN if share else RefundReason.TOO_LATE
    return share, because(code, table=table.code, share=share, elapsed=str(withdrawal.elapsed))


def _require_sense(withdrawal: Withdrawal) -> None:
    if withdrawal.fee < 0 or withdrawal.unused_handling_fee < 0:
        raise ValueError("Money paid is never negative.")
    if withdrawal.elapsed is not None and not 0 <= withdrawal.elapsed <= 1:
        raise ValueError("The elapsed part lies between 0 and 1.")


def _form_flaws(table: RefundTable) -> tuple[Reason, ...]:
    shares = (table.before_start, *(step.share for step in table.steps))
    limits = [step.until for step in table.steps]
    found = [because(TableFlaw.SHARE_RANGE, share=share) for share in shares if not 0 <= share <= 1]
    if limits != sorted(set(limits)) or any(not 0 < limit <= 1 for limit in limits):
        found.append(because(TableFlaw.STEPS_ORDER, limits=[str(limit) for limit in limits]))
    return tuple(found)


def _shortfalls(table: RefundTable, minimum: RefundTable) -> tuple[Reason, ...]:
    """Both tables are constant between limits, so comparing them at every limit compares them everywhere."""
    found = []
    if table.before_start < minimum.before_start:
        found.append(
            because(TableFlaw.BEFORE_START_LOW, share=table.before_start, minimum=minimum.before_start),
        )
    for limit in sorted({step.until for step in (*table.steps, *minimum.steps)}):
        share, least = table.share_at(limit), minimum.share_at(limit)
        if share < least:
            found.append(because(TableFlaw.STEP_LOW, until=str(limit), share=share, minimum=least))
    return tuple(found)
