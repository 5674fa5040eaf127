"""Registering people for sittings."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.classes.models import Enrolment
from exams.sittings.enums import RegistrationState, RoundState, SittingKind
from exams.sittings.models import STANDING, Eligibility, ExamRoom, Registration, Round, Sitting
from exams.sittings.rules import eligibility
from exams.sittings.selectors import places
from exams.sittings.services import fees
from lms.accounts.models import Person
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

ANSWERS = frozenset({"sex", "education", "discipline", "occupation", "county"})
"""Optional answers, for statistics only; codes of ``enums`` and of the counties."""
PRINTED = frozenset({"name", "name_romanised", "birth_date", "school", "class_name", "serial", "learner_number"})
SNAPSHOT_KEYS = PRINTED | ANSWERS | {"document_masked"}
"""Snapshot, JSON v1: everything a notice or statistic prints about the candidate."""


class UnableToRegister(Refusal):
    """The person cannot be registered; ``code`` tells why."""

    code = "unable_to_register"


class UnableToCancel(Refusal):
    """The registration stands: its round is sealed, or it was cancelled before."""

    code = "unable_to_cancel"


def snapshot_of(*, person: Person, enrolment: Enrolment | None = None) -> dict[str, str]:
    """What is printed about the candidate, as known now."""
    known = {
        "name": person.name,
        "name_romanised": person.name_romanised,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
    }
    if enrolment is None:
        return known
    of = enrolment.regional_class
    return known | {
        "school": of.school.name_zh,
        "class_name": of.name,
        "serial": of.serial,
        "learner_number": enrolment.learner_number,
    }


def register(
    *,
    person: Person,
    sitting: Sitting,
    kind: SittingKind,
    enrolment: Enrolment | None = None,
    room: ExamRoom | None = None,
    seat: str = "",
    snapshot: dict[str, str] | None = None,
    actor: Any,
    now: dt.datetime,
) -> Registration:
    """Register a person once for a sitting, with a frozen snapshot (default: :func:`snapshot_of`).

    A sealed round still takes late additions (their attempt is written by ``delivery.sealing.add_attempt``), a
    released one takes none. Raises :class:`UnableToRegister` with code ``not_eligible`` (GCT-2), ``mock``, ``closed``,
    ``full``, ``registered_already``, ``seat_taken``, ``foreign_room`` or ``snapshot``.
    """
    right = right_for(person, sitting, kind)
    chosen = enrolment or (right.enrolment if right else None)
    frozen = snapshot_of(person=person, enrolment=chosen) if snapshot is None else dict(snapshot)
    _require_sense(sitting, room, frozen)
    with transaction.atomic():
        # Sealing takes the same lock, so it sees either none or all of this registration.
        if locked(Round.objects.all(), pk=sitting.round_id).state == RoundState.RELEASED:
            raise UnableToRegister(_("梯次已公布成績，不能再報名。"), code="closed")
        require_place(sitting, now=now)
        registration = insert(
            person=person,
            sitting=sitting,
            kind=kind,
            enrolment=chosen,
            room=room,
            seat=seat,
            snapshot=frozen,
            registered_at=now,
        )
        audit.record(
            actor=actor,
            action="registration.made",
            subject=f"sittings.Registration:{registration.public_id}",
            now=now,
            sitting=str(sitting.public_id),
            kind=str(kind),
        )
    return registration


def cancel(*, registration: Registration, percent: int = 100, actor: Any, now: dt.datetime) -> Registration:
    """Cancel a registration of an open round; its place and seat are free again, ``percent`` of a fee that was paid is
    owed back. Raises :class:`UnableToCancel`."""
    with transaction.atomic():
        if locked(Round.objects.all(), pk=registration.sitting.round_id).state != RoundState.OPEN:
            raise UnableToCancel(_("梯次已封存，不能取消報名；當日未到者記為缺考。"), code="sealed")
        fees.hold([registration])
        expected = {"state__in": STANDING}
        if not conditional_update(registration, expected, state=RegistrationState.CANCELLED, held_until=None):
            raise UnableToCancel(_("這筆報名已經取消。"), code="cancelled_already")
        fees.give_up(registration=registration, percent=percent, actor=actor, now=now)
        audit.record(
            actor=actor,
            action="registration.cancelled",
            subject=f"sittings.Registration:{registration.public_id}",
            now=now,
            percent=percent,
        )
    return registration


def require_place(sitting: Sitting, *, now: dt.datetime) -> None:
    """Raise :class:`UnableToRegister` (``full``) when every place is taken. The caller holds the round's lock."""
    if places.left(sitting, now=now) == 0:
        raise UnableToRegister(_("這個考科的名額已滿。"), code="full")


def right_for(person: Person, sitting: Sitting, kind: SittingKind) -> Eligibility | None:
    """The recorded right that lets the person sit; None where the programme asks for none.

    Raises :class:`UnableToRegister` (``not_eligible``).
    """
    if not eligibility.needs_right(sitting.programme.code):
        return None
    rows = {
        row.pk: row
        for row in Eligibility.objects.filter(person=person, programme=sitting.programme, subject=sitting.subject)
    }
    rights = [eligibility.Right(row.pk, SittingKind(row.kind), row.valid_until) for row in rows.values()]
    exam_date = sitting.round.exam_date if sitting.round else None
    found = eligibility.usable(rights, kind, exam_date)
    if found is None:
        why = _("沒有這次測驗的應試資格：須完成 48 小時課程，或具補測資格。")
        raise UnableToRegister(why, code="not_eligible")
    return rows[found.id]


def _require_sense(sitting: Sitting, room: ExamRoom | None, snapshot: dict[str, str]) -> None:
    if sitting.round_id is None:
        raise UnableToRegister(_("模擬測驗不需要報名。"), code="mock")
    if room is not None and room.round_id != sitting.round_id:
        raise UnableToRegister(_("試場不屬於這個梯次。"), code="foreign_room")
    unknown = snapshot.keys() - SNAPSHOT_KEYS
    if unknown or not snapshot.get("name"):
        raise UnableToRegister(_("報名資料不完整：缺少姓名，或有無法辨識的欄位。"), code="snapshot")


def insert(**fields: Any) -> Registration:
    """The row, or the refusal that fits the unique constraint it met."""
    try:
        with transaction.atomic():
            return Registration.objects.create(**fields)
    except IntegrityError as error:
        taken = Registration.objects.filter(sitting=fields["sitting"], person=fields["person"], state__in=STANDING)
        if taken.exists():
            raise UnableToRegister(_("已經報名這個場次。"), code="registered_already") from error
        raise UnableToRegister(_("這個座位已有人。"), code="seat_taken") from error
