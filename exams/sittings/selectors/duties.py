"""When and where somebody is on duty."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings.dated import DUTY_LEAD_MINUTES
from exams.sittings.models import STANDING, Duty, ExamRoom, Sitting
from exams.sittings.rules import ics
from lms.accounts.models import User
from lms.core import dated
from lms.core.templatetags.ui import localized
from lms.organizations.enums import Role


@dataclass(frozen=True)
class Span:
    """From when to when a room needs its people: ``arrives_at`` is before the first paper opens."""

    arrives_at: dt.datetime
    opens_at: dt.datetime
    ends_at: dt.datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether one person cannot do both; back to back is possible."""
        return self.arrives_at < other.ends_at and other.arrives_at < self.ends_at


def span(room: ExamRoom) -> Span | None:
    """The time of a room: of the papers somebody sits there, else of all the round's; None while none has its time."""
    papers = sittings(room)
    opening = [paper.opens_at for paper in papers if paper.opens_at]
    if not opening:
        return None
    lead = dated.value(DUTY_LEAD_MINUTES, on=timezone.localdate(min(opening))) or 0
    ends = [
        (paper.entry_closes_at or paper.opens_at) + dt.timedelta(minutes=paper.minutes)
        for paper in papers
        if paper.opens_at
    ]
    return Span(min(opening) - dt.timedelta(minutes=lead), min(opening), max(ends))


def sittings(room: ExamRoom) -> list[Sitting]:
    """The papers sat in a room in their order; before anybody has a seat, all of the round."""
    of_round = Sitting.objects.filter(round_id=room.round_id).select_related("subject").order_by("opens_at", "id")
    seated = of_round.filter(registrations__room=room, registrations__state__in=STANDING).distinct()
    return list(seated) or list(of_round)


def of_round(round_id: int) -> QuerySet[ExamRoom]:
    """The rooms of a round with their number of candidates."""
    rooms = ExamRoom.objects.filter(round_id=round_id).select_related("test_area", "round")
    return rooms.annotate(candidates=Count("registrations", distinct=True)).order_by("code", "id")


@dataclass(frozen=True)
class Hall:
    """A room with its time and its people."""

    room: ExamRoom
    span: Span | None
    people: list[Duty]


def halls(rooms: QuerySet[ExamRoom]) -> list[Hall]:
    """Rooms with who is on duty there, the lead first."""
    found = list(rooms)
    people = standing([room.pk for room in found])
    return [Hall(room, span(room), [duty for duty in people if duty.room_id == room.pk]) for room in found]


def standing(room_ids: list[int]) -> list[Duty]:
    """Who is on duty in these rooms, the lead first."""
    duties = Duty.objects.filter(room_id__in=room_ids, relieved_at__isnull=True).select_related("user", "room")
    return list(duties.order_by("room_id", "-is_lead", "user__display_name", "id"))


def of_user(user: Any) -> list[Duty]:
    """One's own duties, relieved ones included (their calendar entry says so), the next first."""
    duties = Duty.objects.filter(user=user).select_related("room__round", "room__test_area")
    return list(duties.order_by("-room__round__exam_date", "room__code", "id"))


def invigilators() -> QuerySet[User]:
    """Whom a room can be given to."""
    users = User.objects.filter(is_active=True, memberships__role=Role.INVIGILATOR).distinct()
    return users.order_by("display_name", "id")


def calendar(duty: Duty, *, now: dt.datetime) -> bytes:
    """The calendar file of a duty as it stands; empty while the round has no times. Nothing personal is in it."""
    room = duty.room
    times = span(room)
    if times is None:
        return b""
    name, area = localized(room, "name"), localized(room.test_area, "name")
    entry = ics.Entry(
        uid=uid(duty),
        sequence=duty.sequence,
        starts_at=times.arrives_at,
        ends_at=times.ends_at,
        summary=_("監試：%(round)s %(room)s") % {"round": localized(room.round, "name"), "room": name},
        location=" ".join(filter(None, (area, name, room.place))),
        description=_("%(at)s 前到場；第一節 %(opens)s 開始。")
        % {
            "at": f"{timezone.localtime(times.arrives_at):%H:%M}",
            "opens": f"{timezone.localtime(times.opens_at):%H:%M}",
        },
        organizer=settings.DEFAULT_FROM_EMAIL.partition("<")[2].rstrip(">") or settings.DEFAULT_FROM_EMAIL,
        cancelled=duty.relieved_at is not None,
    )
    return ics.render(entry, now=now)


def uid(duty: Duty) -> str:
    """The entry's identity: the same for this person and room for ever, and telling nobody who that is."""
    digest = hashlib.sha256(f"duty:{duty.room.public_id}:{duty.user_id}".encode()).hexdigest()
    return f"duty-{digest[:32]}@greenstep"
