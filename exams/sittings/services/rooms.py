"""Exam rooms."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.sittings.models import STANDING, ExamRoom, Round
from exams.sittings.rules import seats
from exams.sittings.services import freeze
from lms.core import audit
from lms.core.errors import Refusal
from lms.organizations.models import TestArea


class RoomInvalid(Refusal):
    """The room cannot be so; ``code`` is ``room_exists``, ``room_in_use`` or ``seats_taken``."""

    code = "room_invalid"


def ensure(*, round: Round, test_area: TestArea, code: str, name_zh: str, name_en: str) -> ExamRoom:
    """The room ``code`` of a round; made on first need."""
    room, _created = ExamRoom.objects.get_or_create(
        round=round, code=code, defaults={"test_area": test_area, "name_zh": name_zh, "name_en": name_en}
    )
    return room


@dataclass(frozen=True)
class Details:
    """What describes a room; ``capacity`` None: its seats are not counted, so nobody is seated there by the rule."""

    test_area: TestArea
    code: str
    name_zh: str
    name_en: str
    place: str = ""
    capacity: int | None = None
    is_reserved: bool = False
    is_step_free: bool = False


def create(*, round: Round, details: Details, actor: Any, now: dt.datetime) -> ExamRoom:
    """A room of an open round. Raises :class:`RoomInvalid` (``room_exists``) or ``freeze.RoundClosed``."""
    with transaction.atomic():
        held = freeze.held_open(round)
        _require_own_code(held, details.code)
        room = ExamRoom.objects.create(round=held, **_columns(details))
        audit.record(actor=actor, action="room.created", subject=_subject(room), now=now)
    return room


def revise(*, room: ExamRoom, details: Details, actor: Any, now: dt.datetime) -> ExamRoom:
    """Change a room of an open round; seats given out stay as they are. Raises :class:`RoomInvalid` (``room_exists``,
    ``seats_taken`` when a seat in use would vanish or move to another area) or
    ``freeze.RoundClosed``."""
    with transaction.atomic():
        held = freeze.held_open(room.round)
        row = ExamRoom.objects.get(pk=room.pk)
        if details.code != row.code:
            _require_own_code(held, details.code)
        _require_seats_kept(row, details)
        for name, value in _columns(details).items():
            setattr(row, name, value)
        row.save()
        audit.record(actor=actor, action="room.revised", subject=_subject(row), now=now)
    return row


def remove(*, room: ExamRoom, actor: Any, now: dt.datetime) -> None:
    """Take an unused room out of an open round. Raises :class:`RoomInvalid` (``room_in_use``) or
    ``freeze.RoundClosed``."""
    with transaction.atomic():
        freeze.held_open(room.round)
        if room.registrations.exists() or room.duties.exists():
            raise RoomInvalid(_("試場已排座位或已指派監試，不能移除。"), code="room_in_use")
        audit.record(actor=actor, action="room.removed", subject=_subject(room), now=now)
        ExamRoom.objects.filter(pk=room.pk).delete()


def _columns(details: Details) -> dict[str, Any]:
    return {name: getattr(details, name) for name in Details.__dataclass_fields__}


def _require_own_code(held: Round, code: str) -> None:
    if ExamRoom.objects.filter(round=held, code=code).exists():
        raise RoomInvalid(_("這個梯次已有試場 %(code)s。") % {"code": code}, code="room_exists")


def _require_seats_kept(row: ExamRoom, details: Details) -> None:
    """A room with people in it keeps its area and their seats."""
    used = row.registrations.filter(state__in=STANDING).exclude(seat="")
    if not used.exists():
        return
    gone = details.capacity is not None and used.exclude(seat__in=seats.labels(details.capacity)).exists()
    if gone and details.capacity != row.capacity:
        raise RoomInvalid(_("縮減後會有人沒有座位，請先重排座位。"), code="seats_taken")
    if details.test_area.pk != row.test_area_id:
        raise RoomInvalid(_("試場已排座位，不能改到別的測驗區。"), code="seats_taken")


def _subject(room: ExamRoom) -> str:
    return f"sittings.ExamRoom:{room.public_id}"
