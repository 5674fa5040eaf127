"""Certificates: a frozen snapshot, the PDF made from it, and its hash."""

from django.db import models

from exams.certificates.enums import CertificateState
from exams.outcomes.models import Award
from lms.core.fields import enum_check, enum_field, public_id


class Certificate(models.Model):
    """The document of an award. ``snapshot`` is JSON v1, everything printed; later corrections make a new certificate.

    ``number`` is printed, ``code`` (80 random bits) proves that somebody holds the paper. Written by
    ``exams.certificates.services.certificates``.
    """

    public_id = public_id()
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=24, unique=True)
    snapshot = models.JSONField()
    pdf_path = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64)
    state = enum_field(CertificateState, default=CertificateState.ISSUED)
    is_demonstration = models.BooleanField(default=False)
    issued_date = models.DateField()
    issued_at = models.DateTimeField()
    expires_date = models.DateField(null=True)

    class Meta:
        constraints = [enum_check("certificates", "certificate", "state", CertificateState)]

    def __str__(self) -> str:
        return self.number


class NumberSeries(models.Model):
    """The next number of a series (issuer and year), taken under this row's lock: no gaps, no twins."""

    prefix = models.CharField(max_length=30, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"
