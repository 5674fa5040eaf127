"""Timetables: which unit is taught when (CUR-3)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from courses.catalogue.models import Unit
from courses.classes.rules import timetable


@dataclass(frozen=True)
class SessionPlan:
    """A meeting that a class is announced with."""

    unit: Unit
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str = ""


def weekend_plan(
    *, units: Sequence[Unit], first_saturday: dt.date, weekends: int = 5, room: str = ""
) -> list[SessionPlan]:
    """The units in order over consecutive weekends, three hours each.

    Raises :class:`courses.classes.rules.timetable.DoesNotFit`.
    """
    slots = timetable.weekend_slots(units=len(units), first_saturday=first_saturday, weekends=weekends)
    return [SessionPlan(unit, starts, ends, room) for unit, (starts, ends) in zip(units, slots, strict=True)]
