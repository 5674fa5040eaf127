"""What screens report of themselves: they sort an invigilator's list and prove nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from exams.delivery.enums import SignalKind
from exams.delivery.models import Attempt, Signal

MOST = 500
"""Signals of one attempt that are kept; a screen that reports more tells nothing new."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One signal: of what kind, and how many seconds it lasted."""

    kind: SignalKind
    seconds: int


def record(*, attempt: Attempt, signals: Sequence[Reported], now: dt.datetime) -> int:
    """Keep the signals of one screen; returns how many."""
    return record_many([(attempt.pk, each) for each in signals], now=now)


def record_many(signals: Sequence[tuple[int, Reported]], *, now: dt.datetime) -> int:
    """Keep signals by attempt id, with two statements for any number; returns how many were kept."""
    wanted = {attempt for attempt, _ in signals}
    rows = Signal.objects.filter(attempt_id__in=wanted).values_list("attempt_id").annotate(Count("id")).order_by()
    kept, fresh = Counter(dict(rows)), []
    for attempt, each in signals:
        kept[attempt] += 1
        if kept[attempt] <= MOST:
            fresh.append(Signal(attempt_id=attempt, kind=each.kind, seconds=each.seconds, received_at=now))
    return len(Signal.objects.bulk_create(fresh))
