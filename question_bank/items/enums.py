"""Uses, kinds and states of items."""

from enum import StrEnum


class ItemUse(StrEnum):
    """What an item may be shown in; a secure item never appears in a mock."""

    PRACTICE = "practice"
    SAMPLE = "sample"
    SECURE = "secure"


class ItemKind(StrEnum):
    """How an item is answered and marked."""

    SINGLE = "single"


class ItemState(StrEnum):
    """Only approved items are drawn."""

    APPROVED = "approved"
    RETIRED = "retired"
