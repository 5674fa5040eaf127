"""States of a certificate."""

from enum import StrEnum


class CertificateState(StrEnum):
    """What was decided about a certificate; expiry is computed from its date (CER-5).

    REVOKED (撤銷): never valid. WITHDRAWN (廢止): valid until then.
    """

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
