"""Reads about answer sheets: their printed rows, their readings, what still stands between a round and its closing."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from exams.delivery.enums import AttemptState, AttendanceState, ReadingSource, SheetState
from exams.delivery.models import AnswerSheet, Attempt, SheetReading
from exams.delivery.rules import readings, sheet_numbers, transitions
from exams.delivery.rules.readings import Line
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import Round, Sitting
from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion

INDEPENDENT = (ReadingSource.FIRST, ReadingSource.SECOND, ReadingSource.SCANNER)
"""Readings of which two must agree."""


@dataclass(frozen=True)
class Header:
    """What identifies a sheet on a page: nothing of its candidate but the seat."""

    public_id: uuid.UUID
    number: str
    seat: str
    form: str
    room: uuid.UUID
    room_code: str
    sitting: uuid.UUID
    several: bool


@dataclass(frozen=True)
class Difference:
    """A row that two readings give differently, the earlier reading first."""

    line: Line
    one: str
    other: str


def lines(attempt: Attempt) -> list[Line]:
    """The rows of an attempt's sheet, in the order of its form."""
    return lines_of([attempt])[attempt.form_id]


def lines_of(attempts: Iterable[Attempt]) -> dict[int, list[Line]]:
    """The rows of a sheet by form id; attempts with the same form have the same rows."""
    orders = {attempt.form_id: attempt.order for attempt in attempts}
    wanted = {shown["item"] for order in orders.values() for shown in order}
    kinds = dict(ItemVersion.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    return {form: [_line(at, shown, kinds) for at, shown in enumerate(order, 1)] for form, order in orders.items()}


def lines_in_order(order: Sequence[Mapping[str, object]]) -> list[Line]:
    """The rows of a sheet for items and options as they are printed."""
    kinds = dict(ItemVersion.objects.filter(pk__in=[shown["item"] for shown in order]).values_list("pk", "kind"))
    return [_line(at, dict(shown), kinds) for at, shown in enumerate(order, 1)]


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


def paper_sittings(round: Round) -> list[Sitting]:
    """The sealed sittings of a round on paper, in the order of the day."""
    sealed = round.sittings.filter(mode=SittingMode.PAPER, sealed_at__isnull=False)
    return list(sealed.select_related("subject").order_by("opens_at", "pk"))


def readable(sheets: "QuerySet[AnswerSheet]") -> "QuerySet[AnswerSheet]":
    """The sheets that have come back from somebody who sat, and whose attempts are not over."""
    return sheets.filter(state=SheetState.RETURNED, attempt__state__in=transitions.BEFORE_START)


def is_open(attempt: Attempt) -> bool:
    """Whether a sheet of the attempt may still be read."""
    return AttemptState(attempt.state) in transitions.BEFORE_START


def of_candidates(sheets: "QuerySet[AnswerSheet]") -> "QuerySet[AnswerSheet]":
    """The sheets that count: a candidate's, not spoiled."""
    return sheets.filter(Q(attempt__isnull=False) & ~Q(state=SheetState.SPOILED))


def header(sheet: AnswerSheet) -> Header:
    """The head of the page of a candidate's sheet."""
    attempt = sheet.attempt
    registration = attempt.registration if attempt else None
    if attempt is None or registration is None or registration.room is None:
        raise ValueError("A spare has no page of its own.")
    several = any(line.takes_several for line in lines(attempt))
    number = sheet_numbers.shown(sheet.number)
    room = registration.room
    code = attempt.form.code
    place = (room.public_id, room.code, sheet.sitting.public_id)
    return Header(sheet.public_id, number, registration.seat, code, *place, several)


def lines_of_sheet(sheet: AnswerSheet) -> list[Line]:
    """The rows of a candidate's sheet; none of a spare."""
    return lines(sheet.attempt) if sheet.attempt else []


def typed_by(sheet: AnswerSheet, reader: Any) -> dict[str, list[str]] | None:
    """What this person typed, for correcting it; nobody else's reading is ever given."""
    mine = sheet.readings.filter(source__in=(ReadingSource.FIRST, ReadingSource.SECOND), read_by=reader).first()
    return mine.responses if mine else None


def why_not(sheet: AnswerSheet, reader: Any) -> str:
    """Why this person cannot read the sheet now; "" when they can."""
    if sheet.state == SheetState.ACCEPTED:
        return _("這張答案卡已經確認。")
    if sheet.attempt is not None and not is_open(sheet.attempt):
        return _("梯次已經截收，不能再登錄答案卡。")
    if sheet.state != SheetState.RETURNED:
        return _("這張答案卡還沒有收回；請先在收發點數頁點收。")
    if len(independent(sheet)) > 1:
        return _("這張答案卡已經由兩方登錄，等待裁定。")
    return ""


def told(sheet: AnswerSheet) -> str:
    """What came of a reading just made."""
    number = sheet_numbers.shown(sheet.number)
    if sheet.state == SheetState.ACCEPTED:
        return _("%(number)s 兩方一致，已確認。") % {"number": number}
    if len(independent(sheet)) > 1:
        return _("%(number)s 兩方不一致，等待第三人裁定。") % {"number": number}
    return _("%(number)s 已登錄，等待另一人登錄。") % {"number": number}


def differing(sheet: AnswerSheet) -> list[Difference]:
    """The rows that the two readings of a sheet give differently; none while there are not two."""
    both = independent(sheet)
    if len(both) != 2:
        return []
    rows = {line.position: line for line in lines_of_sheet(sheet)}
    return [
        Difference(rows[at], *("".join(each.responses[str(at)]) for each in both))
        for at in readings.differences(both[0].responses, both[1].responses)
    ]


def _line(position: int, shown: dict[str, object], kinds: dict[int, str]) -> Line:
    item = int(str(shown["item"]))
    kind = ItemKind(kinds[item])
    options = shown["options"] if isinstance(shown["options"], list) else []
    ids = readings.STATEMENT if kind is ItemKind.TRUE_FALSE else tuple(map(str, options))
    return Line(position, item, kind, ids)
