"""All rooms of a running round in one list: a handful of queries for any number of rooms."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from exams.delivery.enums import AttemptState, OrderState
from exams.delivery.models import Attempt, HelpCall, Order
from exams.delivery.rules import seats, transitions
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Round, Sitting


@dataclass(frozen=True)
class Line:
    """A room in figures over all papers of the day. ``silent``: screens in progress that have not been heard of."""

    room: ExamRoom
    candidates: int
    waiting: int
    running: int
    paused: int
    over: int
    silent: int
    calls: int
    orders: int


def sittings(round: Round) -> QuerySet[Sitting]:
    """The papers on the computer, in the order of the day."""
    found = Sitting.objects.filter(round=round, mode=SittingMode.COMPUTER).select_related("subject", "round")
    return found.order_by("opens_at", "id")


def rooms(round: Round, *, now: dt.datetime) -> list[Line]:
    """The rooms by code; those that need somebody first."""
    found = ExamRoom.objects.filter(round=round).select_related("test_area").order_by("code", "id")
    counts = {row["registration__room"]: row for row in _counts(round, now)}
    open_calls = HelpCall.objects.filter(answered_at__isnull=True, attempt__registration__sitting__round=round)
    calls = dict(open_calls.values_list("attempt__registration__room").annotate(n=Count("id")).order_by())
    asked = Order.objects.filter(round=round, state=OrderState.ASKED, expires_at__gt=now, room__isnull=False)
    orders = dict(asked.values_list("room").annotate(n=Count("id")).order_by())
    lines = [_line(room, counts.get(room.pk, {}), calls.get(room.pk, 0), orders.get(room.pk, 0)) for room in found]
    return sorted(lines, key=lambda line: (not line.calls, not line.orders, not line.silent, line.room.code))


def _counts(round: Round, now: dt.datetime) -> Any:
    unheard = Q(last_seen_at__isnull=True) | Q(last_seen_at__lt=now - seats.SILENT_AFTER)
    expired = Q(state=AttemptState.RUNNING, ends_at__lte=now)
    running = Q(state=AttemptState.RUNNING) & ~expired
    return (
        Attempt.objects.filter(registration__sitting__round=round, registration__state="registered")
        .values("registration__room")
        .annotate(
            candidates=Count("id"),
            waiting=Count("id", filter=Q(state__in=transitions.BEFORE_START)),
            running=Count("id", filter=running),
            paused=Count("id", filter=Q(state=AttemptState.PAUSED)),
            over=Count("id", filter=Q(state__in=transitions.OVER) | expired),
            silent=Count("id", filter=(running | Q(state=AttemptState.PAUSED)) & unheard),
        )
        .order_by()
    )


def _line(room: ExamRoom, row: dict[str, int], calls: int, orders: int) -> Line:
    names = ("candidates", "waiting", "running", "paused", "over", "silent")
    return Line(room=room, **{name: row.get(name, 0) for name in names}, calls=calls, orders=orders)
