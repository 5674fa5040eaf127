"""Who invigilates which room: assigning, relieving, and telling them, with an entry for their calendar."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.sittings.models import Duty, ExamRoom
from exams.sittings.points import DUTY_CHANGED, DutyChange
from exams.sittings.selectors import duties
from lms.accounts.models import User
from lms.accounts.services import persons
from lms.core import audit, files
from lms.core.db import locked
from lms.core.errors import Refusal
from lms.core.templatetags.ui import localized, moment
from lms.notices.services import outbox
from lms.organizations import policies as organizations


class UnableToAssign(Refusal):
    """The room cannot be given to this user; ``code`` is ``not_an_invigilator`` or ``overlap``."""

    code = "unable_to_assign"


def assign(*, room: ExamRoom, user: User, is_lead: bool = False, actor: Any, now: dt.datetime) -> Duty:
    """Give the user the duty of invigilating the room; asked again with the same terms it changes nothing.

    A new lead takes the place of the former. Raises :class:`UnableToAssign` for somebody without the role, or who has
    another room at the same time.
    """
    if not (organizations.is_invigilator(user) or organizations.is_exam_officer(user)):
        raise UnableToAssign(_("這個帳號沒有監試人員的角色。"), code="not_an_invigilator")
    with transaction.atomic():
        locked(User.objects.all(), pk=user.pk)  # two assignments of one person see each other
        locked(ExamRoom.objects.all(), pk=room.pk)
        duty = Duty.objects.filter(room=room, user=user).first()
        if duty is not None and duty.relieved_at is None and duty.is_lead == is_lead:
            return duty
        _require_free(room, user)
        if is_lead:
            Duty.objects.filter(room=room, is_lead=True).exclude(user=user).update(is_lead=False)
        duty = _write(duty, room, user, is_lead)
        _record("duty.assigned", duty, actor, now, lead=is_lead)
        _tell(duty, "duty_assigned", now)
        DUTY_CHANGED.apply(DutyChange(room.pk, user.pk, False))
    return duty


def relieve(*, duty: Duty, actor: Any, now: dt.datetime) -> None:
    """End a duty; the calendar entry is cancelled and open sockets of the room prove their right again."""
    with transaction.atomic():
        held = locked(Duty.objects.select_related("room__round", "room__test_area", "user"), pk=duty.pk)
        if held.relieved_at is not None:
            return
        held.relieved_at, held.is_lead, held.sequence = now, False, held.sequence + 1
        held.save(update_fields=["relieved_at", "is_lead", "sequence"])
        _record("duty.relieved", held, actor, now)
        _tell(held, "duty_relieved", now)
        DUTY_CHANGED.apply(DutyChange(held.room_id, held.user_id, True))


def _require_free(room: ExamRoom, user: User) -> None:
    wanted = duties.span(room)
    if wanted is None:
        return
    others = Duty.objects.filter(user=user, relieved_at__isnull=True).exclude(room=room).select_related("room__round")
    for other in others:
        taken = duties.span(other.room)
        if taken is not None and wanted.overlaps(taken):
            where = {"round": localized(other.room.round, "name"), "room": localized(other.room, "name")}
            raise UnableToAssign(_("同一時間已負責其他試場：%(round)s %(room)s。") % where, code="overlap")


def _write(duty: Duty | None, room: ExamRoom, user: User, is_lead: bool) -> Duty:
    if duty is None:
        return Duty.objects.create(room=room, user=user, is_lead=is_lead)
    duty.is_lead, duty.relieved_at, duty.sequence = is_lead, None, duty.sequence + 1
    duty.save(update_fields=["is_lead", "relieved_at", "sequence"])
    return duty


def _tell(duty: Duty, template: str, now: dt.datetime) -> None:
    entry, times = duties.calendar(duty, now=now), duties.span(duty.room)
    attachments = []
    if entry:
        path = f"calendar/{uuid.uuid4().hex}.ics"
        files.store(path, entry)
        attachments.append({"name": "duty.ics", "path": path})
    outbox.put(
        person=persons.ensure(user=duty.user, now=now),
        event_id=f"duty:{duty.room.public_id}:{duty.sequence}",
        template=template,
        context={
            "round_zh": duty.room.round.name_zh,
            "round_en": duty.room.round.name_en,
            "room_zh": f"{duty.room.test_area.name_zh} {duty.room.name_zh}",
            "room_en": f"{duty.room.test_area.name_en}, {duty.room.name_en}",
            "at": moment(times.arrives_at) if times else "",
            "lead": duty.is_lead,
            "path": "/exam/duties/",
        },
        attachments=attachments,
        now=now,
    )


def _record(action: str, duty: Duty, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"sittings.ExamRoom:{duty.room.public_id}",
        now=now,
        user=duty.user_id,
        sequence=duty.sequence,
        **data,
    )
