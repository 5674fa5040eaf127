"""Words of discounts and refunds."""

from enum import StrEnum


class ClaimState(StrEnum):
    """A discount claim: requested by the learner, decided by the host school."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
