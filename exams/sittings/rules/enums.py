"""Every reason code of the sittings' rules."""

from enum import StrEnum


class EntryReason(StrEnum):
    ON_TIME = "entry_on_time"
    LATE_ADMITTED = "entry_late_admitted"
    TOO_LATE = "entry_too_late"
    MAY_LEAVE = "entry_may_leave"
    TOO_EARLY = "entry_too_early_to_leave"
    NOT_ANNOUNCED = "entry_not_announced"


class BulletinReason(StrEnum):
    IN_TIME = "bulletin_in_time"
    TOO_SHORT = "bulletin_too_short"


class Arrangement(StrEnum):
    """Whether people of one class sit apart or side by side."""

    SPREAD = "spread"
    TOGETHER = "together"


class SeatNeed(StrEnum):
    """What somebody without a seat would have needed."""

    ANY = "any"
    STEP_FREE = "step_free"
    APART = "apart"


class EvidenceGap(StrEnum):
    """What an application for accommodations lacks."""

    NO_CERTIFICATE = "no_certificate"
    NO_DIAGNOSIS = "no_diagnosis"
    DIAGNOSIS_UNDATED = "diagnosis_undated"
    DIAGNOSIS_TOO_OLD = "diagnosis_too_old"
