"""Announcing and cancelling regional classes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Programme
from courses.classes.enums import ClassState
from courses.classes.models import ClassSession, RegionalClass
from courses.classes.services.timetables import SessionPlan
from lms.core import audit
from lms.core.db import conditional_update
from lms.core.errors import Refusal
from lms.organizations.models import County, HostSchool

EVERYBODY = "一般民眾"  # CLS-5: no adults-only rule


class UnableToAnnounce(Refusal):
    """The class contradicts itself or one that exists."""

    code = "unable_to_announce"


class UnableToCancel(Refusal):
    """The class is cancelled already."""

    code = "already_cancelled"


@dataclass(frozen=True)
class Details:
    """What the class list shows beside dates and place. ``fee_twd`` None = the programme's fee."""

    name: str
    serial: str
    venue: str
    capacity: int
    fee_twd: int | None = None
    audience: str = EVERYBODY
    funding: str = "自費"
    contact_name: str = ""
    contact_extension: str = ""


def announce(
    *,
    programme: Programme,
    school: HostSchool,
    details: Details,
    enrol_opens_at: dt.datetime,
    enrol_closes_at: dt.datetime,
    sessions: Sequence[SessionPlan],
    actor: Any,
    now: dt.datetime,
    county: County | None = None,
) -> RegionalClass:
    """Publish a class with its timetable; it starts and ends with its first and last session.

    ``county`` defaults to the school's. Raises :class:`UnableToAnnounce`.
    """
    days = _checked_days(details, sessions, enrol_opens_at, enrol_closes_at)
    fee = programme.class_fee_twd if details.fee_twd is None else details.fee_twd
    try:
        with transaction.atomic():
            made = RegionalClass.objects.create(
                **asdict(details) | {"fee_twd": fee or 0},
                programme=programme,
                school=school,
                county=county or school.county,
                start_date=days[0],
                end_date=days[-1],
                enrol_opens_at=enrol_opens_at,
                enrol_closes_at=enrol_closes_at,
            )
            ClassSession.objects.bulk_create(ClassSession(regional_class=made, **vars(plan)) for plan in sessions)
            audit.record(actor=actor, action="class.announced", subject=_subject(made), now=now, sessions=len(sessions))
    except IntegrityError:
        raise UnableToAnnounce(_("期別已使用，請換一個期別。"), code="serial_taken") from None
    return made


def cancel(*, regional_class: RegionalClass, actor: Any, now: dt.datetime) -> RegionalClass:
    """Cancel a class (停開); the fee is then refunded in full (REF-1). Raises :class:`UnableToCancel`."""
    with transaction.atomic():
        if not conditional_update(
            regional_class, {"state": ClassState.ANNOUNCED.value}, state=ClassState.CANCELLED.value
        ):
            raise UnableToCancel(_("這個班別已經停開。"))
        audit.record(actor=actor, action="class.cancelled", subject=_subject(regional_class), now=now)
    return regional_class


def _checked_days(
    details: Details, sessions: Sequence[SessionPlan], opens_at: dt.datetime, closes_at: dt.datetime
) -> list[dt.date]:
    if not sessions:
        raise UnableToAnnounce(_("請先排定課程表，再公告班別。"), code="no_sessions")
    if opens_at >= closes_at:
        raise UnableToAnnounce(_("報名截止時間須晚於開放時間。"), code="window_order")
    if details.capacity < 1 or not details.serial.strip():
        raise UnableToAnnounce(_("名額至少 1 人，期別不可空白。"), code="incomplete")
    return sorted(timezone.localtime(plan.starts_at).date() for plan in sessions)


def _subject(regional_class: RegionalClass) -> str:
    return f"classes.RegionalClass:{regional_class.public_id}"
