"""What a disaster's measures do to registrations and attempts; called inside the transaction of ``disruptions``."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AttemptState, PauseReason
from exams.delivery.models import AnswerSheet, Attempt
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.services import moves, pauses, sealing, sheets
from exams.papers.models import Form
from exams.sittings.enums import SittingMode
from exams.sittings.models import STANDING, ExamRoom, Registration, Sitting
from lms.core.errors import Refusal


class SeatsTaken(Refusal):
    """The new room has no free seat for somebody; the message says how many are lacking."""

    code = "seats"


def place_of(registration: Registration) -> dict[str, Any]:
    """Where a registration stands, as JSON v1: sitting, room, seat, and the seconds left of a paper under way."""
    attempt = Attempt.objects.filter(registration=registration).first()
    left = None
    if attempt is not None and attempt.ends_at is not None and attempt.paused_at is not None:
        left = int((attempt.ends_at - attempt.paused_at).total_seconds())
    return {
        "sitting": registration.sitting_id,
        "room": registration.room_id,
        "seat": registration.seat,
        "seconds_left": left,
    }


def to_another_day(
    touched: Sequence[Registration],
    *,
    opens_at: dt.datetime,
    entry_closes_at: dt.datetime,
    form: int | None,
    on_paper: bool,
    now: dt.datetime,
) -> Sitting:
    """The make-up sitting that these registrations of one sitting now belong to; rooms and seats stay theirs.

    With another form everybody's paper is written anew: those elsewhere have seen the first one. On paper it is written
    anew in the printed order, and everybody gets a numbered answer sheet.
    """
    sitting = touched[0].sitting
    forms = list(Form.objects.filter(pk=form)) if form is not None else list(sitting.forms.all())
    mode = SittingMode.PAPER if on_paper else SittingMode(sitting.mode)
    made = _make_up(sitting, mode, opens_at, entry_closes_at, forms, now)
    attempts = held(touched)
    for attempt in attempts:
        if attempt.state == AttemptState.ADMITTED:
            moves.move(attempt, AttemptEvent.SEND_BACK, admitted_at=None)
        attempt.sitting = made
        attempt.save(update_fields=["sitting"])
    for registration in touched:
        registration.sitting = made
        registration.save(update_fields=["sitting"])
    AnswerSheet.objects.filter(attempt__in=attempts).update(sitting=made)
    if form is not None or on_paper:
        sealing.rewrite(attempts, now=now)
    if attempts and mode == SittingMode.PAPER:
        sheets.write(sitting=made, now=now)
    realtime.hint(attempts)
    return made


def stop(touched: Sequence[Registration], *, actor: Any, now: dt.datetime) -> None:
    """Stop the clocks of those who are writing; what is left of their time is kept until somebody lets them go on."""
    for attempt in held(touched):
        if attempt.state == AttemptState.RUNNING:
            pauses.pause(attempt=attempt, reason=PauseReason.DISTURBANCE, actor=actor, now=now)
    _refresh(touched)


def to_other_rooms(touched: Sequence[Registration], rooms: Mapping[int, int]) -> None:
    """Seat everybody in the room that takes over from theirs, on the same seat where it is free.

    Raises :class:`SeatsTaken` when a counted room has too few seats.
    """
    targets = {room.pk: room for room in ExamRoom.objects.filter(pk__in=rooms.values())}
    taken: dict[tuple[int, int], set[str]] = {}
    for registration in touched:
        room = targets[rooms[registration.room_id or 0]]
        here = taken.setdefault((registration.sitting_id, room.pk), _seats(registration.sitting_id, room))
        if room.capacity is not None and len(here) >= room.capacity:
            raise SeatsTaken(_("試場 %(code)s 的座位不夠。") % {"code": room.code})
        registration.room, registration.seat = room, _free(registration.seat, here)
        here.add(registration.seat)
        registration.save(update_fields=["room", "seat"])
    attempts = held(touched)
    # The messages of the new room are theirs from now on, so replies have to look again.
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(news=F("news") + 1)
    realtime.hint(attempts)


def _make_up(
    sitting: Sitting,
    mode: SittingMode,
    opens_at: dt.datetime,
    entry_closes_at: dt.datetime,
    forms: list[Form],
    now: dt.datetime,
) -> Sitting:
    made = Sitting.objects.create(
        round=sitting.round,
        programme=sitting.programme,
        subject=sitting.subject,
        mode=mode,
        opens_at=opens_at,
        entry_closes_at=entry_closes_at,
        minutes=sitting.minutes,
        leave_after_minutes=sitting.leave_after_minutes,
        self_admission=sitting.self_admission,
        fee_twd=sitting.fee_twd,
        make_up_of=sitting,
    )
    made.forms.set(forms)
    if sitting.sealed_at is not None:
        made.sealed_at, made.config_hash = now, sealing.config_hash(made)
        made.save(update_fields=["sealed_at", "config_hash"])
    return made


def held(touched: Sequence[Registration]) -> list[Attempt]:
    """The attempts of some registrations, both locked in the order of the door: registrations first, each by its key."""
    people = Registration.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=[each.pk for each in touched]
    )
    list(people.order_by("pk").values_list("pk"))
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("sitting", "registration__room")
    return list(rows.filter(registration__in=[each.pk for each in touched]).order_by("pk"))


def _refresh(touched: Sequence[Registration]) -> None:
    for registration in touched:
        registration.refresh_from_db(fields=["sitting", "room", "seat"])


def _seats(sitting: int, room: ExamRoom) -> set[str]:
    rows = Registration.objects.filter(sitting=sitting, room=room, state__in=STANDING)
    return set(rows.values_list("seat", flat=True))


def _free(seat: str, taken: set[str]) -> str:
    """The seat itself if nobody sits there, else the first additional one."""
    if seat and seat not in taken:
        return seat
    return next(f"M{number:02}" for number in range(1, 1000) if f"M{number:02}" not in taken)
