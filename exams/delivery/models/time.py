"""The ledger of an attempt's time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import AdjustmentKind, StaffReason
from exams.delivery.models.attempts import Attempt
from lms.core.fields import enum_check, enum_field

STAFF_REASON_LABELS = {
    StaffReason.TECHNICAL: _("設備或網路故障"),
    StaffReason.DISTURBANCE: _("試場受干擾"),
    StaffReason.ILLNESS: _("身體不適"),
    StaffReason.CONDUCT: _("違反試場規則"),
    StaffReason.MISTAKE: _("誤按或誤判"),
    StaffReason.REQUEST: _("應考人請求"),
}


class TimeAdjustment(models.Model):
    """An entry of the time ledger: seconds given to one attempt, why, and by whom. Append-only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="adjustments")
    kind = enum_field(AdjustmentKind)
    seconds = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("delivery", "adjustment", "kind", AdjustmentKind),
            # Time is only ever given, in sane amounts.
            models.CheckConstraint(
                condition=models.Q(seconds__gte=1, seconds__lte=14_400), name="delivery_adjustment_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} +{self.seconds}s"
