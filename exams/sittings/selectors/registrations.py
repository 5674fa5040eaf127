"""A person's registrations as their page and notice show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.tuition.rules.accounts import Balance
from exams.sittings.dated import NOTICE_DAYS
from exams.sittings.enums import RegistrationState, SittingKind, SittingMode
from exams.sittings.models import Registration, Round
from exams.sittings.selectors import fees, places, progress
from exams.sittings.selectors.progress import Progress
from lms.accounts.models import Person
from lms.core import dated, slots
from lms.core.slots import Action

KIND_LABELS = {SittingKind.REGULAR: _("正期"), SittingKind.RETAKE: _("補測")}


@dataclass(frozen=True)
class Row:
    """One registration with its 測驗情形, where it stands and what can be done now."""

    registration: Registration
    kind: str
    has_notice: bool
    notice_from: dt.date | None
    progress: Progress
    actions: Sequence[Action] = field(default_factory=list)


def of_person(person: Person, *, today: dt.date) -> list[Row]:
    """A person's registrations held here for which nothing is open, the next exam first."""
    begins = dt.datetime.combine(today, dt.time(), timezone.get_current_timezone())
    return _rows(Registration.objects.filter(person=person, state=RegistrationState.REGISTERED), begins)


def standing(person: Person, *, now: dt.datetime) -> list[Row]:
    """The same with those that wait for their fee and still have their place."""
    return _rows(Registration.objects.filter(places.standing(now), person=person), now)


def in_round(person: Person, round: Round, *, now: dt.datetime) -> list[Row]:
    """The same in one round."""
    return _rows(Registration.objects.filter(places.standing(now), person=person, sitting__round=round), now)


def given_back(person: Person, *, now: dt.datetime) -> list[Row]:
    """Registrations whose places went back because no fee was confirmed in time; the papers are still ahead."""
    ended = Registration.objects.filter(person=person, held_until__lte=now, sitting__opens_at__gt=now)
    unpaid = ended.filter(state__in=[RegistrationState.PENDING, RegistrationState.CANCELLED])
    again = places.of_person(person, now=now).values("sitting")
    return _rows(unpaid.exclude(sitting__in=again), now)


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


def _rows(found: "QuerySet[Registration]", now: dt.datetime) -> list[Row]:
    related = ("sitting__subject", "sitting__round__programme", "room__test_area", "group")
    held = found.filter(sitting__opens_at__isnull=False).select_related(*related)
    rows = list(held.order_by("-sitting__opens_at", "id"))
    balances = fees.balances(rows)
    return [_row(row, balances[row.pk], now) for row in rows]


def _row(registration: Registration, balance: Balance, now: dt.datetime) -> Row:
    first, today = notice_from(registration), timezone.localtime(now).date()
    return Row(
        registration=registration,
        kind=kind_label(registration),
        has_notice=has_notice(registration, today=today),
        notice_from=first,
        progress=progress.of(registration, balance, notice_from=first, now=now),
        actions=slots.collect("registration_action", registration),
    )
