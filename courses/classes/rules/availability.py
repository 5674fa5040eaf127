"""Whether one can enrol in a class now: what staff decided, the enrolment window, the seats (CLS-3, ENR-1)."""

from dataclasses import dataclass
from datetime import datetime

from courses.classes.enums import Availability


@dataclass(frozen=True, slots=True)
class Offer:
    """A class as the rule sees it. The window is half-open: ``opens_at`` ≤ now < ``closes_at``."""

    cancelled: bool
    opens_at: datetime
    closes_at: datetime
    capacity: int
    taken: int

    @property
    def seats_left(self) -> int:
        """Free seats, never below 0."""
        return max(0, self.capacity - self.taken)


def availability(offer: Offer, *, now: datetime) -> Availability:
    """What the class list shows. A closed window is told before a full class: nothing more can happen then."""
    if offer.cancelled:
        return Availability.CANCELLED
    if now >= offer.closes_at:
        return Availability.CLOSED
    if now < offer.opens_at:
        return Availability.UPCOMING
    return Availability.OPEN if offer.seats_left else Availability.FULL
