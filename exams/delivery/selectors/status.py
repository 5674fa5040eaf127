"""How an attempt stands at an instant. Expiry is a comparison, so a running attempt past its end is read as ended."""

import datetime as dt

from exams.delivery.enums import AttemptState, EndReason
from exams.delivery.models import Attempt
from exams.delivery.rules import time


def state(attempt: Attempt, now: dt.datetime) -> AttemptState:
    """The state as everybody sees it at ``now``."""
    return AttemptState.ENDED if is_expired(attempt, now) else AttemptState(attempt.state)


def is_expired(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether the time is up although nobody has written it down yet."""
    running = attempt.state == AttemptState.RUNNING and attempt.ends_at is not None
    return running and time.is_over(now, attempt.ends_at)  # type: ignore[arg-type]


def ended_at(attempt: Attempt, now: dt.datetime) -> dt.datetime | None:
    """When it ended; for an expired attempt that is its end, never the moment somebody looked."""
    return attempt.ends_at if is_expired(attempt, now) else attempt.ended_at


def end_reason(attempt: Attempt, now: dt.datetime) -> str:
    """Why it ended; empty while it has not."""
    return str(EndReason.TIME_UP) if is_expired(attempt, now) else attempt.end_reason


def remaining(attempt: Attempt, now: dt.datetime) -> dt.timedelta | None:
    """Time left while running, None otherwise."""
    if state(attempt, now) != AttemptState.RUNNING or attempt.ends_at is None:
        return None
    return time.remaining(now, attempt.ends_at)


def opens_at(attempt: Attempt) -> dt.datetime | None:
    """The earliest start of this attempt: the sitting's, later by what its room was delayed. None: at any time."""
    return _delayed(attempt.sitting.opens_at, attempt)


def entry_closes_at(attempt: Attempt) -> dt.datetime | None:
    """The instant from which this candidate is refused entry, delayed likewise. None: never."""
    return _delayed(attempt.sitting.entry_closes_at, attempt)


def _delayed(instant: dt.datetime | None, attempt: Attempt) -> dt.datetime | None:
    return None if instant is None else instant + dt.timedelta(seconds=attempt.delay_seconds)


def leave_from(attempt: Attempt) -> dt.datetime | None:
    """From when handing in is allowed: so many minutes after the paper's start (GCT-3), for mocks after one's own.

    None: at any time.
    """
    sitting = attempt.sitting
    starts_at = opens_at(attempt) or attempt.started_at
    if not sitting.leave_after_minutes or starts_at is None:
        return None
    return starts_at + dt.timedelta(minutes=sitting.leave_after_minutes)
