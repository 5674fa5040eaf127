"""States of a class and of an enrolment."""

from enum import StrEnum


class ClassState(StrEnum):
    """What staff decided; whether one can enrol now also depends on the window and the seats."""

    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class Availability(StrEnum):
    """What the class list shows: 尚未開放, 可報名, 額滿, 截止報名, 停開 (CLS-3)."""

    UPCOMING = "upcoming"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class EnrolmentState(StrEnum):
    """Enrolled until withdrawn; completed when the 48 hours are confirmed."""

    ENROLLED = "enrolled"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
