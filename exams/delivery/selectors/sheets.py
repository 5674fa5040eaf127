"""Reads about answer sheets: their printed rows, their readings, what still stands between a round and its closing."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from exams.delivery.enums import AttemptState, AttendanceState, ReadingSource, SheetState
from exams.delivery.models import AnswerSheet, Attempt, SheetReading
from exams.delivery.rules import readings, transitions
from exams.delivery.rules.readings import Line
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import Round
from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion

INDEPENDENT = (ReadingSource.FIRST, ReadingSource.SECOND, ReadingSource.SCANNER)
"""Readings of which two must agree."""


def lines(attempt: Attempt) -> list[Line]:
    """The rows of an attempt's sheet, in the order of its form."""
    return lines_of([attempt])[attempt.form_id]


def lines_of(attempts: Iterable[Attempt]) -> dict[int, list[Line]]:
    """The rows of a sheet by form id; attempts with the same form have the same rows."""
    orders = {attempt.form_id: attempt.order for attempt in attempts}
    wanted = {shown["item"] for order in orders.values() for shown in order}
    kinds = dict(ItemVersion.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    return {form: [_line(at, shown, kinds) for at, shown in enumerate(order, 1)] for form, order in orders.items()}


def independent(sheet: AnswerSheet) -> list[SheetReading]:
    """The independent readings of a sheet, the earliest first."""
    return list(sheet.readings.filter(source__in=INDEPENDENT).order_by("read_at", "pk"))


def unsettled(round: Round) -> "QuerySet[Attempt]":
    """Papers of the round that cannot be closed yet: nobody noted whether the candidate came, or the sheet of somebody
    who came has not been accepted."""
    papers = Attempt.objects.filter(
        registration__sitting__round=round,
        registration__state=RegistrationState.REGISTERED,
        sitting__mode=SittingMode.PAPER,
        state__in=transitions.BEFORE_START,
    )
    return papers.exclude(registration__attendance__state=AttendanceState.ABSENT)


def readable(sheets: "QuerySet[AnswerSheet]") -> "QuerySet[AnswerSheet]":
    """The sheets that have come back from somebody who sat, and whose attempts are not over."""
    return sheets.filter(state=SheetState.RETURNED, attempt__state__in=transitions.BEFORE_START)


def is_open(attempt: Attempt) -> bool:
    """Whether a sheet of the attempt may still be read."""
    return AttemptState(attempt.state) in transitions.BEFORE_START


def of_candidates(sheets: "QuerySet[AnswerSheet]") -> "QuerySet[AnswerSheet]":
    """The sheets that count: a candidate's, not spoiled."""
    return sheets.filter(Q(attempt__isnull=False) & ~Q(state=SheetState.SPOILED))


def _line(position: int, shown: dict[str, object], kinds: dict[int, str]) -> Line:
    item = int(str(shown["item"]))
    kind = ItemKind(kinds[item])
    options = shown["options"] if isinstance(shown["options"], list) else []
    ids = readings.STATEMENT if kind is ItemKind.TRUE_FALSE else tuple(map(str, options))
    return Line(position, item, kind, ids)
