"""Words of identity: what kind of document a number belongs to, and why one is not accepted."""

from enum import StrEnum


class IdentityKind(StrEnum):
    """The document an identity number is taken from (TW-6, TW-7, CER-1)."""

    NATIONAL_ID = "national_id"
    RESIDENT = "resident"
    RESIDENT_OLD = "resident_old"
    PASSPORT = "passport"


class IdentityFlaw(StrEnum):
    """Reason codes of ``rules.identity``."""

    EMPTY = "identity_empty"
    SHAPE = "identity_shape"
    CHECK_DIGIT = "identity_check_digit"
    FORM_ENDED = "identity_form_ended"
    LOOKS_LIKE_ID = "identity_looks_like_id"
