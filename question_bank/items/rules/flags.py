"""Why an item must be looked at again."""

from enum import StrEnum


class FlagCode(StrEnum):
    """The codes of flags."""

    REFERENCE_CHANGED = "reference_changed"
    STALE = "stale"
    REPORTED = "reported"
