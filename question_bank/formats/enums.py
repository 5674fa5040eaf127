"""What becomes of a question of a file, and where an upload stands."""

from enum import StrEnum


class Verdict(StrEnum):
    """What an import does with a question."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REFUSED = "refused"


class BatchState(StrEnum):
    """An upload is looked at, written (at once or by a job), discarded, or forgotten after its time."""

    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"
    FAILED = "failed"
    DISCARDED = "discarded"
    EXPIRED = "expired"
