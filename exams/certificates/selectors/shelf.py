"""A holder's certificates as their page shows them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from exams.certificates.enums import CertificateState
from exams.certificates.models import Certificate
from exams.certificates.rules import codes, standing


@dataclass(frozen=True)
class Held:
    """A certificate with its standing today, its code as printed, and what the document is called."""

    certificate: Certificate
    standing: standing.Standing
    code: str
    document_zh: str
    document_en: str


def held(certificates: QuerySet[Certificate], *, on: dt.date) -> list[Held]:
    """Certificates, newest first."""
    rows = certificates.select_related("award__programme").order_by("-issued_at", "-id")
    return [
        Held(
            certificate=row,
            standing=standing.on(on, CertificateState(row.state), row.expires_date),
            code=codes.shown(row.code),
            document_zh=row.snapshot["document_zh"],
            document_en=row.snapshot["document_en"],
        )
        for row in rows
    ]


def register(certificates: QuerySet[Certificate], *, number: str) -> QuerySet[Certificate]:
    """The register, newest first; ``number`` narrows it to numbers that contain it."""
    rows = certificates.filter(number__icontains=number) if number else certificates
    return rows.select_related("award__programme").order_by("-issued_at", "-id")
