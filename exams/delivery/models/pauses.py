"""Interruptions of an attempt."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import PauseReason
from exams.delivery.models.attempts import Attempt
from lms.core.fields import enum_check, enum_field

PAUSE_REASON_LABELS = {
    PauseReason.REST: _("核定的休息"),
    PauseReason.TECHNICAL: _("設備或網路故障"),
    PauseReason.DISTURBANCE: _("試場受干擾"),
    PauseReason.ILLNESS: _("身體不適"),
    PauseReason.REQUEST: _("應考人請求"),
}


class Pause(models.Model):
    """A time during which the clock of one attempt stood still: open until ``ended_at``. ``seconds_given`` is what the
    time ledger got back, less than the pause where a rest outlasted its allowance. Written by
    ``exams.delivery.services.pauses``."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="pauses")
    reason = enum_field(PauseReason)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds_given = models.PositiveIntegerField(default=0)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resumed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            enum_check("delivery", "pause", "reason", PauseReason),
            # A clock that stands still cannot be stopped again.
            models.UniqueConstraint(
                fields=["attempt"], condition=models.Q(ended_at__isnull=True), name="delivery_pause_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"pause of {self.attempt_id}"
