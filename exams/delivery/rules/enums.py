"""Events of an attempt and verdicts on arriving answers."""

from enum import StrEnum


class AttemptEvent(StrEnum):
    """What can happen to an attempt."""

    ADMIT = "admit"
    SEND_BACK = "send_back"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    REOPEN = "reopen"
    CLOSE = "close"
    VOID = "void"


class AnswerVerdict(StrEnum):
    """What becomes of an answer, by the instant it was received."""

    COUNTS = "counts"
    LATE_KEPT = "late_kept"
    REFUSED = "refused"


class SubmissionCode(StrEnum):
    """What the answers protocol replies to one request."""

    SAVED = "saved"
    LEASE_LOST = "lease_lost"
    EXPIRED_KEPT = "expired_kept"
    NOT_RUNNING = "not_running"
    INVALID = "invalid"
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"


class SeatTrouble(StrEnum):
    """Why a seat rises to the top of the live room; the order is that of the list."""

    CALL = "call"
    SILENT = "silent"
    REST_OVER = "rest_over"
    NOT_ADMITTED = "not_admitted"
    NOT_STARTED = "not_started"


class Connection(StrEnum):
    """How a screen in progress was last heard of."""

    ONLINE = "online"
    UNSTABLE = "unstable"
    OFFLINE = "offline"
