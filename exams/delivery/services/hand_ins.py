"""Handing in, many at once: a whole room presses the button when the earliest leaving minute comes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.delivery import realtime
from exams.delivery.enums import AttemptState, EndReason
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.rules.tokens import Claims
from exams.delivery.selectors import status
from exams.delivery.services import batches, leases, moves
from exams.delivery.services.moves import UnableToMove
from lms.core import audit
from lms.core.errors import Refusal

_COLUMNS = ("state", "ended_at", "end_reason", "receipt")


class UnableToHandIn(Refusal):
    """Not yet, or not from here: ``code`` is ``too_early`` (GCT-3, with ``leave_from``) or ``lease_lost``."""

    code = "too_early"
    leave_from: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """The holder of a token we signed hands in as this lease; judged by when that arrived."""

    claims: Claims
    lease: int
    arrived: dt.datetime


@dataclass(slots=True)
class _Batch:
    """What is to be written and told."""

    before: dict[int, tuple[str, int]] = field(default_factory=dict)
    changed: dict[int, Attempt] = field(default_factory=dict)
    trail: list[audit.Entry] = field(default_factory=list)


def hand_in_many(wishes: Sequence[Wish], *, now: dt.datetime) -> list[Attempt | Refusal | None]:
    """The ended attempt of each wish, after the commit; None where the token gives no right (any more).

    Handed in twice, or after the time was up, it is the one end and receipt there is. Refusals are
    :class:`UnableToHandIn` or, before the start, :class:`UnableToMove`.
    """
    with transaction.atomic():
        held, batch = batches.held(wish.claims.attempt for wish in wishes), _Batch()
        outcomes = [_judge(wish, held.get(wish.claims.attempt), batch) for wish in wishes]
        batches.write(_COLUMNS, batch.changed.values(), batch.before)
        audit.record_many(batch.trail, actor=None, now=now)
        realtime.hint(batch.changed.values())
    return outcomes


def _judge(wish: Wish, held: Attempt | None, batch: _Batch) -> Attempt | Refusal | None:
    if held is None or not leases.authorises(wish.claims, held, at=wish.arrived):
        return None
    return _hand_in(held, wish.lease, wish.arrived, batch)


def _hand_in(held: Attempt, lease: int, at: dt.datetime, batch: _Batch) -> Attempt | Refusal:
    if status.is_expired(held, at):
        _end(held, EndReason.TIME_UP, at, batch)
    if held.state in transitions.OVER:
        return held
    if lease != held.lease:
        return lease_lost()
    refused = refusal(held, at)
    if refused is None:
        _end(held, EndReason.HANDED_IN, at, batch)
    return refused or held


def lease_lost() -> UnableToHandIn:
    """Another window or device is writing: the paper is handed in there."""
    return UnableToHandIn(_("考卷已在另一個視窗或裝置上作答，請在那裡交卷。"), code="lease_lost")


def refusal(held: Attempt, at: dt.datetime) -> Refusal | None:
    """Why an attempt that is not over cannot be handed in at this instant; None when it can."""
    if held.state not in transitions.IN_PROGRESS:
        return UnableToMove(_("這份考卷目前的狀態不允許這個動作。"))
    earliest = status.leave_from(held)
    if earliest is None or at >= earliest:
        return None
    refused = UnableToHandIn(lazy(_not_yet, str)(held.sitting.leave_after_minutes))
    refused.leave_from = earliest
    return refused


def _not_yet(minutes: int) -> str:
    return gettext("還不能交卷：開始後 %(n)s 分鐘起才可離場。") % {"n": minutes}


def _end(held: Attempt, reason: EndReason, at: dt.datetime, batch: _Batch) -> None:
    if held.state == AttemptState.PAUSED:  # seldom: its pause must be entered into the ledger first
        moves.end(held, reason, None, at)
        return
    batch.before[held.pk] = batches.standing(held)
    held.state = transitions.move(AttemptState(held.state), AttemptEvent.END)
    held.ended_at = held.ends_at if reason == EndReason.TIME_UP and held.ends_at else at
    held.end_reason = reason
    held.receipt = moves.receipt(held.public_id, held.ended_at, reason)
    batch.changed[held.pk] = held
    batch.trail.append(moves.entry(held, "ended", end=str(reason)))
