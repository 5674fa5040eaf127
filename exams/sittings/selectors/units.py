"""A unit as its contact sees it: people by masked name, their states, what is to be paid. Nothing more of anybody."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exams.sittings.enums import RegistrationState, WindowState
from exams.sittings.models import GroupUnit, Registration, Round
from exams.sittings.rules import codes
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import fees, holds, offers, orders
from lms.accounts.rules import masking

STATES = {
    RegistrationState.PENDING: (_("待繳費"), "warn"),
    RegistrationState.REGISTERED: (_("報名完成"), "good"),
    RegistrationState.CANCELLED: (_("已取消"), "neutral"),
}


@dataclass(frozen=True)
class Member:
    """A registration under the unit's code."""

    name: str
    registration: Registration
    state: str
    badge: str


@dataclass(frozen=True)
class Sheet:
    """Everything the contact needs; ``due`` is what one transfer with the code has to bring now."""

    members: list[Member]
    due: int
    paid: int
    code: str
    unit_code: str
    pay_day: dt.date | None


def state_of(registration: Registration, *, now: dt.datetime) -> tuple[str, str]:
    """State and badge in words; a place whose hold has run out counts as given back."""
    state = RegistrationState(registration.state)
    if state is RegistrationState.PENDING and not rules.holds_place(state, registration.held_until, now):
        return str(_("逾期未繳費")), "neutral"
    label, badge = STATES[state]
    return str(label), badge


def of_contact(user: Any) -> "QuerySet[GroupUnit]":
    """The units of a contact, newest first."""
    return GroupUnit.objects.filter(contact=user).select_related("round__programme").order_by("-created_at", "-pk")


def rounds_open(*, now: dt.datetime, today: dt.date) -> list[Round]:
    """Rounds that take registrations now."""
    return [each.round for each in offers.listed(now=now, today=today) if each.window is WindowState.OPEN]


def sheet(unit: GroupUnit, *, now: dt.datetime) -> Sheet:
    """The unit's people and money."""
    rows = orders.of_unit(unit)
    waiting = [row for row in rows if row.state == RegistrationState.PENDING]
    standing = [row for row in waiting if rules.holds_place(row.state, row.held_until, now)]
    balances = fees.balances(rows)
    members = [
        Member(masking.mask_name(str(row.snapshot.get("name", ""))), row, *state_of(row, now=now)) for row in rows
    ]
    return Sheet(
        members=members,
        due=fees.due(standing),
        paid=sum(balance.paid for balance in balances.values()),
        code=codes.spaced(unit.payment_code),
        unit_code=f"{unit.code[:4]}-{unit.code[4:]}",
        pay_day=max((holds.pay_day(unit.round, row.registered_at) for row in standing), default=None),
    )
