"""A person's registrations as their page and notice show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exams.sittings.dated import NOTICE_DAYS
from exams.sittings.enums import RegistrationState, SittingKind, SittingMode
from exams.sittings.models import Registration
from lms.accounts.models import Person
from lms.core import dated, slots
from lms.core.slots import Action

KIND_LABELS = {SittingKind.REGULAR: _("正期"), SittingKind.RETAKE: _("補測")}


@dataclass(frozen=True)
class Row:
    """One registration with its 測驗情形 and what can be done now."""

    registration: Registration
    kind: str
    has_notice: bool
    notice_from: dt.date | None
    actions: Sequence[Action] = field(default_factory=list)


def of_person(person: Person, *, today: dt.date) -> list[Row]:
    """A person's standing registrations held here, the next exam first."""
    found = (
        Registration.objects.filter(person=person, state=RegistrationState.REGISTERED, sitting__opens_at__isnull=False)
        .select_related("sitting__subject", "sitting__round__programme", "room__test_area")
        .order_by("-sitting__opens_at", "id")
    )
    return [_row(registration, today) for registration in found]


def of_round(registration: Registration) -> list[Registration]:
    """All standing registrations of the person in the same round, in the order of the day: one notice names them all."""
    found = Registration.objects.filter(
        person=registration.person,
        sitting__round=registration.sitting.round,
        state=RegistrationState.REGISTERED,
    )
    return list(found.select_related("sitting__subject", "room__test_area").order_by("sitting__opens_at", "id"))


def notice_from(registration: Registration) -> dt.date | None:
    """The first day on which the admission notice can be printed (IPS-11); None without an exam date."""
    held = registration.sitting.round
    if held is None or held.exam_date is None:
        return None
    days: int = dated.value(NOTICE_DAYS, on=held.exam_date)
    return held.exam_date - dt.timedelta(days=days)


def has_notice(registration: Registration, *, today: dt.date) -> bool:
    """Whether the admission notice can be printed today: from :func:`notice_from` until the exam's day, or until entry
    closes where that is later."""
    first, held = notice_from(registration), registration.sitting.round
    if first is None or held is None or held.exam_date is None:
        return False
    closes = registration.sitting.entry_closes_at
    last = max(held.exam_date, timezone.localdate(closes)) if closes else held.exam_date
    return registration.state == RegistrationState.REGISTERED and first <= today <= last


def kind_label(registration: Registration) -> str:
    """正期 or 補測 in the page's language."""
    return str(KIND_LABELS[SittingKind(registration.kind)])


def admission_number(registration: Registration) -> str:
    """The number printed on the notice: the round's code and the registration's own part."""
    held = registration.sitting.round
    return f"{held.code if held else ''}-{registration.public_id.hex[:8].upper()}"


def is_on_computer(registration: Registration) -> bool:
    """Whether the paper is answered on a computer."""
    return registration.sitting.mode == SittingMode.COMPUTER


def _row(registration: Registration, today: dt.date) -> Row:
    return Row(
        registration=registration,
        kind=kind_label(registration),
        has_notice=has_notice(registration, today=today),
        notice_from=notice_from(registration),
        actions=slots.collect("registration_action", registration),
    )
