"""What the entries of one account add up to: owed, paid, given back (whole NT$)."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.tuition.enums import EntryKind

LARGEST = 10_000_000
"""The largest amount of one entry; the table's CHECK says the same."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry: its kind, its amount, and whether it takes another entry of that kind back."""

    kind: EntryKind
    amount: int
    takes_back: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """Totals of an account. ``due`` is what is still owed; below zero, what the payee has to give back."""

    charged: int = 0
    waived: int = 0
    paid: int = 0
    refunded: int = 0

    @property
    def due(self) -> int:
        """Charges − waivers − payments + refunds."""
        return self.charged - self.waived - self.paid + self.refunded

    @property
    def kept(self) -> int:
        """What was paid and not given back: no refund can be larger."""
        return self.paid - self.refunded

    @property
    def owed_back(self) -> int:
        """What the payee holds without being owed it."""
        return max(0, -self.due)

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            self.charged + other.charged,
            self.waived + other.waived,
            self.paid + other.paid,
            self.refunded + other.refunded,
        )


def sum_up(movements: Iterable[Movement]) -> Balance:
    """The balance after all movements; a reversal counts against what it takes back."""
    totals = dict.fromkeys(EntryKind, 0)
    for movement in movements:
        totals[movement.kind] += -movement.amount if movement.takes_back else movement.amount
    return Balance(
        charged=totals[EntryKind.CHARGE],
        waived=totals[EntryKind.WAIVER],
        paid=totals[EntryKind.PAYMENT],
        refunded=totals[EntryKind.REFUND],
    )


def is_amount(value: object) -> bool:
    """Whether this is an amount an entry can carry: a whole number from 1 to :data:`LARGEST`."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST


def is_sound(balance: Balance) -> bool:
    """No more given back than paid, no more waived than charged, nothing below zero."""
    return 0 <= balance.refunded <= balance.paid and 0 <= balance.waived <= balance.charged
