"""When an attempt ends and what an answer received at an instant is worth.

All instants are aware datetimes of the server's clock; a client's clock never enters. Expiry is a comparison, never an
event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.delivery.enums import AdjustmentKind
from exams.delivery.rules.enums import AnswerVerdict

GRACE = timedelta(seconds=5)
"""Network grace: an answer received up to five seconds after the end still counts."""

JOURNAL_WINDOW = timedelta(hours=24)
"""How long after the end late answers are kept as evidence for a person to decide."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An entry of the time ledger: whole seconds given, never taken. Raises ``ValueError`` below 1."""

    kind: AdjustmentKind
    seconds: int

    def __post_init__(self) -> None:
        if self.seconds < 1:
            raise ValueError("Time is only ever given.")


def ends_at(started_at: datetime, limit: timedelta, adjustments: Iterable[Adjustment] = ()) -> datetime:
    """Start + limit + everything in the ledger. Raises ``ValueError`` for a naive start or a limit of nothing."""
    if started_at.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    if limit <= timedelta(0):
        raise ValueError("A paper has a time limit.")
    return started_at + limit + timedelta(seconds=sum(each.seconds for each in adjustments))


def is_over(now: datetime, end: datetime) -> bool:
    """Whether the time of an attempt is up at ``now``; at the very instant it is."""
    return now >= end


def remaining(now: datetime, end: datetime) -> timedelta:
    """The time left, never negative."""
    return max(timedelta(0), end - now)


def accepts_until(end: datetime, grace: timedelta = GRACE) -> datetime:
    """The last instant at which a received answer counts: the end + network grace."""
    return end + grace


def judge_answer(
    received_at: datetime, end: datetime, grace: timedelta = GRACE, window: timedelta = JOURNAL_WINDOW
) -> AnswerVerdict:
    """Whether an answer received at an instant counts, is kept as late, or is refused.

    Both limits are inclusive and measured from ``end``; a window shorter than the grace does not shorten it.
    """
    if received_at <= accepts_until(end, grace):
        return AnswerVerdict.COUNTS
    return AnswerVerdict.LATE_KEPT if received_at <= end + window else AnswerVerdict.REFUSED
