"""The signed report of a room."""

from django.conf import settings
from django.db import models

from exams.sittings.models import ExamRoom
from lms.core.fields import public_id


class RoomReport(models.Model):
    """What the lead of a room signed: the PDF's bytes stay as they were (``path``, ``sha256``). Append-only: what comes
    to light later is a further ``number``. ``signed_name`` is the name as the lead typed it. Written by
    ``exams.delivery.services.reports``."""

    public_id = public_id()
    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    signed_name = models.CharField(max_length=60)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    remark = models.CharField(max_length=600, blank=True)
    path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            # Two clicks at once sign one report.
            models.UniqueConstraint(fields=["room", "number"], name="delivery_report_number")
        ]

    def __str__(self) -> str:
        return f"report {self.number} of {self.room_id}"
