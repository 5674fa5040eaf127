"""Stopping the clock of an attempt and letting it go on.

While paused an attempt never expires; resuming gives the seconds back through the ledger, so ``ends_at`` moves by
exactly as long as the clock stood still. A rest is taken out of what was granted (ACC-3): what outlasts it is not given
back, so the time runs on from there.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import PauseReason
from exams.delivery.models import Attempt, Pause
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import resting
from exams.delivery.services import interruptions, moves
from exams.delivery.services.moves import UnableToMove
from lms.core.errors import Refusal


class UnableToPause(Refusal):
    """The clock cannot be stopped; ``code`` is ``no_rest_granted`` or ``no_rest_left``."""

    code = "no_rest_granted"


def pause(*, attempt: Attempt, reason: PauseReason, actor: Any, now: dt.datetime) -> Attempt:
    """Stop the clock of a running attempt; its screen is veiled and what is typed is only kept as evidence.

    Raises :class:`UnableToPause` for a rest that was not granted or is used up, :class:`UnableToMove` for an attempt
    that is not running (any more).
    """
    with transaction.atomic():
        held = moves.held(attempt)
        if moves.is_over(held, now):
            raise UnableToMove(_("這份考卷已經結束。"), code="ended")
        if reason == PauseReason.REST:
            _require_rest(held)
        moves.move(held, AttemptEvent.PAUSE, paused_at=now)
        Pause.objects.create(attempt=held, reason=reason, started_at=now, paused_by=actor)
        moves.record(held, "paused", actor, now, reason=str(reason))
        realtime.hint([held])
    return held


def resume(*, attempt: Attempt, actor: Any, now: dt.datetime) -> Attempt:
    """Let the clock go on and give the seconds back. Raises :class:`UnableToMove` when it is not paused."""
    with transaction.atomic():
        held = moves.held(attempt)
        moves.move(held, AttemptEvent.RESUME, paused_at=None)
        given = interruptions.close(held, actor=actor, now=now)
        moves.record(held, "resumed_after_pause", actor, now, seconds=given)
        realtime.hint([held])
    return held


def _require_rest(held: Attempt) -> None:
    if not resting.granted(held):
        raise UnableToPause(_("沒有核定的休息時間；請改用其他原因暫停。"))
    if not resting.left(held):
        raise UnableToPause(_("核定的休息時間已用完；請改用其他原因暫停。"), code="no_rest_left")
