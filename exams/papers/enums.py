"""States of an assembly and the words of a blueprint."""

from enum import StrEnum


class AssemblyState(StrEnum):
    """A set of parallel forms on its way: asked for, being solved, rehearsed; then kept as forms or discarded.

    ``impossible`` says which constraint cannot be met; ``failed`` that the solver ran out of time or was lost.
    """

    QUEUED = "queued"
    SOLVING = "solving"
    REHEARSED = "rehearsed"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"
    KEPT = "kept"
    DISCARDED = "discarded"


class Section(StrEnum):
    """A stretch of a form; positions follow the sections in the order of the blueprint's cells."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    GROUPS = "groups"
    OTHER = "other"


class Block(StrEnum):
    """Why an item of the bank cannot be taken now."""

    EXPOSURE = "exposure"
    FLAG = "flag"
    LOCK = "lock"
    FRIEND = "friend"
    PARTS = "parts"
