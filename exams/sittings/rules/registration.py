"""Taking registrations: the window, places, holds, papers that overlap, what a refund is."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from exams.sittings.enums import RegistrationState, WindowState, WithdrawalReason


@dataclass(frozen=True, slots=True)
class Span:
    """From a paper's earliest start until its end for somebody without adjustments; None where not announced."""

    opens_at: dt.datetime | None
    minutes: int

    def overlaps(self, other: "Span") -> bool:
        """Whether nobody can sit both. Papers without an instant are not compared; back to back is no overlap."""
        if self.opens_at is None or other.opens_at is None:
            return False
        return self.opens_at < other.ends_at and other.opens_at < self.ends_at

    @property
    def ends_at(self) -> dt.datetime:
        """The end for somebody who starts at once; only for a span with an instant."""
        assert self.opens_at is not None
        return self.opens_at + dt.timedelta(minutes=self.minutes)


def window(opens_at: dt.datetime | None, closes_at: dt.datetime | None, now: dt.datetime) -> WindowState:
    """The closing instant itself is closed; without instants nothing was announced."""
    if opens_at is None or closes_at is None:
        return WindowState.NOT_ANNOUNCED
    if now < opens_at:
        return WindowState.UPCOMING
    return WindowState.OPEN if now < closes_at else WindowState.CLOSED


def holds_place(state: str, held_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a registration keeps its place at ``now``: registered, or pending with a hold that has not run out."""
    if state == RegistrationState.REGISTERED:
        return True
    return state == RegistrationState.PENDING and (held_until is None or now < held_until)


def places_left(capacity: int | None, standing: int) -> int | None:
    """Places still free; None without a limit."""
    return None if capacity is None else max(0, capacity - standing)


def any_overlap(spans: Iterable[Span]) -> bool:
    """Whether two of the papers are held at the same time (RC-02)."""
    return any(one.overlaps(other) for one, other in combinations(list(spans), 2))


def last_pay_day(registered_on: dt.date, pay_by: dt.date | None, pay_days: int) -> dt.date:
    """The last day for paying: the round's, else so many days after registering; never before the day itself."""
    return max(registered_on, pay_by) if pay_by else registered_on + dt.timedelta(days=pay_days)


def hold_ends(pay_day: dt.date, confirm_days: int, zone: dt.tzinfo) -> dt.datetime:
    """The first instant after the days in which a payment of the last day can still be confirmed (IPS-10)."""
    return dt.datetime.combine(pay_day + dt.timedelta(days=confirm_days + 1), dt.time(), zone)


def average_applies(chosen: Collection[str], of_level: Collection[str]) -> bool:
    """Whether the mean rule can help: every subject of the level in one round, and more than one (PAS-2)."""
    return len(of_level) > 1 and set(of_level) <= set(chosen)


def refund_percent(reason: WithdrawalReason, table: Mapping[str, int]) -> int | None:
    """Share of the fee given back for a reason, 0 to 100; None when the table does not name it.

    What the organiser takes back is always refunded in full.
    """
    if reason is WithdrawalReason.ORGANISER:
        return 100
    found = table.get(reason.value)
    return None if found is None else max(0, min(100, int(found)))


def share_of(amount: int, percent: int) -> int:
    """``percent`` of whole NT$, rounded up in the candidate's favour."""
    return -(-amount * percent // 100)
