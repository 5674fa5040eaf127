"""Who invigilates which room."""

from django.conf import settings
from django.db import models

from exams.sittings.models.rounds import ExamRoom


class Duty(models.Model):
    """A user invigilates a room of a round; the lead signs its report. A relieved duty gives no right any more and stays,
    so that ``sequence``, which numbers the calendar entry's versions, only ever grows. Written by
    ``exams.sittings.services.duties``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="duties")
    is_lead = models.BooleanField(default=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    relieved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "room"], name="sittings_duty_once"),
            # One person signs the report.
            models.UniqueConstraint(
                fields=["room"],
                condition=models.Q(is_lead=True, relieved_at__isnull=True),
                name="sittings_duty_one_lead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} user {self.user_id}"
