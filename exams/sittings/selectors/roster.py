"""Registrations of a round as the office lists them; names are masked unless somebody asks for them on the record."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.tuition.rules.accounts import Balance
from exams.sittings.enums import RegistrationState, RoundOrigin
from exams.sittings.models import Registration, Round, Sitting
from exams.sittings.rules import codes
from exams.sittings.selectors import fees, offers, places, units
from exams.sittings.selectors.offers import Offer
from lms.accounts.rules import masking
from lms.core.templatetags.ui import localized


@dataclass(frozen=True)
class Filters:
    """What the list shows: a state (or all), a subject's code, words (payment code or unit)."""

    state: str = ""
    subject: str = ""
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """A registration on the list."""

    registration: Registration
    name: str
    state: str
    badge: str
    code: str
    balance: Balance

    @property
    def unit(self) -> str:
        """The unit that pays, if any."""
        return self.registration.group.name if self.registration.group else ""


@dataclass(frozen=True)
class Count:
    """A paper's figures."""

    sitting: Sitting
    registered: int
    pending: int
    left: int | None


def rounds(*, now: dt.datetime) -> list[Offer]:
    """Rounds held here, newest exam first."""
    held = Round.objects.filter(origin=RoundOrigin.PLATFORM, rehearsal_of=None).select_related("programme")
    return [offers.offer(round, person=None, now=now) for round in held.order_by("-exam_date", "-pk")]


def counts(round: Round, *, now: dt.datetime) -> list[Count]:
    """Registered, waiting and free places of every paper."""
    made = []
    for option in offers.offer(round, person=None, now=now).options:
        standing = Registration.objects.filter(places.standing(now), sitting=option.sitting)
        registered = standing.filter(state=RegistrationState.REGISTERED).count()
        made.append(Count(option.sitting, registered, standing.count() - registered, option.left))
    return made


def waiting() -> int:
    """Registrations whose fee has not been confirmed, in all rounds."""
    return Registration.objects.filter(state=RegistrationState.PENDING).count()


def found(round: Round, filters: Filters) -> "QuerySet[Registration]":
    """The registrations that fit, newest first."""
    rows = Registration.objects.filter(sitting__round=round)
    if filters.state in set(RegistrationState):
        rows = rows.filter(state=filters.state)
    if filters.subject:
        rows = rows.filter(sitting__subject__code=filters.subject)
    if filters.words:
        code = codes.normalise_payment_code(filters.words)
        rows = rows.filter(Q(payment_code=code) | Q(group__name__icontains=filters.words))
    return rows.select_related("sitting__subject", "group").order_by("-registered_at", "-pk")


def entries(rows: Sequence[Registration], *, names: bool, now: dt.datetime) -> list[Entry]:
    """The rows as shown; ``names`` in full only on the record."""
    balances = fees.balances(rows)
    return [_entry(row, balances[row.pk], names, now) for row in rows]


def table(rows: "QuerySet[Registration]", *, now: dt.datetime) -> tuple[list[str], list[list[object]]]:
    """The rows as a file: what an exam office needs to seat and call people."""
    header = [
        _("考科"),
        _("姓名"),
        _("出生日期"),
        _("證件號碼（遮蔽）"),
        _("狀態"),
        _("團報單位"),
        _("專屬繳費帳號"),
        _("應繳（元）"),
        _("已繳（元）"),
        _("報名時間"),
        _("確認時間"),
    ]
    listed = entries(list(rows.order_by("sitting__subject__position", "pk")), names=True, now=now)
    return header, [_cells(entry) for entry in listed]


def _entry(row: Registration, balance: Balance, names: bool, now: dt.datetime) -> Entry:
    name = str(row.snapshot.get("name", ""))
    state, badge = units.state_of(row, now=now)
    shown = name if names else masking.mask_name(name)
    return Entry(row, shown, state, badge, codes.spaced(row.payment_code), balance)


def _cells(entry: Entry) -> list[object]:
    row = entry.registration
    return [
        localized(row.sitting.subject, "name"),
        entry.name,
        str(row.snapshot.get("birth_date", "")),
        str(row.snapshot.get("document_masked", "")),
        entry.state,
        entry.unit,
        row.payment_code,
        entry.balance.charged,
        entry.balance.paid,
        f"{timezone.localtime(row.registered_at):%Y-%m-%d %H:%M}",
        f"{timezone.localtime(row.confirmed_at):%Y-%m-%d %H:%M}" if row.confirmed_at else "",
    ]
