"""Seats: taken and freed under the row lock of the class, so a class is never oversold (ENR-1)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.classes.enums import Availability, ClassState, EnrolmentState
from courses.classes.models import Enrolment, RegionalClass
from courses.classes.points import ENROLMENT_CHANGED, EnrolmentChange
from courses.classes.rules import numbers
from courses.classes.rules.availability import Offer, availability
from lms.accounts.models import Person
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal, Text

#: The edition of the fees-and-refunds text that the learner confirms (ENR-2); raised when the text changes.
TERMS = "2026-11"


class UnableToEnrol(Refusal):
    """Base of what can stand in the way of a seat."""

    code = "unable_to_enrol"


class NotOpen(UnableToEnrol):
    """Before or after the enrolment window, or cancelled; the code says which."""

    code = "not_open"


class ClassFull(UnableToEnrol):
    """Every seat is taken."""

    code = "full"


class AlreadyEnrolled(UnableToEnrol):
    """The person has a seat in this class."""

    code = "already_enrolled"


class NotEnrolled(Refusal):
    """The seat is not in the state that the step needs."""

    code = "not_enrolled"


_REFUSALS: dict[Availability, tuple[type[UnableToEnrol], str, Text]] = {
    Availability.UPCOMING: (NotOpen, "upcoming", _("尚未開放報名，請於開放時間後再試。")),
    Availability.CLOSED: (NotOpen, "closed", _("報名已截止，請查看其他班別。")),
    Availability.CANCELLED: (NotOpen, "cancelled", _("這個班別已停開，請查看其他班別。")),
    Availability.FULL: (ClassFull, "full", _("名額已滿，請查看其他班別。")),
}


def enrol(*, person: Person, regional_class: RegionalClass, actor: Any, now: dt.datetime) -> Enrolment:
    """Give the person the next seat and learner number of the class.

    Raises :class:`NotOpen`, :class:`ClassFull` or :class:`AlreadyEnrolled`. The caller has shown fees and refund basis
    and got them confirmed (ENR-2).
    """
    try:
        with transaction.atomic():
            held = locked(RegionalClass.objects.all(), pk=regional_class.pk)
            _require_seat(held, person, now)
            given = Enrolment.objects.filter(regional_class=held).values_list("learner_number", flat=True)
            enrolment = Enrolment.objects.create(
                regional_class=held, person=person, learner_number=numbers.next_number(given), enrolled_at=now
            )
            _tell(enrolment, None, actor, now)
            _record("enrolment.made", enrolment, actor, now, terms=TERMS)
    except IntegrityError:  # a database without the row lock still keeps its constraints
        raise AlreadyEnrolled(_("您已報名這個班別。")) from None
    return enrolment


def withdraw(*, enrolment: Enrolment, actor: Any, now: dt.datetime) -> Enrolment:
    """Give the seat back; the learner number stays used. Raises :class:`NotEnrolled` unless the seat is held."""
    return _move(enrolment, EnrolmentState.WITHDRAWN, "enrolment.withdrawn", actor, now)


def complete(*, enrolment: Enrolment, on: dt.date, actor: Any, now: dt.datetime) -> Enrolment:
    """Confirm that the learner completed the hours on a day (GCT-2). Raises :class:`NotEnrolled`."""
    return _move(enrolment, EnrolmentState.COMPLETED, "enrolment.completed", actor, now, completed_date=on)


def reopen(*, enrolment: Enrolment, actor: Any, now: dt.datetime) -> Enrolment:
    """Take a confirmation back: the learner is in class again.

    Raises :class:`NotEnrolled` unless it was confirmed, and what an app that has used the confirmation refuses.
    """
    return _move(
        enrolment,
        EnrolmentState.ENROLLED,
        "enrolment.reopened",
        actor,
        now,
        was=EnrolmentState.COMPLETED,
        completed_date=None,
    )


def complete_all(*, enrolments: Iterable[Enrolment], on: dt.date, actor: Any, now: dt.datetime) -> int:
    """Confirm several learners at once: all of them or, where one is refused, nobody. Returns how many there were."""
    with transaction.atomic():
        return len([complete(enrolment=each, on=on, actor=actor, now=now) for each in enrolments])


def taken_seats(regional_class: RegionalClass) -> int:
    """Seats that are not free: everybody but the withdrawn."""
    return Enrolment.objects.filter(regional_class=regional_class).exclude(state=EnrolmentState.WITHDRAWN).count()


def _require_seat(held: RegionalClass, person: Person, now: dt.datetime) -> None:
    mine = Enrolment.objects.filter(regional_class=held, person=person).exclude(state=EnrolmentState.WITHDRAWN)
    if mine.exists():
        raise AlreadyEnrolled(_("您已報名這個班別。"))
    offer = Offer(
        cancelled=held.state == ClassState.CANCELLED,
        opens_at=held.enrol_opens_at,
        closes_at=held.enrol_closes_at,
        capacity=held.capacity,
        taken=taken_seats(held),
    )
    if (found := _REFUSALS.get(availability(offer, now=now))) is not None:
        refusal, code, message = found
        raise refusal(message, code=code)


def _move(
    enrolment: Enrolment,
    to: EnrolmentState,
    action: str,
    actor: Any,
    now: dt.datetime,
    *,
    was: EnrolmentState = EnrolmentState.ENROLLED,
    **changes: Any,
) -> Enrolment:
    with transaction.atomic():
        if not conditional_update(enrolment, {"state": was.value}, state=to.value, **changes):
            reopens = was is EnrolmentState.COMPLETED
            text = (
                _("這筆報名不是結訓狀態，請重新整理頁面。") if reopens else _("這筆報名不是在學狀態，請重新整理頁面。")
            )
            raise NotEnrolled(text)
        _tell(enrolment, was, actor, now)
        _record(action, enrolment, actor, now)
    return enrolment


def _tell(enrolment: Enrolment, was: EnrolmentState | None, actor: Any, now: dt.datetime) -> None:
    """Higher apps follow in the same transaction, before the trail's lock is taken; one that refuses undoes it all."""
    change = EnrolmentChange(enrolment.pk, was, EnrolmentState(enrolment.state), actor, now)
    ENROLMENT_CHANGED.apply(change)


def _record(action: str, enrolment: Enrolment, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(actor=actor, action=action, subject=f"classes.Enrolment:{enrolment.public_id}", now=now, **data)
