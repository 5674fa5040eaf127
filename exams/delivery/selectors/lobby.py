"""What a candidate sees before the start and after the end."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt, TimeAdjustment
from exams.delivery.rules import transitions
from exams.delivery.selectors import responses, status
from lms.core import slots


@dataclass(frozen=True)
class Lobby:
    """The lobby at one instant. ``phase`` is ``wait`` (too early), ``door`` (not admitted), ``late`` (entry closed),
    ``ready`` (may start), ``running`` (may go on) or ``over``."""

    phase: str
    candidate: str
    seat: str
    room: str
    minutes: int
    items: int
    opens_at: dt.datetime | None
    entry_closes_at: dt.datetime | None
    leave_after_minutes: int
    ends_at: dt.datetime | None
    server_now: dt.datetime
    is_mock: bool


@dataclass(frozen=True)
class Ending:
    """How an attempt ended and how much of it was saved; ``next`` is where to go on, empty when nowhere."""

    reason: str
    receipt: str
    ended_at: dt.datetime | None
    answered: int
    total: int
    last_saved_at: dt.datetime | None
    next: str


def lobby(attempt: Attempt, *, now: dt.datetime) -> Lobby:
    """The lobby of an attempt that was fetched through its policy."""
    sitting, registration = attempt.sitting, attempt.registration
    room = registration.room if registration else None
    return Lobby(
        phase=_phase(attempt, now),
        candidate=candidate_name(attempt),
        seat=registration.seat if registration else "",
        room=room.code if room else "",
        minutes=(attempt.limit_seconds + _given(attempt)) // 60,
        items=len(attempt.order),
        opens_at=status.opens_at(attempt),
        entry_closes_at=status.entry_closes_at(attempt),
        leave_after_minutes=sitting.leave_after_minutes,
        ends_at=attempt.ends_at,
        server_now=now,
        is_mock=sitting.is_mock,
    )


def ending(attempt: Attempt, *, now: dt.datetime) -> Ending | None:
    """How the attempt ended; None while it has not."""
    if status.state(attempt, now) not in transitions.OVER:
        return None
    return Ending(
        reason=status.end_reason(attempt, now),
        receipt=attempt.receipt,
        ended_at=status.ended_at(attempt, now),
        answered=responses.answered_counts([attempt.pk])[attempt.pk],
        total=len(attempt.order),
        last_saved_at=attempt.last_saved_at,
        next=following(attempt),
    )


def following(attempt: Attempt) -> str:
    """Where to go on after the end, empty when nowhere."""
    return next((url for url in slots.collect("after_attempt", attempt) if url), "")


def _given(attempt: Attempt) -> int:
    """Seconds in the ledger: who was granted more time sees how long the paper takes, and not why."""
    return TimeAdjustment.objects.filter(attempt=attempt).aggregate(given=Sum("seconds"))["given"] or 0


def candidate_name(attempt: Attempt) -> str:
    """The name on the screen: as registered, the person's own in a mock, empty for a visitor."""
    if attempt.registration is not None:
        return str(attempt.registration.snapshot.get("name", ""))
    return attempt.person.name if attempt.person else ""


def _phase(attempt: Attempt, now: dt.datetime) -> str:
    state = status.state(attempt, now)
    if state in transitions.OVER:
        return "over"
    if state in transitions.IN_PROGRESS:
        return "running"
    sitting = attempt.sitting
    opens, closes = status.opens_at(attempt), status.entry_closes_at(attempt)
    if state == AttemptState.PREPARED and closes is not None and now >= closes:
        return "late"
    if opens is not None and now < opens:
        return "wait"
    if state == AttemptState.PREPARED and not sitting.self_admission:
        return "door"
    return "ready"
