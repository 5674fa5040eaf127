"""Answers as they were received: append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import LateReason
from exams.delivery.models.attempts import Attempt
from question_bank.items.models import ItemVersion

LATE_REASON_LABELS = {
    LateReason.EXPIRED: _("時間結束後才送達"),
    LateReason.LEASE_LOST: _("由先前的視窗或裝置送達"),
    LateReason.NOT_RUNNING: _("交卷、結束或暫停後才送達"),
    LateReason.ANSWER_FILE: _("以加密作答檔補送"),
}


class AnswerEvent(models.Model):
    """One choice as the candidate made it: append-only, never updated.

    The answer to an item is the event with the highest (lease, client_seq). ``options`` is JSON v1: the response as the
    item's kind writes it (``question_bank.items.rules.kinds``), a list of strings, empty = withdrawn. ``flagged`` is the
    candidate's own mark.
    """

    # The unique constraint's index begins with the attempt; another would only slow every save down.
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answer_events", db_index=False)
    lease = models.PositiveIntegerField()
    client_seq = models.PositiveIntegerField()
    item = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    options = models.JSONField()
    flagged = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A replay of the same message is the same row (SV-01).
            models.UniqueConstraint(fields=["attempt", "lease", "client_seq"], name="delivery_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.lease}/{self.client_seq}"


class LateAnswer(models.Model):
    """An answer that arrived after the end or from a lost lease: evidence for a person to decide, never counted alone."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_answers")
    lease = models.PositiveIntegerField()
    client_seq = models.PositiveIntegerField()
    item = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    options = models.JSONField()
    flagged = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    why = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "lease", "client_seq"], name="delivery_late_once")]

    def __str__(self) -> str:
        return f"late {self.attempt_id}/{self.lease}/{self.client_seq}"
