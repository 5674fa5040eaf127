"""What an invigilator sees of a room: counts per state and one row per seat, trouble on top.

Every column of a room comes from one query for all its seats.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from exams.delivery.enums import AttemptState, PauseReason
from exams.delivery.models import Attempt, HelpCall, Incident, Pause, Signal, TimeAdjustment
from exams.delivery.rules import seats as rules
from exams.delivery.rules.enums import Connection, SeatTrouble
from exams.delivery.selectors import responses, resting, status
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Sitting
from lms.accounts.rules.masking import mask_name

RECENT = dt.timedelta(minutes=10)
"""Only signals of the last minutes lift a seat among those without trouble."""

ALL, TROUBLE, CALLS = "all", "trouble", "calls"
BY_TROUBLE, BY_SEAT, BY_SIGNALS = "trouble", "seat", "signals"


@dataclass(frozen=True)
class Seat:
    """One row. Names are masked: the invigilator compares seats and documents, bystanders read nothing.

    ``signals`` counts what the screen reported in all, ``signals_recent`` of the last minutes: they sort, no more.
    ``lease_changes``: how often the writing device or window changed. ``rest_left``: seconds, None without a grant.
    """

    attempt: uuid.UUID
    seat: str
    name: str
    state: str
    answered: int
    total: int
    remaining: dt.timedelta | None
    ends_at: dt.datetime | None
    extra_seconds: int
    delay_seconds: int
    last_seen_at: dt.datetime | None
    last_saved_at: dt.datetime | None
    connection: Connection | None
    lease_changes: int
    signals: int
    signals_recent: int
    incidents: int
    paused_at: dt.datetime | None
    rest_left: int | None
    call: uuid.UUID | None
    called_at: dt.datetime | None
    trouble: SeatTrouble | None

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes left, rounded up; None while not in progress."""
        return None if self.remaining is None else -(-self.remaining // dt.timedelta(minutes=1))

    @property
    def extra_minutes(self) -> int:
        """Given time in whole minutes, rounded up."""
        return -(-self.extra_seconds // 60)

    @property
    def delay_minutes(self) -> int:
        """How much later the start is, in whole minutes."""
        return -(-self.delay_seconds // 60)

    @property
    def rest_minutes_left(self) -> int | None:
        """Rest not used yet in whole minutes, rounded down."""
        return None if self.rest_left is None else self.rest_left // 60


@dataclass(frozen=True)
class Room:
    """A room during one sitting: the seats that were asked for in order, and counts over all of them."""

    seats: list[Seat]
    counts: dict[str, int]
    troubled: int
    calls: int
    total: int


@dataclass(frozen=True)
class _Facts:
    """What other tables say about the seats, by attempt."""

    answered: dict[int, int]
    given: dict[int, int]
    calls: dict[int, HelpCall]
    signals: dict[int, tuple[int, int]]
    incidents: dict[int, int]
    rests: dict[int, dt.datetime]
    rest_left: dict[int, int]


def duties(rooms: QuerySet[ExamRoom]) -> list[ExamRoom]:
    """Rooms with their number of candidates (``candidates``), the next exam first."""
    standing = Count("registrations", filter=Q(registrations__state="registered"), distinct=True)
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


def overview(attempts: QuerySet[Attempt], *, now: dt.datetime, show: str = ALL, sort: str = BY_TROUBLE) -> Room:
    """The seats of some attempts (a room's, of one sitting). ``show``: all, trouble, calls or a state."""
    rows = list(attempts.select_related("registration", "sitting").order_by("registration__seat", "id"))
    facts = _facts(rows, now)
    seats = [_seat(attempt, facts, now) for attempt in rows]
    counts = Counter(seat.state for seat in seats)
    return Room(
        seats=sorted(filter(_shown(show), seats), key=_ORDERS.get(sort, _by_trouble)),
        counts={str(state): counts[state] for state in AttemptState},
        troubled=sum(seat.trouble is not None for seat in seats),
        calls=sum(seat.call is not None for seat in seats),
        total=len(seats),
    )


def _shown(show: str) -> Callable[[Seat], bool]:
    if show == TROUBLE:
        return lambda seat: seat.trouble is not None
    if show == CALLS:
        return lambda seat: seat.call is not None
    return lambda seat: show == ALL or seat.state == show


def _by_trouble(seat: Seat) -> tuple[object, ...]:
    return (
        rules.rank(seat.trouble),
        seat.called_at.timestamp() if seat.called_at else 0,
        -seat.signals_recent,
        seat.seat,
    )


_ORDERS: dict[str, Callable[[Seat], tuple[object, ...]]] = {
    BY_TROUBLE: _by_trouble,
    BY_SEAT: lambda seat: (seat.seat,),
    BY_SIGNALS: lambda seat: (-seat.signals, seat.seat),
}


def _facts(rows: list[Attempt], now: dt.datetime) -> _Facts:
    ids = [attempt.pk for attempt in rows]
    signals = Signal.objects.filter(attempt_id__in=ids).values_list("attempt_id")
    recent = Count("id", filter=Q(received_at__gte=now - RECENT))
    noted = Incident.objects.filter(attempt_id__in=ids, corrections__isnull=True).values_list("attempt_id")
    given = TimeAdjustment.objects.filter(attempt_id__in=ids).values_list("attempt_id")
    granted = resting.granted_to([attempt.registration_id for attempt in rows])
    used = resting.used(ids) if granted else {}
    left = {
        attempt.pk: max(0, granted[attempt.registration_id] - used.get(attempt.pk, 0))
        for attempt in rows
        if attempt.registration_id in granted
    }
    resting_now = Pause.objects.filter(attempt_id__in=list(left), ended_at__isnull=True, reason=PauseReason.REST)
    return _Facts(
        answered=responses.answered_counts(ids),
        given=dict(given.annotate(seconds=Sum("seconds")).order_by()),
        calls={call.attempt_id: call for call in HelpCall.objects.filter(attempt_id__in=ids, answered_at__isnull=True)},
        signals={pk: (n, new) for pk, n, new in signals.annotate(n=Count("id"), new=recent).order_by()},
        incidents=dict(noted.annotate(n=Count("id")).order_by()),
        rests={
            pause.attempt_id: pause.started_at + dt.timedelta(seconds=left[pause.attempt_id])
            for pause in (resting_now if left else ())
        },
        rest_left=left,
    )


def _seat(attempt: Attempt, facts: _Facts, now: dt.datetime) -> Seat:
    registration, state = attempt.registration, status.state(attempt, now)
    call = facts.calls.get(attempt.pk)
    signals, recent = facts.signals.get(attempt.pk, (0, 0))
    known = rules.Facts(
        state=state,
        opens_at=status.opens_at(attempt),
        last_seen_at=attempt.last_seen_at,
        has_called=call is not None,
        rest_ends_at=facts.rests.get(attempt.pk),
    )
    return Seat(
        attempt=attempt.public_id,
        seat=registration.seat if registration else "",
        name=mask_name(str(registration.snapshot.get("name", ""))) if registration else "",
        state=str(state),
        answered=facts.answered[attempt.pk],
        total=len(attempt.order),
        remaining=_remaining(attempt, now),
        ends_at=attempt.ends_at,
        extra_seconds=facts.given.get(attempt.pk, 0),
        delay_seconds=attempt.delay_seconds,
        last_seen_at=attempt.last_seen_at,
        last_saved_at=attempt.last_saved_at,
        connection=rules.connection(known, now),
        lease_changes=max(0, attempt.lease - 1),
        signals=signals,
        signals_recent=recent,
        incidents=facts.incidents.get(attempt.pk, 0),
        paused_at=attempt.paused_at if state == AttemptState.PAUSED else None,
        rest_left=facts.rest_left.get(attempt.pk),
        call=call.public_id if call else None,
        called_at=call.called_at if call else None,
        trouble=rules.trouble(known, now),
    )


def _remaining(attempt: Attempt, now: dt.datetime) -> dt.timedelta | None:
    """Of a paused attempt what was left when its clock stopped."""
    if attempt.state == AttemptState.PAUSED and attempt.ends_at and attempt.paused_at:
        return max(dt.timedelta(0), attempt.ends_at - attempt.paused_at)
    return status.remaining(attempt, now)
