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
    """Pending until its fee is confirmed, registered until it is cancelled."""

    PENDING = "pending"
    REGISTERED = "registered"
    CANCELLED = "cancelled"


class GroupState(StrEnum):
    """A unit's group takes registrations while it is open."""

    OPEN = "open"
    CLOSED = "closed"


class AccommodationState(StrEnum):
    """A request for accommodations; only the applicant and those who decide see it."""

    REQUESTED = "requested"
    INCOMPLETE = "incomplete"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class EvidenceKind(StrEnum):
    """What proves a need (ACC-2)."""

    DISABILITY_CERTIFICATE = "disability_certificate"
    DIAGNOSIS = "diagnosis"
    OTHER = "other"


class Need(StrEnum):
    """What can be asked for (ACC-1); extra time, a computer and a scribe need a specialist's recent diagnosis."""

    EXTRA_TIME = "extra_time"
    REST_BREAKS = "rest_breaks"
    LARGE_TYPE = "large_type"
    COMPUTER = "computer"
    SCRIBE = "scribe"
    MAGNIFIER = "magnifier"
    BRAILLE = "braille"
    STEP_FREE = "step_free"
    ADAPTED_DESK = "adapted_desk"
    SEPARATE_ROOM = "separate_room"
    OTHER = "other"


class WindowState(StrEnum):
    """Whether a round takes registrations now."""

    NOT_ANNOUNCED = "not_announced"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class WithdrawalReason(StrEnum):
    """Why a registration is given up; the dated setting of the programme says what is refunded for it."""

    DISASTER = "disaster"
    MILITARY = "military"
    DEATH = "death"
    ILLNESS = "illness"
    BIRTH = "birth"
    MARRIAGE = "marriage"
    FUNERAL = "funeral"
    OWN_WISH = "own_wish"
    ORGANISER = "organiser"


class Sex(StrEnum):
    """An optional answer; never derived from a number."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Education(StrEnum):
    """Highest education; an optional answer."""

    SENIOR_HIGH = "senior_high"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


class Discipline(StrEnum):
    """Field of study; an optional answer."""

    ENVIRONMENT = "environment"
    ENGINEERING = "engineering"
    SCIENCE = "science"
    AGRICULTURE = "agriculture"
    BUSINESS = "business"
    SOCIAL = "social"
    DESIGN = "design"
    OTHER = "other"


class Occupation(StrEnum):
    """Working or student; an optional answer."""

    STUDENT = "student"
    WORKING = "working"
    SEEKING = "seeking"
    OTHER = "other"
