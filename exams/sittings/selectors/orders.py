"""What a payment code stands for: the registrations of one application, or of one unit."""

import datetime as dt
from collections.abc import Sequence

from exams.sittings.enums import RegistrationState
from exams.sittings.models import GroupUnit, Registration, Round
from exams.sittings.selectors import fees

_RELATED = ("sitting__subject", "sitting__round__programme", "person__user", "group")


def round_of(code: str) -> Round | None:
    """The round in which a payment code was given out."""
    return Round.objects.filter(sittings__registrations__payment_code=code).first()


def rows(code: str) -> list[Registration]:
    """Every registration under a payment code, cancelled ones included, oldest first."""
    return list(Registration.objects.filter(payment_code=code).select_related(*_RELATED).order_by("pk"))


def has_lapsed(registration: Registration, *, now: dt.datetime) -> bool:
    """Whether it was cancelled by the end of its hold; one that was given up has no hold any more."""
    until = registration.held_until
    return registration.state == RegistrationState.CANCELLED and until is not None and until <= now


def due(registrations: Sequence[Registration]) -> int:
    """What a transfer for these has to bring: what the ledger says, or the fee again where its charge was dropped."""
    balances = fees.balances(registrations)
    return sum(balances[row.pk].due or row.sitting.fee_twd or 0 for row in registrations)


def of_unit(unit: GroupUnit) -> list[Registration]:
    """The registrations of a unit, oldest first."""
    return list(Registration.objects.filter(group=unit).select_related(*_RELATED).order_by("pk"))
