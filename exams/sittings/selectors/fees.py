"""Fees of registrations as the ledger has them."""

from collections.abc import Collection, Iterable

from courses.tuition.rules.accounts import Balance
from courses.tuition.selectors import ledger
from exams.sittings.models import GroupUnit, Registration


def about(registration: Registration) -> str:
    """The account of a registration in the ledger."""
    return f"sittings.Registration:{registration.public_id}"


def payer_of(group: GroupUnit) -> str:
    """A unit as the ledger names it."""
    return f"sittings.GroupUnit:{group.public_id}"


def balance(registration: Registration) -> Balance:
    """What the fee of a registration adds up to."""
    return ledger.balance(about(registration))


def balances(registrations: Collection[Registration]) -> dict[int, Balance]:
    """The same for many, by id, in one query."""
    found = ledger.balances([about(each) for each in registrations])
    return {each.pk: found.get(about(each), Balance()) for each in registrations}


def due(registrations: Iterable[Registration]) -> int:
    """What is still owed for these registrations."""
    return sum(each.due for each in balances(list(registrations)).values())
