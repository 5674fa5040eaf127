"""What an invigilator sees of a room: counts per state and one row per seat, trouble on top."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.rules.enums import AttemptEvent, SeatTrouble
from exams.delivery.selectors import responses, status
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Sitting
from lms.accounts.rules.masking import mask_name

SILENT_AFTER = dt.timedelta(seconds=60)
"""A running screen polls every 15 s; four missed polls mean that it is off the network."""


@dataclass(frozen=True)
class Seat:
    """One row. Names are masked: the invigilator compares seats and documents, bystanders read nothing."""

    attempt: uuid.UUID
    seat: str
    name: str
    state: str
    answered: int
    total: int
    remaining: dt.timedelta | None
    ends_at: dt.datetime | None
    extra_seconds: int
    last_seen_at: dt.datetime | None
    last_saved_at: dt.datetime | None
    trouble: str

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes left, rounded up; None while not running."""
        return None if self.remaining is None else -(-self.remaining // dt.timedelta(minutes=1))

    @property
    def extra_minutes(self) -> int:
        """Given time in whole minutes, rounded up."""
        return -(-self.extra_seconds // 60)


@dataclass(frozen=True)
class Room:
    """A room during one sitting: its seats in order and how many are in each state."""

    seats: list[Seat]
    counts: dict[str, int]

    @property
    def troubled(self) -> int:
        """How many seats need somebody."""
        return sum(bool(seat.trouble) for seat in self.seats)


def duties(rooms: QuerySet[ExamRoom]) -> list[ExamRoom]:
    """Rooms with their number of candidates (``candidates``), the next exam first."""
    standing = Count("registrations", filter=Q(registrations__state="registered"))
    found = rooms.select_related("round__programme", "test_area").annotate(candidates=standing)
    return list(found.order_by("-round__exam_date", "round_id", "code"))


def sittings(room: ExamRoom) -> list[Sitting]:
    """The sittings on the computer of the room's round, in the order of the day."""
    found = Sitting.objects.filter(round_id=room.round_id, mode=SittingMode.COMPUTER).select_related("subject")
    return list(found.order_by("opens_at", "id"))


def current(found: Sequence[Sitting], *, now: dt.datetime) -> Sitting | None:
    """The sitting one looks at by default: the last that has opened or opens within the hour, else the first."""
    begun = [each for each in found if each.opens_at and each.opens_at <= now + dt.timedelta(hours=1)]
    return begun[-1] if begun else next(iter(found), None)


def overview(attempts: QuerySet[Attempt], *, now: dt.datetime) -> Room:
    """The seats of some attempts (a room's, of one sitting)."""
    rows = list(
        attempts.select_related("registration", "sitting")
        .annotate(extra=Sum("adjustments__seconds", default=0))
        .order_by("registration__seat", "id")
    )
    answered = responses.answered_counts([attempt.pk for attempt in rows])
    seats = [_seat(attempt, answered[attempt.pk], now) for attempt in rows]
    counts = Counter(seat.state for seat in seats)
    return Room(
        seats=sorted(seats, key=lambda seat: (not seat.trouble, seat.seat)),
        counts={str(state): counts[state] for state in AttemptState},
    )


def _seat(attempt: Attempt, answered: int, now: dt.datetime) -> Seat:
    registration = attempt.registration
    return Seat(
        attempt=attempt.public_id,
        seat=registration.seat if registration else "",
        name=mask_name(str(registration.snapshot.get("name", ""))) if registration else "",
        state=str(status.state(attempt, now)),
        answered=answered,
        total=len(attempt.order),
        remaining=status.remaining(attempt, now),
        ends_at=attempt.ends_at,
        extra_seconds=attempt.extra,  # type: ignore[attr-defined]
        last_seen_at=attempt.last_seen_at,
        last_saved_at=attempt.last_saved_at,
        trouble=_trouble(attempt, now),
    )


def _trouble(attempt: Attempt, now: dt.datetime) -> str:
    if status.state(attempt, now) == AttemptState.RUNNING:
        if attempt.last_seen_at is None or now - attempt.last_seen_at > SILENT_AFTER:
            return str(SeatTrouble.SILENT)
        return ""
    opens = status.opens_at(attempt)
    if attempt.state in transitions.BEFORE_START and opens is not None and now >= opens:
        waiting = transitions.can_move(AttemptState(attempt.state), AttemptEvent.ADMIT)
        return str(SeatTrouble.NOT_ADMITTED if waiting else SeatTrouble.NOT_STARTED)
    return ""
