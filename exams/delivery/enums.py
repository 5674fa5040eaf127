"""Words of attempts and their time."""

from enum import StrEnum


class AttemptState(StrEnum):
    """Where an attempt is; only CLOSED and VOID are terminal, staff may reopen ENDED."""

    PREPARED = "prepared"
    ADMITTED = "admitted"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    CLOSED = "closed"
    VOID = "void"


class EndReason(StrEnum):
    """How an attempt ended; whatever was saved is marked in every case."""

    HANDED_IN = "handed_in"
    TIME_UP = "time_up"
    ENDED_BY_STAFF = "ended_by_staff"


class AdjustmentKind(StrEnum):
    """Why time was given."""

    ACCOMMODATION = "accommodation"
    INCIDENT = "incident"
    PAUSE = "pause"
    ROOM = "room"
    ROUND = "round"


class StaffReason(StrEnum):
    """Why staff ended or reopened an attempt; details belong to the room's record, not here."""

    TECHNICAL = "technical"
    ILLNESS = "illness"
    CONDUCT = "conduct"
    DISTURBANCE = "disturbance"
    MISTAKE = "mistake"
    REQUEST = "request"


class LateReason(StrEnum):
    """Why an answer is only evidence: it came after the end, from a lost lease, or after handing in."""

    EXPIRED = "expired"
    LEASE_LOST = "lease_lost"
    NOT_RUNNING = "not_running"
