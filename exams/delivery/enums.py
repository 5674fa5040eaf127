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
    """Why an answer is only evidence: it came after the end, from a lost lease, after handing in,
    or in a file."""

    EXPIRED = "expired"
    LEASE_LOST = "lease_lost"
    NOT_RUNNING = "not_running"
    ANSWER_FILE = "answer_file"


class AttendanceState(StrEnum):
    """Whether a candidate came to a paper."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    LEFT = "left"


class IdentityCheck(StrEnum):
    """The outcome of comparing the person with the document shown."""

    NOT_CHECKED = "not_checked"
    MATCHED = "matched"
    DOUBTFUL = "doubtful"
    NO_DOCUMENT = "no_document"


class ArrivalWay(StrEnum):
    """How an arrival was recorded."""

    CODE = "code"
    LIST = "list"
    SELF = "self"


class SignatureState(StrEnum):
    """Whether the candidate signed an incident's entry."""

    SIGNED = "signed"
    REFUSED = "refused"
    UNABLE = "unable"


class SignalKind(StrEnum):
    """What a screen may report of itself."""

    FOCUS_LOST = "focus_lost"
    PASTE = "paste"
    FULLSCREEN_LEFT = "fullscreen_left"
    OFFLINE = "offline"


class OrderKind(StrEnum):
    """Actions that may need a second person."""

    EXTEND = "extend"
    END = "end"
    REOPEN = "reopen"
    DELAY = "delay"


class OrderState(StrEnum):
    """Asked by one person, confirmed or declined by another, or lapsed."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"


class SheetState(StrEnum):
    """Where an answer sheet is."""

    PRINTED = "printed"
    HANDED_OUT = "handed_out"
    RETURNED = "returned"
    SPOILED = "spoiled"
    MISSING = "missing"
    ACCEPTED = "accepted"


class ReadingSource(StrEnum):
    """Who read a sheet."""

    FIRST = "first"
    SECOND = "second"
    SCANNER = "scanner"
    SETTLED = "settled"


class DisruptionMeasure(StrEnum):
    """What is done for the people of the counties: another day, stopped with the remaining time kept, another place, or
    the same paper on paper."""

    POSTPONE = "postpone"
    STOP = "stop"
    MOVE = "move"
    PAPER = "paper"


class DisruptionState(StrEnum):
    """Proposed by one officer, in force when another confirms it."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class PauseReason(StrEnum):
    """Why a clock was stopped; a rest counts against what was granted."""

    REST = "rest"
    TECHNICAL = "technical"
    DISTURBANCE = "disturbance"
    ILLNESS = "illness"
    REQUEST = "request"
