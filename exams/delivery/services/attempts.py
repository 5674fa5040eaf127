"""What happens to an attempt: admitted, started, handed in, ended, reopened, closed.

Every action reads the attempt under its row lock and moves it through ``moves``.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AttemptState, EndReason, StaffReason
from exams.delivery.models import Attempt
from exams.delivery.rules import arrangement, time, transitions
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import forms, status
from exams.delivery.services import leases, ledger, moves
from exams.delivery.services.moves import UnableToMove
from exams.sittings.models import Sitting
from lms.accounts.models import Person
from lms.core.errors import Refusal


class UnableToEnter(Refusal):
    """Not at this time: ``code`` is ``too_early`` or ``entry_closed`` (GCT-3)."""

    code = "entry_closed"


class UnableToHandIn(Refusal):
    """Not yet, or not from here: ``code`` is ``too_early`` (GCT-3) or ``lease_lost``."""

    code = "too_early"


@dataclass(frozen=True)
class Started:
    """A running attempt with the bearer token of its new lease."""

    attempt: Attempt
    token: str


def prepare_mock(
    *, sitting: Sitting, person: Person | None = None, visitor_hash: str = "", now: dt.datetime
) -> Attempt:
    """An admitted attempt of a mock for a person or a visitor, on one of the pool's forms.

    Raises :class:`UnableToMove` with code ``no_form`` when the mock has none.
    """
    questions = forms.questions_of(sitting)
    if not sitting.is_mock or not questions:
        raise UnableToMove(_("這項模擬測驗目前沒有試卷。"), code="no_form")
    public_id = uuid.uuid4()
    form = arrangement.choose_form(list(questions), str(public_id))
    return Attempt.objects.create(
        public_id=public_id,
        sitting=sitting,
        form_id=form,
        person=person,
        visitor_hash="" if person else visitor_hash,
        order=arrangement.arrange(questions[form], f"{form}:{public_id}"),
        state=AttemptState.ADMITTED,
        limit_seconds=sitting.minutes * 60,
        created_at=now,
        admitted_at=now,
    )


def admit(*, attempt: Attempt, actor: Any, now: dt.datetime) -> Attempt:
    """Let a candidate in at the door; once admitted, admitting again changes nothing.

    Raises :class:`UnableToEnter` from the instant entry closes, :class:`UnableToMove` for a later state.
    """
    with transaction.atomic():
        held = moves.held(attempt)
        if held.state != AttemptState.ADMITTED:
            _admit(held, actor, now)
            realtime.hint([held])
    return held


def send_back(*, attempt: Attempt, actor: Any, now: dt.datetime) -> Attempt:
    """Undo an admission that was a mistake, before the candidate starts."""
    with transaction.atomic():
        held = moves.held(attempt)
        moves.move(held, AttemptEvent.SEND_BACK, admitted_at=None)
        moves.record(held, "sent_back", actor, now)
        realtime.hint([held])
    return held


def start(*, attempt: Attempt, now: dt.datetime) -> Started:
    """Start, or resume what is running: either way this caller becomes the writer with a new lease.

    The start never moves: of any number of concurrent calls the first sets ``started_at`` and ``ends_at``, the others
    resume. Raises :class:`UnableToEnter` (``too_early``, ``entry_closed``) or :class:`UnableToMove` (``not_admitted``,
    ``ended``).
    """
    with transaction.atomic():
        held = moves.held(attempt)
        running = status.state(held, now) == AttemptState.RUNNING
        started = _resume(held, now) if running else _begin(held, now)
        realtime.hint([held])
    return started


def hand_in(*, attempt: Attempt, lease: int | None = None, now: dt.datetime) -> Attempt:
    """The candidate hands in. Handed in twice, or after the time was up, it gives the one end and receipt there is.

    ``lease`` is the caller's; an older one may not end what another device is writing. Raises
    :class:`UnableToHandIn` before the earliest leaving minute or from a lost lease, :class:`UnableToMove` before the
    start.
    """
    with transaction.atomic():
        held = moves.held(attempt)
        if moves.is_over(held, now):
            return held
        if lease is not None and lease != held.lease:
            raise UnableToHandIn(_("考卷已在另一個視窗或裝置上作答，請在那裡交卷。"), code="lease_lost")
        earliest = status.leave_from(held)
        if earliest is not None and now < earliest:
            raise UnableToHandIn(
                _("還不能交卷：開始後 %(n)s 分鐘起才可離場。") % {"n": held.sitting.leave_after_minutes}
            )
        moves.end(held, EndReason.HANDED_IN, None, now)
    return held


def end(*, attempt: Attempt, reason: StaffReason, actor: Any, now: dt.datetime) -> Attempt:
    """Staff end a running attempt; what was saved is marked. One that is over already keeps its end."""
    with transaction.atomic():
        held = moves.held(attempt)
        if not moves.is_over(held, now):
            moves.end(held, EndReason.ENDED_BY_STAFF, actor, now, why=str(reason))
    return held


def reopen(*, attempt: Attempt, reason: StaffReason, seconds: int = 0, actor: Any, now: dt.datetime) -> Attempt:
    """Let a candidate go on: the time since the end is given back through the ledger, ``seconds`` come on top.

    The start stays. Raises :class:`UnableToMove` when it is not over, is closed for marking, or when no time would be
    left; ``ledger.UnableToExtend`` beyond the ledger's limits.
    """
    with transaction.atomic():
        held = moves.held(attempt)
        if status.is_expired(held, now):
            moves.end(held, EndReason.TIME_UP, None, now)
        lost, left = dt.timedelta(0), dt.timedelta(0)
        if held.ended_at and held.ends_at:
            lost, left = now - held.ended_at, held.ends_at - held.ended_at
        if left + dt.timedelta(seconds=seconds) <= dt.timedelta(0):
            raise UnableToMove(_("作答時間已用完；請同時給予延長時間。"), code="no_time_left")
        given = -(-lost // dt.timedelta(seconds=1)) + seconds
        moves.move(held, AttemptEvent.REOPEN, ended_at=None, end_reason="", receipt="")
        ledger.give(held, seconds=given, why=reason, actor=actor, now=now)
        moves.record(held, "reopened", actor, now, reason=str(reason), seconds=given)
        realtime.hint([held])
    return held


def close_expired(*, now: dt.datetime) -> int:
    """Write down the end of attempts whose time and network grace are over; their end is ``ends_at``, not now.

    Returns how many were written. Reads never wait for this: expiry is computed.
    """
    grace = dt.timedelta(seconds=settings.NETWORK_GRACE_SECONDS)
    due = Attempt.objects.filter(state=AttemptState.RUNNING, ends_at__lt=now - grace).order_by("ends_at", "id")
    closed = 0
    for attempt in list(due.only("pk")):
        with transaction.atomic():
            held = moves.held(attempt)
            if status.is_expired(held, now - grace):
                moves.end(held, EndReason.TIME_UP, None, now)
                closed += 1
    return closed


def _admit(held: Attempt, actor: Any, now: dt.datetime) -> None:
    closes = status.entry_closes_at(held)
    if closes is not None and now >= closes and held.state == AttemptState.PREPARED:
        raise UnableToEnter(_("已超過入場時間，不得入場應試。"), code="entry_closed")
    moves.move(held, AttemptEvent.ADMIT, admitted_at=now)
    moves.record(held, "admitted", actor, now)


def _begin(held: Attempt, now: dt.datetime) -> Started:
    opens = status.opens_at(held)
    if held.state in transitions.BEFORE_START and opens is not None and now < opens:
        raise UnableToEnter(_("尚未到開始時間。"), code="too_early")
    if held.state == AttemptState.PREPARED:
        if not held.sitting.self_admission:
            raise UnableToMove(_("尚未報到，請向監試人員報到後再開始。"), code="not_admitted")
        _admit(held, None, now)
    _require_not_stale(held, now)
    if held.state != AttemptState.ADMITTED:
        raise UnableToMove(_("這份考卷已經結束。"), code="ended")
    ends_at = time.ends_at(now, dt.timedelta(seconds=held.limit_seconds), ledger.entries(held))
    token, columns = leases.draw(held, ends_at=ends_at)
    moves.move(held, AttemptEvent.START, started_at=now, ends_at=ends_at, last_seen_at=now, **columns)
    moves.record(held, "started", None, now, lease=held.lease)
    return Started(held, token)


def _require_not_stale(held: Attempt, now: dt.datetime) -> None:
    """Somebody admitted in time may start a little late, but not when the paper is over for everybody."""
    closes = status.entry_closes_at(held)
    if held.state != AttemptState.ADMITTED or closes is None:
        return
    if now >= closes + dt.timedelta(seconds=held.limit_seconds):
        raise UnableToEnter(_("這場測驗已經結束。"), code="entry_closed")


def _resume(held: Attempt, now: dt.datetime) -> Started:
    if held.ends_at is None:
        raise UnableToMove(_("這份考卷沒有結束時間。"))
    token, columns = leases.draw(held, ends_at=held.ends_at)
    moves.write(held, {"state": AttemptState.RUNNING, "lease": held.lease}, last_seen_at=now, **columns)
    moves.record(held, "resumed", None, now, lease=held.lease)
    return Started(held, token)
