"""A scanner's file: every line is checked first, and all of it is stored or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from exams.delivery.enums import SheetState
from exams.delivery.models import AnswerSheet
from exams.delivery.rules import scans as rules
from exams.delivery.rules.scans import COLUMNS, Scanned
from exams.delivery.selectors import sheets
from exams.delivery.services import readings
from exams.delivery.services.readings import UnableToRead
from exams.sittings.models import Sitting
from lms.core.tables.problems import Problem, Unreadable
from lms.core.tables.reading import read_csv

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many sheets the file read and how many of them are accepted now; or every problem, and nothing was stored."""

    read: int = 0
    accepted: int = 0
    problems: tuple[Problem, ...] = ()


def upload(*, sitting: Sitting, data: bytes, actor: Any, now: dt.datetime) -> Outcome:
    """Store the file's readings. The same file again changes nothing."""
    try:
        table = read_csv(data, columns=COLUMNS, max_rows=MAX_ROWS, max_bytes=MAX_BYTES)
    except Unreadable as error:
        return Outcome(problems=(error.problem,))
    known = _readable(sitting)
    lines = sheets.lines_of(sheet.attempt for sheet in known.values() if sheet.attempt)
    good, problems = rules.check(table.rows, {n: lines[s.attempt.form_id] for n, s in known.items() if s.attempt})
    if table.problems or problems:
        return Outcome(problems=tuple(sorted((*table.problems, *problems), key=lambda each: each.line or 0)))
    return _store(good, known, actor, now)


def _readable(sitting: Sitting) -> dict[str, AnswerSheet]:
    """Sheets that are back, and those that a scan of the same file has helped to accept."""
    states = (SheetState.RETURNED, SheetState.ACCEPTED)
    rows = AnswerSheet.objects.filter(sitting=sitting, state__in=states, attempt__isnull=False)
    return {sheet.number: sheet for sheet in rows.select_related("attempt__sitting", "attempt__form")}


class _Refused(Exception):
    """Takes the whole file back."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _store(good: Sequence[Scanned], known: dict[str, AnswerSheet], actor: Any, now: dt.datetime) -> Outcome:
    accepted = 0
    try:
        with transaction.atomic():
            for row in sorted(good, key=lambda each: known[each.number].pk):
                done = _scan(row, known[row.number], actor, now)
                accepted += done.state == SheetState.ACCEPTED
    except _Refused as refused:
        return Outcome(problems=(refused.problem,))
    return Outcome(read=len(good), accepted=accepted)


def _scan(row: Scanned, sheet: AnswerSheet, actor: Any, now: dt.datetime) -> AnswerSheet:
    try:
        return readings.scan(sheet=sheet, responses=row.reading, actor=actor, now=now)
    except UnableToRead as error:
        why = str(error.message)
        raise _Refused(
            Problem(
                error.code,
                why,
                f"Refused: {error.code}.",
                "請移除這一列後重傳。",
                "Remove the line and send again.",
                line=row.line,
                column="sheet",
            )
        ) from error
