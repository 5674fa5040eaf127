"""Giving the candidates of a round their rooms and seats."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from exams.sittings.rules import seating, seats
from exams.sittings.rules.enums import Arrangement
from exams.sittings.selectors import seating as people
from exams.sittings.services import freeze
from lms.core import audit
from lms.core.errors import Refusal

Place = tuple[int, str]
"""(room id, seat)."""


class UnableToSeat(Refusal):
    """Somebody cannot sit there; ``code`` is ``not_enough_seats``, ``nobody``, ``seat_taken``, ``no_such_seat``,
    ``foreign_room`` or ``not_seated``."""

    code = "unable_to_seat"


def assign(*, round: Round, arrangement: Arrangement, actor: Any, now: dt.datetime) -> int:
    """Seat every standing registration of an open round anew; returns the number of people.

    Rooms without a counted capacity take nobody. Raises :class:`UnableToSeat` (``not_enough_seats`` names how many are
    lacking, and nothing has changed; ``nobody``) or ``freeze.RoundClosed``.
    """
    with transaction.atomic():
        held = freeze.held_open(round)
        standing = list(people.standing(held))
        if not standing:
            raise UnableToSeat(_("還沒有可以排座位的報名。"), code="nobody")
        plan = seating.seat(people.candidates(held, standing), people.rooms(held), arrangement)
        if plan.lacking:
            raise UnableToSeat(people.lacking_text(plan.lacking), code="not_enough_seats")
        _write(standing, plan.seats)
        audit.record(
            actor=actor,
            action="round.seated",
            subject=f"sittings.Round:{held.public_id}",
            now=now,
            people=len(plan.seats),
            arrangement=str(arrangement),
        )
    return len(plan.seats)


def place(*, registration: Registration, room: ExamRoom, seat: str, actor: Any, now: dt.datetime) -> None:
    """Give the candidate this seat for all papers of the round. Raises :class:`UnableToSeat`, ``freeze.RoundClosed``."""
    wanted = seat.strip().upper()
    if room.round_id != registration.sitting.round_id:
        raise UnableToSeat(_("試場不屬於這個梯次。"), code="foreign_room")
    if wanted not in seats.labels(room.capacity or 0):
        raise UnableToSeat(
            _("試場 %(room)s 沒有座位 %(seat)s。") % {"room": room.code, "seat": wanted}, code="no_such_seat"
        )
    _settle(registration, {registration.person_id: (room.pk, wanted)}, actor, now)


def swap(*, registration: Registration, other: Registration, actor: Any, now: dt.datetime) -> None:
    """Exchange two candidates' seats. Raises :class:`UnableToSeat`, ``freeze.RoundClosed``."""
    if other.sitting.round_id != registration.sitting.round_id:
        raise UnableToSeat(_("兩人不在同一個梯次。"), code="foreign_room")
    one, two = _seat_of(registration), _seat_of(other)
    _settle(registration, {registration.person_id: two, other.person_id: one}, actor, now)


def move(
    *, registration: Registration, room: ExamRoom, seat: str, swapping: bool, actor: Any, now: dt.datetime
) -> None:
    """:func:`place` the candidate, or with ``swapping`` :func:`swap` them with whoever sits there (``nobody`` when none
    does)."""
    if not swapping:
        place(registration=registration, room=room, seat=seat, actor=actor, now=now)
        return
    there = people.standing(room.round).filter(room=room, seat=seat.strip().upper())
    other = there.exclude(person=registration.person_id).select_related("sitting__round").first()
    if other is None:
        raise UnableToSeat(_("那個座位沒有人，請直接移動。"), code="nobody")
    swap(registration=registration, other=other, actor=actor, now=now)


def _seat_of(registration: Registration) -> Place:
    now_at = Registration.objects.get(pk=registration.pk)
    if now_at.room_id is None or not now_at.seat:
        raise UnableToSeat(_("還沒有座位，請先排座位。"), code="not_seated")
    return (now_at.room_id, now_at.seat)


def _settle(of: Registration, wanted: Mapping[int, Place], actor: Any, now: dt.datetime) -> None:
    assert of.sitting.round is not None
    with transaction.atomic():
        held = freeze.held_open(of.sitting.round)
        moved = list(people.standing(held).filter(person_id__in=wanted))
        _require_free(held, moved, wanted)
        _write(moved, wanted)
        for registration in moved:
            audit.record(
                actor=actor,
                action="registration.seated",
                subject=f"sittings.Registration:{registration.public_id}",
                now=now,
                room=registration.room_id,
                seat=registration.seat,
            )


def _require_free(held: Round, moved: list[Registration], wanted: Mapping[int, Place]) -> None:
    """Nobody else sits there at the same time. The round is locked, so the look and the writing are one."""
    slots = people.slots(Sitting.objects.filter(round=held))
    there = Q()
    for room, seat in wanted.values():
        there |= Q(room_id=room, seat=seat)
    others = {
        (row.room_id, row.seat, slots[row.sitting_id])
        for row in people.standing(held).exclude(person_id__in=wanted).filter(there)
    }
    for row in moved:
        if (*wanted[row.person_id], slots[row.sitting_id]) in others:
            raise UnableToSeat(_("座位 %(seat)s 已有人。") % {"seat": wanted[row.person_id][1]}, code="seat_taken")


def _write(rows: list[Registration], wanted: Mapping[int, Place]) -> None:
    """Everybody stands up before anybody sits down, so no two meet on a seat on the way."""
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(room=None, seat="")
    for row in rows:
        row.room_id, row.seat = wanted[row.person_id]
    Registration.objects.bulk_update(rows, ["room", "seat"], batch_size=500)
