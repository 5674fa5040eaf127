"""Words of marking, verdicts and releases."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a round decided for a person at a level (PAS-6)."""

    CURRENT_ROUND = "current_round"
    CROSS_ROUND = "cross_round"
    NOT_CERTIFIED = "not_certified"
    ALREADY_CERTIFIED = "already_certified"


class RunOrigin(StrEnum):
    """Marked from answers held here, or imported scores."""

    ANSWERS = "answers"
    IMPORT = "import"


class RunState(StrEnum):
    """A draft is looked at, one released run is in force, earlier ones stay as superseded."""

    DRAFT = "draft"
    RELEASED = "released"
    SUPERSEDED = "superseded"


class AwardBasis(StrEnum):
    """當次報考獲證 or 跨次報考獲證."""

    CURRENT_ROUND = "current_round"
    CROSS_ROUND = "cross_round"


class ReleaseState(StrEnum):
    """Prepared by one officer, approved by another, then carried out."""

    PREPARED = "prepared"
    APPROVED = "approved"
    RELEASED = "released"


class RetakeState(StrEnum):
    """A retake application at the original host school."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
