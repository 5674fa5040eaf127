"""What a certificate is worth on a day (CER-5)."""

from datetime import date
from enum import StrEnum

from exams.certificates.enums import CertificateState


class Standing(StrEnum):
    """What a verifier is told. REVOKED (撤銷) was never valid; WITHDRAWN (廢止) was valid until then."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


_DECIDED = {
    CertificateState.SUPERSEDED: Standing.SUPERSEDED,
    CertificateState.REVOKED: Standing.REVOKED,
    CertificateState.WITHDRAWN: Standing.WITHDRAWN,
}

MOVES: dict[CertificateState, frozenset[CertificateState]] = {
    CertificateState.ISSUED: frozenset(
        {CertificateState.SUPERSEDED, CertificateState.REVOKED, CertificateState.WITHDRAWN}
    ),
    CertificateState.SUPERSEDED: frozenset({CertificateState.REVOKED}),
    CertificateState.WITHDRAWN: frozenset({CertificateState.REVOKED}),
    CertificateState.REVOKED: frozenset(),
}
"""What may be decided about a certificate; nothing leads back to valid, and history is never deleted."""


def on(day: date, state: CertificateState, expires: date | None) -> Standing:
    """The standing on a day: what was decided, else whether the last day of the term has passed."""
    if state in _DECIDED:
        return _DECIDED[state]
    return Standing.EXPIRED if expires is not None and day > expires else Standing.VALID
