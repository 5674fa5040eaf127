"""A green-collar test on paper, held this morning: its room is at the stage of double entry, with everything that happens.

Two sheets are accepted, one differs, one has been read once; one candidate left early, one came late, one was absent; a
spoiled sheet has its spare and another is missing, which the count explains.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from exams.delivery.enums import AttendanceState
from exams.delivery.models import AnswerSheet, Attempt
from exams.delivery.rules import readings as rules
from exams.delivery.selectors import paper_rooms
from exams.delivery.selectors import sheets as reads
from exams.delivery.services import arrivals, readings, sealing, sheets, tallies
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Sitting
from exams.sittings.services import duties
from lms.demo.seed import answering, people, rounds
from question_bank.items.enums import ItemUse

BEGAN_BEFORE = dt.timedelta(hours=4)
MARKS = (78, 64, 70, 86, 58, 62, 74, 90, 66, 0)
LATE, LEFT, ABSENT, MISSING, SPOILED = 4, 5, 9, 8, 6
"""Places on the list, from 0."""


def load(plan: rounds.Plan) -> None:
    """Write the round unless it is there."""
    opens = plan.moments.now - BEGAN_BEFORE
    day = (timezone.localdate(opens) - plan.moments.today).days
    code = f"{plan.moments.roc_year}-4"
    round = rounds.new_round(plan, "green", code, "示範紙本測驗", "Demo exam on paper", day, at=-30)
    if round is None:
        return
    sitting = rounds.new_sitting(
        round,
        "GC",
        ItemUse.SECURE,
        opens,
        opens + dt.timedelta(minutes=10),
        mode=SittingMode.PAPER,
        leave_after_minutes=15,
        now=plan.moments.at(-12),
    )
    room = rounds.room_of(round, "taipei", "301")
    officer = plan.users["officer1"]
    duties.assign(room=room, user=plan.users["invigilator"], actor=officer, now=plan.moments.at(-9))
    for seat in range(1, len(MARKS) + 1):
        person = people.candidate(950 + seat, now=plan.moments.at(-40))
        rounds.register(sitting, person, None, room, seat, at=plan.moments.at(-10))
    sealing.seal(round=round, actor=officer, now=plan.moments.at(-2))
    _attend(sitting, plan.users["invigilator"], opens)
    _collect(sitting, room, plan.users["invigilator"], opens + dt.timedelta(minutes=105))
    _read(sitting, plan.users, opens + dt.timedelta(minutes=150))


def _attend(sitting: Sitting, invigilator: Any, opens: dt.datetime) -> None:
    for place, attempt in enumerate(_attempts(sitting)):
        registration = attempt.registration
        assert registration is not None
        given = {"registration": registration, "actor": invigilator}
        if place == ABSENT:
            arrivals.note(state=AttendanceState.ABSENT, seen="", now=opens + dt.timedelta(minutes=12), **given)
        elif place == LATE:
            arrivals.note(state=AttendanceState.LATE, seen="", now=opens + dt.timedelta(minutes=6), **given)
        else:
            arrivals.note(state=AttendanceState.PRESENT, seen="", now=opens - dt.timedelta(minutes=8), **given)
        if place == LEFT:
            gone = opens + dt.timedelta(minutes=62)
            arrivals.note(state=AttendanceState.LEFT, seen=AttendanceState.PRESENT, now=gone, **given)
        if place == SPOILED:
            sheets.spoil(sheet=_sheet(attempt), actor=invigilator, now=opens + dt.timedelta(minutes=20))


def _collect(sitting: Sitting, room: ExamRoom, invigilator: Any, now: dt.datetime) -> None:
    missing = {_sheet(_attempts(sitting)[MISSING]).pk}
    used = list(paper_rooms.used_sheets(room, sitting))
    back = [sheet for sheet in used if sheet.pk not in missing]
    gone = [sheet for sheet in used if sheet.pk in missing]
    sheets.collect(sitting=sitting, room=room, returned=back, missing=gone, actor=invigilator, now=now)
    expected = paper_rooms.expected(room, sitting)
    tallies.count(
        room=room,
        sitting=sitting,
        sheets_out=expected["sheets"],
        papers_out=expected["candidates"],
        sheets_back=expected["sheets"] - 1,
        papers_back=expected["candidates"],
        spoiled=expected["spoiled"],
        note="座位 009 未交答案卡，已清查試場，監視影像調閱中。",
        actor=invigilator,
        now=now,
    )


def _read(sitting: Sitting, users: Mapping[str, Any], now: dt.datetime) -> None:
    """Both readers have done two sheets; the third differs; the fourth has been read once."""
    attempts = _attempts(sitting)
    first, second = users["officer1"], users["invigilator"]
    for place in range(4):
        given = _reading(attempts[place], MARKS[place])
        sheet = _sheet(attempts[place])
        readings.read(sheet=sheet, responses=given, actor=first, now=now)
        if place == 2:
            given = given | {"7": ["A", "B"], "31": []}
        if place < 3:
            readings.read(sheet=sheet, responses=given, actor=second, now=now)


def _reading(attempt: Attempt, marks: int) -> dict[str, Sequence[str]]:
    chosen = answering.choices(attempt, Decimal(marks))
    lines: list[rules.Line] = reads.lines(attempt)
    return {
        str(line.position): [line.letters[line.options.index(option)] for option in chosen[line.item]] for line in lines
    }


def _attempts(sitting: Sitting) -> list[Attempt]:
    found = Attempt.objects.filter(sitting=sitting).select_related("registration__sitting", "form", "sitting")
    return list(found.order_by("registration__seat"))


def _sheet(attempt: Attempt) -> AnswerSheet:
    return reads.of_candidates(AnswerSheet.objects.filter(attempt=attempt)).select_related("attempt").get()
