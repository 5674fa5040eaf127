"""Starting and resuming, many at once: everybody presses Start in the same minute.

All rows of a batch are locked in the order of their keys and judged one by one; what comes of it is written with one
update, and the trail with one insert.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exams.delivery import realtime
from exams.delivery.enums import AdjustmentKind, AttemptState
from exams.delivery.models import Attempt
from exams.delivery.rules import time, transitions
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import answering, status
from exams.delivery.selectors.answering import Granted
from exams.delivery.services import batches, leases, moves, self_arrivals
from exams.delivery.services.moves import UnableToMove
from lms.core import audit
from lms.core.errors import Refusal

_COLUMNS = (
    "state",
    "admitted_at",
    "started_at",
    "ends_at",
    "lease",
    "token_hash",
    "held_seq",
    "top_seq",
    "last_seen_at",
)


class UnableToEnter(Refusal):
    """Not at this time: ``code`` is ``too_early`` or ``entry_closed`` (GCT-3)."""

    code = "entry_closed"


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who may start this attempt pressed Start; judged by when that arrived."""

    attempt: uuid.UUID
    arrived: dt.datetime


@dataclass(frozen=True, slots=True)
class Started:
    """A running attempt, the lease this caller got and its bearer token."""

    attempt: Attempt
    token: str
    lease: int
    granted: tuple[Granted, ...] = ()


@dataclass(slots=True)
class _Batch:
    """What is to be written and told."""

    now: dt.datetime
    granted: dict[int, tuple[Granted, ...]]
    before: dict[int, tuple[str, int]] = field(default_factory=dict)
    changed: dict[int, Attempt] = field(default_factory=dict)
    resumed: dict[int, Attempt] = field(default_factory=dict)
    entered: list[Attempt] = field(default_factory=list)
    trail: list[audit.Entry] = field(default_factory=list)


def start_many(wishes: Sequence[Wish], *, now: dt.datetime) -> list[Started | Refusal | None]:
    """What became of each wish, after the commit; None for an attempt that does not exist.

    The start never moves: of any number of wishes for one attempt the first sets ``started_at`` and ``ends_at``, the
    others resume; each gets a lease of its own, in their order. Refusals are :class:`UnableToEnter` (``too_early``,
    ``entry_closed``) or :class:`UnableToMove` (``not_admitted``, ``ended``).
    """
    with transaction.atomic():
        self_arrivals.lock(wish.attempt for wish in wishes)
        held = batches.held(wish.attempt for wish in wishes)
        batch = _Batch(now, answering.granted([attempt.pk for attempt in held.values()]))
        outcomes = [_start(held.get(wish.attempt), wish.arrived, batch) for wish in wishes]
        batches.write(_COLUMNS, batch.changed.values(), batch.before)
        batch.trail += self_arrivals.note(batch.entered, now=now)
        audit.record_many(batch.trail, actor=None, now=now)
        realtime.hint(batch.resumed.values())
        realtime.hint_rooms(batch.changed.values())
    return outcomes


def _start(held: Attempt | None, arrived: dt.datetime, batch: _Batch) -> Started | Refusal | None:
    if held is None:
        return None
    batch.before.setdefault(held.pk, batches.standing(held))
    if status.state(held, arrived) in transitions.IN_PROGRESS:
        return _resume(held, batch)
    return refusal(held, arrived) or _begin(held, batch)


def refusal(held: Attempt, arrived: dt.datetime) -> Refusal | None:
    """Why an attempt that is not in progress cannot be started at this instant; None when it can."""
    state, opens, closes = status.state(held, arrived), status.opens_at(held), status.entry_closes_at(held)
    if state not in transitions.BEFORE_START:
        return UnableToMove(_("這份考卷已經結束。"), code="ended")
    if opens is not None and arrived < opens:
        return UnableToEnter(_("尚未到開始時間。"), code="too_early")
    if state == AttemptState.PREPARED and not held.sitting.self_admission:
        return UnableToMove(_("尚未報到，請向監試人員報到後再開始。"), code="not_admitted")
    if closes is None:
        return None
    if state == AttemptState.PREPARED and arrived >= closes:
        return UnableToEnter(_("已超過入場時間，不得入場應試。"))
    # Somebody admitted in time may start a little late, but not when the paper is over for everybody.
    if arrived >= closes + dt.timedelta(seconds=held.limit_seconds):
        return UnableToEnter(_("這場測驗已經結束。"))
    return None


def _begin(held: Attempt, batch: _Batch) -> Started:
    if held.state == AttemptState.PREPARED:
        held.state, held.admitted_at = transitions.move(AttemptState(held.state), AttemptEvent.ADMIT), batch.now
        batch.trail.append(moves.entry(held, "admitted"))
        batch.entered.append(held)
    held.state, held.started_at = transitions.move(AttemptState(held.state), AttemptEvent.START), batch.now
    given = [time.Adjustment(AdjustmentKind(each.kind), each.seconds) for each in batch.granted[held.pk]]
    held.ends_at = time.ends_at(batch.now, dt.timedelta(seconds=held.limit_seconds), given)
    return _write(held, "started", held.ends_at, batch)


def _resume(held: Attempt, batch: _Batch) -> Started | Refusal:
    if held.ends_at is None:
        return UnableToMove(_("這份考卷沒有結束時間。"))
    batch.resumed[held.pk] = held
    return _write(held, "resumed", held.ends_at, batch)


def _write(held: Attempt, what: str, ends_at: dt.datetime, batch: _Batch) -> Started:
    """The next lease; what is numbered under it begins again at 1."""
    token, columns = leases.draw(held, ends_at=ends_at)
    for name, value in columns.items():
        setattr(held, name, value)
    held.last_seen_at = batch.now
    batch.changed[held.pk] = held
    batch.trail.append(moves.entry(held, what, lease=held.lease))
    return Started(held, token, held.lease, batch.granted[held.pk])
