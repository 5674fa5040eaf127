"""Uses, kinds and states of items."""

from enum import StrEnum


class ItemUse(StrEnum):
    """What an item may be shown in; a secure item never appears in a mock."""

    PRACTICE = "practice"
    SAMPLE = "sample"
    SECURE = "secure"


class ItemKind(StrEnum):
    """How an item is answered and marked; the strategies stand in ``question_bank.items.rules.kinds``."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT_TEXT = "short_text"


class ItemState(StrEnum):
    """Where the newest version of an item stands on its way. Forms take the published version, whatever comes after."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RETIRED = "retired"


class VersionEffect(StrEnum):
    """What a new version does to the old one's statistics: a cosmetic change keeps them, another meaning starts anew."""

    COSMETIC = "cosmetic"
    MEANING = "meaning"


class Credit(StrEnum):
    """How a partly right answer to an item with several parts is marked; a blueprint chooses (ITM-4: all or nothing).

    ``partial`` gives each part its share: an option rightly chosen or rightly left, a pair, a place in the order.
    ``right_minus_wrong`` gives right choices minus wrong ones over the number of right ones, never below zero.
    """

    ALL_OR_NOTHING = "all_or_nothing"
    PARTIAL = "partial"
    RIGHT_MINUS_WRONG = "right_minus_wrong"


class RelationKind(StrEnum):
    """Enemies never stand in one form; friends are taken together or not at all."""

    ENEMY = "enemy"
    FRIEND = "friend"


class AccessPurpose(StrEnum):
    """Why a person was named for an item that is closed to others."""

    REVIEW = "review"
    SEALED = "sealed"


class SightingKind(StrEnum):
    """In what way a person saw the text of an item."""

    OPENED = "opened"
    EDITED = "edited"
    REVIEWED = "reviewed"
    EXPORTED = "exported"
    ASSEMBLED = "assembled"
