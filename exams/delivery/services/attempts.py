"""What happens to an attempt: admitted, started, handed in, ended, reopened, closed.

Every action reads the attempt under its row lock and moves it through ``moves``.
"""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AttemptState, EndReason, StaffReason
from exams.delivery.models import Attempt
from exams.delivery.rules import arrangement
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import forms, status
from exams.delivery.services import hand_ins, ledger, moves, starts
from exams.delivery.services.hand_ins import UnableToHandIn
from exams.delivery.services.moves import UnableToMove
from exams.delivery.services.starts import Started, UnableToEnter
from exams.sittings.models import Sitting
from lms.accounts.models import Person
from lms.core.errors import Refusal

__all__ = [
    "Started",
    "UnableToEnter",
    "UnableToHandIn",
    "admit",
    "close_expired",
    "end",
    "hand_in",
    "prepare_mock",
    "reopen",
    "send_back",
    "start",
]


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
    """Start, or resume what is in progress: :func:`starts.start_many` of one. Raises what that refuses with."""
    outcome = starts.start_many([starts.Wish(attempt.public_id, now)], now=now)[0]
    if outcome is None:
        raise Attempt.DoesNotExist
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def hand_in(*, attempt: Attempt, lease: int | None = None, now: dt.datetime) -> Attempt:
    """Hand in for the candidate, as the writer or (without ``lease``) whoever that is: the rules of
    :mod:`hand_ins`, whose refusals are raised."""
    with transaction.atomic():
        held = moves.held(attempt)
        if moves.is_over(held, now):
            return held
        if lease is not None and lease != held.lease:
            raise hand_ins.lease_lost()
        refused = hand_ins.refusal(held, now)
        if refused is not None:
            raise refused
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
