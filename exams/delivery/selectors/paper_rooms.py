"""Rooms of sittings on paper as those on duty see them: who is there, where the sheets are, how far the readings are."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from exams.delivery.enums import AttemptState, AttendanceState, SheetState
from exams.delivery.models import AnswerSheet, Attempt, SheetReading, SheetTally
from exams.delivery.rules import readings, sheet_numbers
from exams.delivery.selectors import sheets, status
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.accounts.rules.masking import mask_name

UNREAD, ONE, DIFFERS, ACCEPTED = "unread", "one", "differs", "accepted"
OUT, ABSENT, MISSING, LOST, CLOSED = "out", "absent", "missing", "lost", "closed"


@dataclass(frozen=True)
class Place:
    """A seat on the roll. ``state`` is "" until something is noted."""

    registration: uuid.UUID
    attempt: uuid.UUID | None
    seat: str
    name: str
    state: str
    arrived_at: dt.datetime | None
    left_at: dt.datetime | None
    sheet: str


@dataclass(frozen=True)
class Roll:
    """A room's list at one instant; ``entry_open`` and ``may_leave`` follow the sitting's rules."""

    places: list[Place]
    counts: dict[str, int]
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    leave_from: dt.datetime | None
    entry_open: bool
    may_leave: bool


@dataclass(frozen=True)
class SheetRow:
    """A candidate's sheet with its ``stage``; ``mine``: the reader has read it. ``number`` is as printed."""

    public_id: uuid.UUID
    number: str
    seat: str
    stage: str
    mine: bool
    replaces: str
    note: str

    @property
    def is_open_to_me(self) -> bool:
        """Whether this person may read it now: for the first or second time, or again before the other."""
        return self.stage == UNREAD or self.stage == ONE


@dataclass(frozen=True)
class Progress:
    """How far a room is with a sitting."""

    room: ExamRoom
    sitting: Sitting
    candidates: int
    noted: int
    back: int
    accepted: int


def of_rooms(rooms: "QuerySet[ExamRoom]") -> list[Progress]:
    """Every room with candidates of a sealed sitting on paper, the next exam first."""
    standing = Registration.objects.filter(
        room__in=rooms,
        sitting__mode=SittingMode.PAPER,
        sitting__sealed_at__isnull=False,
        state=RegistrationState.REGISTERED,
    )
    back = Q(attempt__sheets__state__in=(SheetState.RETURNED, SheetState.ACCEPTED))
    counts = standing.values("room", "sitting").annotate(
        candidates=Count("pk", distinct=True),
        noted=Count("attendance", distinct=True),
        back=Count("attempt__sheets", filter=back, distinct=True),
        accepted=Count("attempt__sheets", filter=Q(attempt__sheets__state=SheetState.ACCEPTED), distinct=True),
    )
    related = ExamRoom.objects.select_related("round__programme", "test_area").in_bulk(
        {each["room"] for each in counts}
    )
    sittings = Sitting.objects.select_related("subject").in_bulk({each["sitting"] for each in counts})
    found = [
        Progress(
            related[each["room"]],
            sittings[each["sitting"]],
            candidates=each["candidates"],
            noted=each["noted"],
            back=each["back"],
            accepted=each["accepted"],
        )
        for each in counts
    ]
    return sorted(found, key=_newest_first)


def of_round(round: Round) -> list[Progress]:
    """The rooms of a round with candidates on paper."""
    return of_rooms(ExamRoom.objects.filter(round=round))


def roll(registrations: "QuerySet[Registration]", sitting: Sitting, *, now: dt.datetime) -> Roll:
    """The list of a room by seat; ``registrations`` come from ``policies.paper_registrations``."""
    current = AnswerSheet.objects.exclude(state=SheetState.SPOILED)
    rows = (
        registrations.select_related("attendance", "attempt__sitting")
        .prefetch_related(Prefetch("attempt__sheets", queryset=current, to_attr="current"))
        .order_by("seat", "pk")
    )
    places = [_place(each) for each in rows]
    one = Attempt.objects.filter(registration__in=registrations).select_related("sitting").first()
    closes = status.entry_closes_at(one) if one else sitting.entry_closes_at
    leave_from = status.leave_from(one) if one else None
    counts = Counter(place.state for place in places)
    return Roll(
        places=places,
        counts={state.value: counts[state.value] for state in AttendanceState} | {"": counts[""]},
        opens_at=status.opens_at(one) if one else sitting.opens_at,
        closes_at=closes,
        leave_from=leave_from,
        entry_open=closes is None or now < closes,
        may_leave=leave_from is None or now >= leave_from,
    )


def sheet_rows(room: ExamRoom, sitting: Sitting, *, reader: Any) -> list[SheetRow]:
    """The sheets that count of a room, by seat."""
    independent = SheetReading.objects.filter(source__in=sheets.INDEPENDENT).order_by("read_at", "pk")
    rows = (
        room_sheets(room, sitting)
        .select_related("attempt__registration__attendance")
        .prefetch_related(Prefetch("readings", queryset=independent, to_attr="independent"))
        .order_by("attempt__registration__seat", "number")
    )
    return [_sheet_row(sheet, reader) for sheet in rows]


def room_sheets(room: ExamRoom, sitting: Sitting) -> "QuerySet[AnswerSheet]":
    """The sheets that count of the candidates of a room."""
    return sheets.of_candidates(
        AnswerSheet.objects.filter(
            sitting=sitting,
            attempt__registration__room=room,
            attempt__registration__state=RegistrationState.REGISTERED,
        )
    )


def used_sheets(room: ExamRoom, sitting: Sitting) -> "QuerySet[AnswerSheet]":
    """Those that lay before somebody who came and are still to be collected or read."""
    states = (SheetState.HANDED_OUT, SheetState.RETURNED, SheetState.MISSING)
    found = room_sheets(room, sitting).filter(state__in=states)
    return found.select_related("attempt__registration").order_by("attempt__registration__seat", "number")


def next_for(room: ExamRoom, sitting: Sitting, *, reader: Any) -> uuid.UUID | None:
    """The next sheet, by seat, that waits for a reading by this person."""
    rows = sheet_rows(room, sitting, reader=reader)
    return next((row.public_id for row in rows if row.is_open_to_me and not row.mine), None)


def by_number(room: ExamRoom, sitting: Sitting, typed: str) -> uuid.UUID | None:
    """The sheet of a number as it was typed or scanned; None when no sheet of the room has it."""
    number = sheet_numbers.typed(typed)
    return room_sheets(room, sitting).filter(number=number).values_list("public_id", flat=True).first()


def tally(room: ExamRoom, sitting: Sitting) -> SheetTally | None:
    """The room's count, if there is one."""
    return SheetTally.objects.filter(room=room, sitting=sitting).select_related("counted_by").first()


def expected(room: ExamRoom, sitting: Sitting) -> dict[str, int]:
    """What should go into a room: a sheet and a booklet for each candidate, and every spare of the room."""
    candidates = room_sheets(room, sitting).count()
    every = AnswerSheet.objects.filter(sitting=sitting)
    free = every.filter(room=room, attempt__isnull=True).count()
    spoiled = every.filter(attempt__registration__room=room, state=SheetState.SPOILED).count()
    return {"candidates": candidates, "spares": free, "spoiled": spoiled, "sheets": candidates + free + spoiled}


def _place(registration: Registration) -> Place:
    noted = getattr(registration, "attendance", None)
    attempt = getattr(registration, "attempt", None)
    sheet: Sequence[AnswerSheet] = attempt.current if attempt else ()
    return Place(
        registration=registration.public_id,
        attempt=attempt.public_id if attempt else None,
        seat=registration.seat,
        name=mask_name(str(registration.snapshot.get("name", ""))),
        state=noted.state if noted else "",
        arrived_at=noted.arrived_at if noted else None,
        left_at=noted.left_at if noted else None,
        sheet=sheet_numbers.shown(sheet[0].number) if sheet else "",
    )


def _sheet_row(sheet: AnswerSheet, reader: Any) -> SheetRow:
    attempt = sheet.attempt
    registration = attempt.registration if attempt else None
    known: list[SheetReading] = sheet.independent  # type: ignore[attr-defined]
    return SheetRow(
        public_id=sheet.public_id,
        number=sheet_numbers.shown(sheet.number),
        seat=registration.seat if registration else "",
        stage=_stage(sheet, known),
        mine=any(each.read_by_id == reader.pk for each in known),
        replaces=sheet_numbers.shown(sheet.replaces) if sheet.replaces else "",
        note=sheet.note,
    )


def _stage(sheet: AnswerSheet, known: list[SheetReading]) -> str:
    attempt = sheet.attempt
    registration = attempt.registration if attempt else None
    if attempt is not None and attempt.state == AttemptState.VOID:
        return LOST
    if sheet.state == SheetState.ACCEPTED:
        return ACCEPTED
    if attempt is not None and not sheets.is_open(attempt):
        return CLOSED
    if sheet.state == SheetState.MISSING:
        return MISSING
    noted = getattr(registration, "attendance", None)
    if noted is not None and noted.state == AttendanceState.ABSENT:
        return ABSENT
    if sheet.state != SheetState.RETURNED:
        return OUT
    if len(known) == 2:
        return DIFFERS if readings.differences(known[0].responses, known[1].responses) else ACCEPTED
    return ONE if known else UNREAD


def _newest_first(each: Progress) -> tuple[int, str, str]:
    on = each.room.round.exam_date
    return (-(on.toordinal() if on else 0), each.room.code, each.sitting.subject.code)
