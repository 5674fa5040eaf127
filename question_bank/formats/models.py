"""Uploads that wait for a decision."""

from django.conf import settings
from django.db import models

from lms.core.fields import enum_check, enum_field, public_id
from question_bank.formats.enums import BatchState
from question_bank.items.enums import ItemUse


class ImportBatch(models.Model):
    """A file of questions that somebody uploaded, and what importing it would do. Only its owner sees it.

    The bytes stand in private storage under ``path`` until the batch is written, discarded or has expired. ``rows`` is
    JSON v1: one mapping for each question with place, verdict, code, findings and the text to show. ``fingerprint``
    tells whether the bank has changed since. Written by ``question_bank.formats.services.batches`` alone.
    """

    public_id = public_id()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=20)
    topic = models.CharField(max_length=80, blank=True)
    use = enum_field(ItemUse, default=ItemUse.SECURE)
    categories = models.JSONField(default=dict)  # a category of the file → the topic chosen for it
    state = enum_field(BatchState, default=BatchState.CHECKED)
    rows = models.JSONField(default=list)
    findings = models.JSONField(default=dict)  # errors, unsupported, losses
    counts = models.JSONField(default=dict)  # questions by verdict, and how many are faulty
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField(default=dict)  # created, changed, unchanged
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("formats", "importbatch", "state", BatchState),
            enum_check("formats", "importbatch", "use", ItemUse),
        ]
        indexes = [
            # Uploads to forget.
            models.Index(fields=["state", "expires_at"], name="formats_batch_due"),
            # A person's own uploads, newest first.
            models.Index(fields=["owner", "-uploaded_at"], name="formats_batch_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def path(self) -> str:
        """Where the bytes stand."""
        return f"imports/{self.public_id}"
