"""What somebody at the door of a room sees of the candidates who come in."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from exams.delivery.enums import IdentityCheck
from exams.delivery.models import Attempt, Attendance
from exams.delivery.rules import door
from exams.delivery.selectors import status
from exams.sittings.enums import RegistrationState
from exams.sittings.models import ExamRoom, Registration
from exams.sittings.selectors import seating
from lms.accounts.models import IdentityDocument
from lms.accounts.rules.masking import mask_name

AROUND = dt.timedelta(hours=12)
"""The list shows papers that open within so long before or after now."""

_PART = re.compile(r"[0-9A-F]{8}\Z")


@dataclass(frozen=True)
class Arriving:
    """A candidate at the door: the paper that is next or on, what to compare, what is noted. Names and the number of
    the document are masked; of accommodations only what the room must provide."""

    registration: Registration
    code: str
    name: str
    document: str
    needs: tuple[str, ...]
    attendance: Attendance | None
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    is_closed: bool

    @property
    def has_come(self) -> bool:
        """Whether the arrival is noted."""
        return self.attendance is not None and self.attendance.arrived_at is not None

    @property
    def state(self) -> str:
        """The noted state; empty when nothing is noted."""
        return str(self.attendance.state) if self.attendance else ""


def code_of(registration: Registration) -> str:
    """The signed code of a registration."""
    return door.code_of(registration.public_id, _key())


def registration_of(code: str) -> uuid.UUID | None:
    """The registration (public id) that a code names; None unless it was signed here."""
    return door.registration_of(code, _key())


def current(registration: Registration, *, now: dt.datetime) -> Registration:
    """The candidate's paper of this round that is on or comes next; the last one when all are over."""
    own = (
        Registration.objects.filter(
            person=registration.person_id,
            sitting__round=registration.sitting.round_id,
            state=RegistrationState.REGISTERED,
        )
        .select_related("sitting__subject", "sitting__round", "room__test_area", "person", "accommodation")
        .order_by("sitting__opens_at", "id")
    )
    papers = list(own)
    ahead = [one for one in papers if one.sitting.opens_at is None or now < one.sitting.opens_at + _length(one)]
    return next(iter(ahead or papers[-1:]), registration)


def arriving(registration: Registration, *, now: dt.datetime) -> Arriving:
    """What the page of a candidate shows."""
    attempt = Attempt.objects.select_related("sitting").filter(registration=registration).first()
    opens = status.opens_at(attempt) if attempt else registration.sitting.opens_at
    closes = status.entry_closes_at(attempt) if attempt else registration.sitting.entry_closes_at
    documents = IdentityDocument.objects.filter(person=registration.person_id)
    latest = documents.order_by("-verified_at", "-id").values_list("masked", flat=True).first()
    return Arriving(
        registration=registration,
        code=code_of(registration),
        name=mask_name(str(registration.snapshot.get("name", ""))),
        document=latest or "",
        needs=seating.need_words(seating.needs_of(registration)),
        attendance=Attendance.objects.filter(registration=registration).first(),
        opens_at=opens,
        closes_at=closes,
        is_closed=closes is not None and now >= closes,
    )


def expected(rooms: QuerySet[ExamRoom], *, now: dt.datetime) -> list[Arriving]:
    """Who is expected in these rooms around now, one line per person, by room and seat."""
    rows = (
        Registration.objects.filter(
            room__in=rooms,
            state=RegistrationState.REGISTERED,
            sitting__sealed_at__isnull=False,
            sitting__opens_at__range=(now - AROUND, now + AROUND),
        )
        .select_related("sitting__subject", "sitting__round", "room", "accommodation", "attendance")
        .order_by("room__code", "seat", "sitting__opens_at", "id")
    )
    found: dict[tuple[int | None, int], Registration] = {}
    for row in rows:
        known = found.get((row.room_id, row.person_id))
        if known is None or not _is_on(known, now):
            found[row.room_id, row.person_id] = row
    return [_line(row) for row in found.values()]


def by_number(typed: str, rooms: QuerySet[ExamRoom]) -> Sequence[Registration]:
    """The registrations with this admission number (its last eight characters) in the rounds of these rooms."""
    part = _PART.search(typed.strip().upper().replace(" ", ""))
    if part is None:
        return []
    low, high = (uuid.UUID(part.group() + filler * 24) for filler in "0f")
    rounds = rooms.values("round")
    return list(
        Registration.objects.filter(
            public_id__range=(low, high), sitting__round__in=rounds, state=RegistrationState.REGISTERED
        )[:2]
    )


def outcomes() -> list[IdentityCheck]:
    """The outcomes of comparing a document, in the order of the buttons."""
    return [IdentityCheck.MATCHED, IdentityCheck.DOUBTFUL, IdentityCheck.NO_DOCUMENT]


def _line(row: Registration) -> Arriving:
    noted = getattr(row, "attendance", None)
    return Arriving(
        registration=row,
        code=code_of(row),
        name=mask_name(str(row.snapshot.get("name", ""))),
        document="",
        needs=(),
        attendance=noted,
        opens_at=row.sitting.opens_at,
        closes_at=row.sitting.entry_closes_at,
        is_closed=False,
    )


def _is_on(row: Registration, now: dt.datetime) -> bool:
    return row.sitting.opens_at is None or now < row.sitting.opens_at + _length(row)


def _length(row: Registration) -> dt.timedelta:
    return dt.timedelta(minutes=row.sitting.minutes)


def _key() -> bytes:
    return settings.ATTEMPT_TOKEN_KEY.encode()
