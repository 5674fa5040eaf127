"""Words of the ledger, discounts and refunds."""

from enum import StrEnum


class ClaimState(StrEnum):
    """A discount claim: requested by the learner, decided by the host school."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class EntryKind(StrEnum):
    """A movement of money. Charges and refunds paid out raise what is owed; payments and waivers lower it."""

    CHARGE = "charge"
    WAIVER = "waiver"
    PAYMENT = "payment"
    REFUND = "refund"


class Purpose(StrEnum):
    """What money is for."""

    TUITION = "tuition"
    EXAM_FEE = "exam_fee"
    RECHECK_FEE = "recheck_fee"
    DISCOUNT = "discount"
