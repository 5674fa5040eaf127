"""Who invigilates which room."""

from django.conf import settings
from django.db import models

from exams.sittings.models.rounds import ExamRoom


class Duty(models.Model):
    """A user invigilates a room of a round; the lead signs its report. ``sequence`` numbers the calendar entry's
    versions. Written by ``exams.sittings.services.rooms``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="duties")
    is_lead = models.BooleanField(default=False)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="sittings_duty_once")]

    def __str__(self) -> str:
        return f"{self.room} user {self.user_id}"
