"""Words of rounds, sittings and registrations."""

from enum import StrEnum


class AttendedDefinition(StrEnum):
    """The two published denominators of the certification rate (STA-3)."""

    ANY_SUBJECT = "any_subject"
    ALL_SUBJECTS_PLUS_CROSS_ROUND = "all_subjects_plus_cross_round"


class RoundOrigin(StrEnum):
    """Held on this platform, or imported row by row from outside."""

    PLATFORM = "platform"
    IMPORTED = "imported"


class RoundState(StrEnum):
    """Open for registration, sealed (papers and attempts written), released."""

    OPEN = "open"
    SEALED = "sealed"
    RELEASED = "released"


class SittingMode(StrEnum):
    """How candidates answer; a mock is always open and belongs to no round."""

    COMPUTER = "computer"
    PAPER = "paper"
    MOCK = "mock"


class SittingKind(StrEnum):
    """測驗情形 on the score notice: 正期 or 補測."""

    REGULAR = "regular"
    RETAKE = "retake"


class RegistrationState(StrEnum):
    """A registration stands until it is cancelled."""

    REGISTERED = "registered"
    CANCELLED = "cancelled"
