"""A rehearsal: the same round once more, on practice papers, at another hour, and counted nowhere.

It copies the round's sittings, rooms and duties, moves every instant so that the first paper opens when wanted, and seats
invented candidates beside the staff who take part. Its papers are those of the mock: secure items are not shown to staff.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings.enums import RegistrationState, RoundOrigin, SittingKind, SittingMode
from exams.sittings.models import Duty, ExamRoom, Registration, Round, Sitting
from lms.accounts.models import Person, User
from lms.accounts.services import persons, references
from lms.core import audit
from lms.core.errors import Refusal

ISSUER = "rehearsal"
MOST_EXTRAS = 200


class UnableToRehearse(Refusal):
    """No rehearsal can be made; ``code`` is ``of_rehearsal``, ``no_instants``, ``no_practice_form``, ``too_many`` or
    ``nobody``."""

    code = "unable_to_rehearse"


def create(
    *, round: Round, opens_at: dt.datetime, people: Sequence[User], extras: int, actor: Any, now: dt.datetime
) -> Round:
    """An open rehearsal of ``round`` whose first paper opens at ``opens_at``, for the given staff and ``extras`` invented
    candidates. Raises :class:`UnableToRehearse`."""
    first = _require_sense(round, people, extras)
    shift = opens_at - first
    with transaction.atomic():
        number = round.rehearsals.count() + 1
        copy = Round.objects.create(
            programme=round.programme,
            code=f"{round.code}-R{number}",
            year=round.year,
            ordinal=round.ordinal,
            name_zh=_name(round.name_zh, f"（演練 {number}）"),
            name_en=f"{round.name_en[:100]} (rehearsal {number})",
            exam_date=timezone.localdate(opens_at),
            attended_definition=round.attended_definition,
            origin=RoundOrigin.PLATFORM,
            rehearsal_of=round,
        )
        rooms = _copy_rooms(round, copy)
        sittings = [_copy_sitting(each, copy, shift) for each in _sittings(round)]
        _seat(sittings, rooms, _candidates(people, extras, now), now)
        audit.record(
            actor=actor,
            action="rehearsal.created",
            subject=f"sittings.Round:{copy.public_id}",
            now=now,
            of=str(round.public_id),
            staff=len(people),
            extras=extras,
        )
    return copy


def _require_sense(round: Round, people: Sequence[User], extras: int) -> dt.datetime:
    if round.rehearsal_of_id is not None:
        raise UnableToRehearse(_("演練不能再演練。"), code="of_rehearsal")
    if not people:
        raise UnableToRehearse(_("請至少選一位參加演練的人員。"), code="nobody")
    if not 0 <= extras <= MOST_EXTRAS:
        raise UnableToRehearse(_("虛擬應考人最多 %(n)s 人。") % {"n": MOST_EXTRAS}, code="too_many")
    sittings = _sittings(round)
    instants = [each.opens_at for each in sittings if each.opens_at and each.entry_closes_at]
    if not sittings or len(instants) != len(sittings):
        raise UnableToRehearse(_("梯次的場次尚未排定時間，不能演練。"), code="no_instants")
    for sitting in sittings:
        if _practice(sitting) is None:
            words = {"subject": sitting.subject.code}
            why = _("考科 %(subject)s 沒有模擬試卷可供演練；演練不使用保密試題。") % words
            raise UnableToRehearse(why, code="no_practice_form")
    return min(instants)


def _sittings(round: Round) -> list[Sitting]:
    return list(round.sittings.select_related("subject").order_by("opens_at", "id"))


def _practice(sitting: Sitting) -> Sitting | None:
    mocks = Sitting.objects.filter(programme=sitting.programme, subject=sitting.subject, mode=SittingMode.MOCK)
    return mocks.filter(forms__isnull=False).first()


def _copy_rooms(round: Round, copy: Round) -> list[ExamRoom]:
    made = []
    for room in round.rooms.order_by("code"):
        duties = list(room.duties.filter(relieved_at__isnull=True))
        room.pk, room.public_id, room.round, room._state.adding = None, ExamRoom().public_id, copy, True
        room.save(force_insert=True)
        Duty.objects.bulk_create(Duty(user_id=duty.user_id, room=room, is_lead=duty.is_lead) for duty in duties)
        made.append(room)
    return made


def _copy_sitting(sitting: Sitting, copy: Round, shift: dt.timedelta) -> Sitting:
    made = Sitting.objects.create(
        round=copy,
        programme=sitting.programme,
        subject=sitting.subject,
        mode=sitting.mode,
        opens_at=sitting.opens_at and sitting.opens_at + shift,
        entry_closes_at=sitting.entry_closes_at and sitting.entry_closes_at + shift,
        minutes=sitting.minutes,
        leave_after_minutes=sitting.leave_after_minutes,
        self_admission=sitting.self_admission,
    )
    practice = _practice(sitting)
    if practice is not None:
        made.forms.set(practice.forms.all())
    return made


def _candidates(people: Sequence[User], extras: int, now: dt.datetime) -> list[Person]:
    """The staff who take part, then invented candidates, who are the same in every rehearsal."""
    staff = [persons.ensure(user=user, now=now) for user in people]
    known = references.ensure_many(issuer=ISSUER, references=[f"{n:03}" for n in range(1, extras + 1)], now=now)
    invented = list(Person.objects.filter(pk__in=known.values()).order_by("references__reference"))
    for number, person in enumerate(invented, start=1):
        if not person.name:
            person.name = f"演練應考人{number:03}"
            person.save(update_fields=["name"])
    return [*staff, *invented]


def _seat(sittings: list[Sitting], rooms: list[ExamRoom], people: list[Person], now: dt.datetime) -> None:
    """Everybody sits in every paper, one room after the other in turn."""
    for sitting in sittings:
        Registration.objects.bulk_create(
            Registration(
                sitting=sitting,
                person=person,
                kind=SittingKind.REGULAR,
                state=RegistrationState.REGISTERED,
                room=rooms[place % len(rooms)] if rooms else None,
                seat=f"{place // max(len(rooms), 1) + 1:02}" if rooms else "",
                snapshot={"name": person.name or "演練"},
                confirmed_at=now,
                registered_at=now,
            )
            for place, person in enumerate(people)
        )


def _name(name: str, suffix: str) -> str:
    return name[: 60 - len(suffix)] + suffix


def require_real(round: Round) -> None:
    """Raises :class:`UnableToRehearse`, ``of_rehearsal``, for a rehearsal: it is never released."""
    if round.rehearsal_of_id is not None:
        raise UnableToRehearse(_("演練不計分公布。"), code="of_rehearsal")
