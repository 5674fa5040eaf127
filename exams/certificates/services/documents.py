"""Printing a certificate from its snapshot."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from exams.certificates.models import Certificate
from exams.certificates.selectors import texts
from exams.sittings.models import Round
from lms.accounts.models import Person
from lms.core import files, pdf
from lms.core.db import conditional_update


def print_out(certificate: Certificate) -> Certificate:
    """Make and store the PDF, then note its hash; of two at once the first note stands, the bytes being the same."""
    context = {"snapshot": certificate.snapshot, "qr": _qr(verification_url(certificate))}
    title = f"{certificate.snapshot['document_zh']} {certificate.number}"
    content = pdf.render(template="pdf/certificate.html", context=context, title=title, language="zh-hant")
    sha256 = files.store(certificate.pdf_path, content)
    conditional_update(certificate, {"pdf_sha256": ""}, pdf_sha256=sha256)
    return certificate


def preview(*, person: Person, round: Round, on: dt.date) -> bytes:
    """How a certificate of the round would print the person's name; marked as a preview, stored nowhere.

    Raises ``pdf.UnprintableCharacter``.
    """
    pdf.require_glyphs(person.name, person.name_romanised)
    snapshot = texts.specimen(person, round, on=on)
    context = {"snapshot": snapshot, "qr": _qr(f"{settings.PUBLIC_URL}{reverse('certificates:verify')}")}
    return pdf.render(
        template="pdf/certificate.html", context=context, title=snapshot["document_zh"], language="zh-hant"
    )


def verification_url(certificate: Certificate) -> str:
    """The public address that verifies this very certificate."""
    path = reverse("certificates:verify_code", args=[certificate.number, certificate.code])
    return f"{settings.PUBLIC_URL}{path}"


def _qr(address: str) -> str:
    """The address as a QR code: a one-bit PNG in a ``data:`` address."""
    import segno

    made: str = segno.make(address, error="m", micro=False).png_data_uri(scale=6, border=2)
    return made
