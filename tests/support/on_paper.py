"""A sealed sitting on paper, its candidates noted as present, its sheets back.

world = on_paper.build(candidates=3)
on_paper.hold(world)
on_paper.read(world.sheet(0), "BBAC", by=reader)
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from exams.delivery.enums import ArrivalWay, AttendanceState, SheetState
from exams.delivery.models import AnswerSheet
from exams.delivery.rules import readings as rules
from exams.delivery.services import attendance, readings, sheets
from exams.sittings.enums import SittingMode
from tests.support.exams import OPENS_AT, World, build_sealed_sitting

ARRIVAL = OPENS_AT - dt.timedelta(minutes=10)
AFTER = OPENS_AT + dt.timedelta(minutes=120)


def build(**options: Any) -> World:
    """A sealed green-collar test on paper: 10 minutes for entry, leaving from 15."""
    given: dict[str, Any] = {"programme": "green", "subject": "GC", "code": "115-4", "minutes": 100}
    given |= {"leave_after_minutes": 15, "mode": SittingMode.PAPER} | options
    return build_sealed_sitting(**given)


def sheet(world: World, place: int) -> AnswerSheet:
    """The sheet that counts of the candidate at a place of the lists."""
    found: AnswerSheet = AnswerSheet.objects.select_related("attempt").get(~_spoiled(), attempt=world.attempts[place])
    return found


def come(world: World, place: int, *, state: AttendanceState = AttendanceState.PRESENT) -> None:
    """Note an arrival before the start (or an absence) and what lies on the desk."""
    attendance.record(
        registration=world.registrations[place], state=state, way=ArrivalWay.LIST, actor=None, now=ARRIVAL
    )
    if state != AttendanceState.ABSENT:
        sheets.hand_out(attempt=world.attempts[place], now=ARRIVAL)


def hold(world: World, *, absent: Sequence[int] = ()) -> None:
    """Everybody comes but some; all sheets come back."""
    for place in range(len(world.attempts)):
        come(world, place, state=AttendanceState.ABSENT if place in absent else AttendanceState.PRESENT)
    back = [sheet(world, place) for place in range(len(world.attempts)) if place not in absent]
    sheets.collect(sitting=world.sitting, room=world.room, returned=back, missing=[], actor=None, now=AFTER)


def marks(letters: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """A reading from letters by position: ``["B", "", "AC"]``, or ``"BB-A"`` with ``-`` for a blank."""
    return {str(at): rules.parse(each) for at, each in enumerate(letters, start=1)}


def read(which: AnswerSheet, letters: Sequence[str], *, by: Any, now: dt.datetime = AFTER) -> AnswerSheet:
    """One person's reading."""
    return readings.read(sheet=which, responses=marks(letters), actor=by, now=now)


def _spoiled() -> Any:
    from django.db.models import Q

    return Q(state=SheetState.SPOILED)
