"""What is printed for a room of a sitting on paper: answer sheets, door list, seat labels, and all of it in one bundle.

Names are whole on the answer sheet, which lies before its candidate, and masked on everything that others pass by
(TW-8).
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.delivery.models import AnswerSheet, Attempt
from exams.delivery.rules import sheet_numbers
from exams.delivery.rules.readings import Line
from exams.delivery.selectors import sheets
from exams.sittings.models import ExamRoom, Registration, Sitting
from exams.sittings.selectors import registrations
from lms.accounts.rules.masking import mask_name
from lms.core import pdf

_LANGUAGE = "zh-hant"
_MOST_IN_TWO, _MOST_IN_THREE = 60, 105
_FIELD_MM = 182
_DOOR_ROWS = 25
_CIRCLED_A = 0x24B6
_TALLEST_MM, _TALLEST_LARGE_MM = 7.2, 7.4
PARTS = ("answer-sheets", "door-list", "labels", "bundle")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A seat of the room as its prints name it."""

    seat: str
    name: str
    masked: str
    admission: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of rows: one line of ``places`` and one of ``circles`` (circled letters) each."""

    places: str
    circles: str


@dataclass(frozen=True, slots=True)
class Field:
    """The rows of a sheet; ``height`` of a row in millimetres. ``several``: some take more than one mark."""

    columns: tuple[Column, ...]
    height: str
    several: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed answer sheet; a spare has no candidate and no form yet."""

    number: str
    shown: str
    qr: str
    candidate: Candidate | None
    form: str
    field: Field
    large: bool
    minutes: int


def candidates(room: ExamRoom, sitting: Sitting) -> list[Candidate]:
    """The standing candidates of a room in the order of their seats."""
    standing = Registration.objects.filter(room=room, sitting=sitting, state="registered")
    return [_candidate(each) for each in standing.select_related("sitting__round").order_by("seat", "pk")]


def bundle(room: ExamRoom, sitting: Sitting, part: str, printed: Sequence[Sheet] | None = None) -> bytes:
    """The PDF of one of :data:`PARTS` for a room; ``printed`` are other sheets than its numbered ones.

    Raises ``pdf.UnprintableCharacter`` for a name no font can draw.
    """
    found = candidates(room, sitting)
    pdf.require_glyphs(*(each.name for each in found))
    wanted = PARTS[:-1] if part == "bundle" else (part,)
    context = {
        "room": room,
        "sitting": sitting,
        "ends_at": sitting.opens_at and sitting.opens_at + dt.timedelta(minutes=sitting.minutes),
        "part": part,
        "wanted": wanted,
        "candidates": found,
        "pages": _pages(found),
        "sheets": (printed or printed_sheets(room, sitting)) if "answer-sheets" in wanted else [],
        "forms": forms(room, sitting),
        "spares": _spares(room, sitting).count(),
    }
    title = f"{sitting.subject.name_zh} {room.name_zh} {_TITLES[part]()}"
    return pdf.render(template="pdf/room.html", context=context, title=title, language=_LANGUAGE)


def printed_sheets(room: ExamRoom, sitting: Sitting) -> list[Sheet]:
    """The sheets to print: those of the candidates in the order of their seats, then the room's free spares."""
    own = sheets.of_candidates(AnswerSheet.objects.filter(sitting=sitting, attempt__registration__room=room))
    related = ("attempt__form", "attempt__registration__sitting__round", "attempt__registration__accommodation")
    rows = list(own.select_related(*related).order_by("attempt__registration__seat", "pk"))
    attempts = [sheet.attempt for sheet in rows if sheet.attempt]
    fields = {
        (form, large): _field(lines, large)
        for form, lines in sheets.lines_of(attempts).items()
        for large in (False, True)
    }
    spare = _spare_field(sitting)
    printed = [_sheet(sheet, sheet.attempt, fields) for sheet in rows if sheet.attempt]
    minutes = sitting.minutes
    return printed + [
        Sheet(each.number, sheet_numbers.shown(each.number), _qr(each.number), None, "", spare, False, minutes)
        for each in _spares(room, sitting)
        if spare is not None
    ]


def unnumbered(attempt: Attempt, lines: list[Line]) -> Sheet:
    """A sheet for somebody who was to answer on the computer: known by the admission number."""
    registration = attempt.registration
    granted = getattr(registration, "accommodation", None)
    large = bool(granted and granted.large_type)
    candidate = _candidate(registration) if registration else None
    number = candidate.admission if candidate else ""
    minutes = attempt.limit_seconds // 60 + (granted.extra_minutes if granted else 0)
    return Sheet(number, number, _qr(number), candidate, attempt.form.code, _field(lines, large), large, minutes)


def forms(room: ExamRoom, sitting: Sitting) -> list[tuple[str, int]]:
    """How many booklets of each form the room needs."""
    codes = Attempt.objects.filter(sitting=sitting, registration__room=room, registration__state="registered")
    return sorted(Counter(codes.values_list("form__code", flat=True)).items())


def _sheet(sheet: AnswerSheet, attempt: Attempt, fields: dict[tuple[int, bool], Field]) -> Sheet:
    registration = attempt.registration
    granted = getattr(registration, "accommodation", None)
    large = bool(granted and granted.large_type)
    return Sheet(
        number=sheet.number,
        shown=sheet_numbers.shown(sheet.number),
        qr=_qr(sheet.number),
        candidate=_candidate(registration) if registration else None,
        form=attempt.form.code,
        field=fields[attempt.form_id, large],
        large=large,
        minutes=attempt.limit_seconds // 60 + (granted.extra_minutes if granted else 0),
    )


def _candidate(registration: Registration) -> Candidate:
    name = str(registration.snapshot.get("name", ""))
    return Candidate(registration.seat, name, mask_name(name), registrations.admission_number(registration))


def _spares(room: ExamRoom, sitting: Sitting) -> "sheets.QuerySet[AnswerSheet]":
    free = AnswerSheet.objects.filter(sitting=sitting, room=room, attempt__isnull=True, state="printed")
    return free.order_by("number")


def _spare_field(sitting: Sitting) -> Field | None:
    """The rows of a spare: every form of a sitting has as many items; their kinds are taken from the first."""
    one = Attempt.objects.filter(sitting=sitting).order_by("form_id", "pk").first()
    return _field(sheets.lines(one), False) if one else None


def _field(lines: list[Line], large: bool) -> Field:
    count = 2 if len(lines) <= _MOST_IN_TWO else 3 if len(lines) <= _MOST_IN_THREE else 4
    deep = -(-len(lines) // count)
    tallest = _TALLEST_LARGE_MM if large else _TALLEST_MM
    columns = tuple(_column(lines[at : at + deep]) for at in range(0, len(lines), deep))
    return Field(columns, f"{min(tallest, _FIELD_MM / deep):.2f}", any(line.takes_several for line in lines))


def _column(lines: list[Line]) -> Column:
    places = "\n".join(f"{'複 ' if line.takes_several else ''}{line.position}" for line in lines)
    circles = "\n".join("".join(chr(_CIRCLED_A + n) for n in range(len(line.options))) for line in lines)
    return Column(places, circles)


def _pages(found: list[Candidate]) -> list[list[list[Candidate]]]:
    """The door list: pages of two columns, read downwards."""
    pages = [found[at : at + 2 * _DOOR_ROWS] for at in range(0, len(found), 2 * _DOOR_ROWS)]
    return [[half for half in (page[:_DOOR_ROWS], page[_DOOR_ROWS:]) if half] for page in pages]


def _qr(number: str) -> str:
    """The number as a QR code: a one-bit PNG in a ``data:`` address."""
    import segno

    made: str = segno.make(number, error="m", micro=False).png_data_uri(scale=4, border=2)
    return made


_TITLES = {
    "answer-sheets": lambda: _("答案卡"),
    "door-list": lambda: _("試場座位公告"),
    "labels": lambda: _("座位標籤"),
    "bundle": lambda: _("試場資料袋"),
}
