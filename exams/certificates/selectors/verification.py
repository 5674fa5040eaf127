"""Answering a verifier: number and code must both be right, and nothing but the agreed fields is told (CER-7, CT-04)."""

import datetime as dt
import secrets
from dataclasses import dataclass

from exams.certificates.enums import CertificateState
from exams.certificates.models import Certificate
from exams.certificates.rules import codes, standing
from lms.accounts.rules import masking


@dataclass(frozen=True)
class Verified:
    """What a verifier is told about a certificate, and nothing else."""

    number: str
    standing: standing.Standing
    masked_name: str
    document_zh: str
    document_en: str
    programme_zh: str
    programme_en: str
    issued_date: dt.date
    expires_date: dt.date | None
    is_demonstration: bool


def find(number: str, code: str, *, on: dt.date) -> Verified | None:
    """The certificate with this number *and* code; None in every other case, whichever of the two is wrong.

    Looked up by the code alone and compared in constant time, so an existing number answers like an invented one.
    """
    row = Certificate.objects.filter(code=codes.read(code) or "-").exclude(pdf_sha256="").first()
    wanted = number.strip().upper().encode()
    known = row.number.encode() if row else b"-"
    if not secrets.compare_digest(known, wanted) or row is None:
        return None
    return Verified(
        number=row.number,
        standing=standing.on(on, CertificateState(row.state), row.expires_date),
        masked_name=masking.mask_name(row.snapshot["name"]),
        document_zh=row.snapshot["document_zh"],
        document_en=row.snapshot["document_en"],
        programme_zh=row.snapshot["programme_zh"],
        programme_en=row.snapshot["programme_en"],
        issued_date=row.issued_date,
        expires_date=row.expires_date,
        is_demonstration=row.is_demonstration,
    )
