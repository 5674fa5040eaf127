"""The end of a pause, whatever ended it: its seconds go back through the ledger."""

import datetime as dt
from typing import Any

from exams.delivery.enums import AdjustmentKind, PauseReason
from exams.delivery.models import PAUSE_REASON_LABELS, Attempt, Pause
from exams.delivery.selectors import resting
from exams.delivery.services import ledger


def close(held: Attempt, *, actor: Any, now: dt.datetime) -> int:
    """Inside the caller's transaction and under the attempt's lock: end the open pause and enter its seconds, rounded
    up; returns them. A rest gives back no more than was left of it."""
    row = Pause.objects.get(attempt=held, ended_at__isnull=True)
    stood = max(0, -(-(now - row.started_at) // dt.timedelta(seconds=1)))
    if row.reason == PauseReason.REST:
        stood = min(stood, resting.left(held))
    row.ended_at, row.seconds_given, row.resumed_by = now, stood, actor
    row.save(update_fields=["ended_at", "seconds_given", "resumed_by"])
    why = str(PAUSE_REASON_LABELS[PauseReason(row.reason)])
    for seconds in _portions(stood):
        ledger.add([held], seconds=seconds, kind=AdjustmentKind.PAUSE, reason=why, actor=actor, now=now)
    return stood


def _portions(seconds: int) -> list[int]:
    """A pause longer than one entry of the ledger may be is entered in several."""
    whole, rest = divmod(seconds, ledger.MAX_SECONDS)
    return [ledger.MAX_SECONDS] * whole + ([rest] if rest else [])
