"""Attempts, the answers they received and the ledger of their time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import AdjustmentKind, AttemptState, EndReason, StaffReason
from exams.papers.models import Form
from exams.sittings.models import Registration, Sitting
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.models import ItemVersion

STATE_LABELS = {
    AttemptState.PREPARED: _("未報到"),
    AttemptState.ADMITTED: _("已報到"),
    AttemptState.RUNNING: _("作答中"),
    AttemptState.PAUSED: _("暫停"),
    AttemptState.ENDED: _("已結束"),
    AttemptState.CLOSED: _("已截收"),
    AttemptState.VOID: _("作廢"),
}
STAFF_REASON_LABELS = {
    StaffReason.TECHNICAL: _("設備或網路故障"),
    StaffReason.DISTURBANCE: _("試場受干擾"),
    StaffReason.ILLNESS: _("身體不適"),
    StaffReason.CONDUCT: _("違反試場規則"),
    StaffReason.MISTAKE: _("誤按或誤判"),
    StaffReason.REQUEST: _("應考人請求"),
}


class Attempt(models.Model):
    """One paper in front of one candidate.

    Belongs to a registration (sealed sittings: one attempt each), or for mocks to a person or a visitor (hash of the
    random key in a signed cookie). ``order`` is JSON v1: ``[{"item": version id, "options": ["c", "a", …]}]`` in the
    order shown, written before anybody presses Start. ``ends_at`` = start + limit + Σ adjustments; expiry is computed
    by comparing with it. ``lease`` numbers the writer: a newer lease makes older ones read-only.
    State moves follow ``rules.transitions``; written by ``exams.delivery.services``.
    """

    public_id = public_id()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="attempts")
    registration = models.OneToOneField(Registration, null=True, on_delete=models.PROTECT, related_name="attempt")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="mock_attempts")
    visitor_hash = models.CharField(max_length=64, blank=True)
    order = models.JSONField()
    state = enum_field(AttemptState, default=AttemptState.PREPARED)
    limit_seconds = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = enum_field(EndReason, blank=True, default="")
    receipt = models.CharField(max_length=16, blank=True)
    lease = models.PositiveIntegerField(default=0)
    token_hash = models.CharField(max_length=64, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    last_saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("delivery", "attempt", "state", AttemptState),
            # Exactly one owner.
            models.CheckConstraint(
                condition=models.Q(registration__isnull=False, person__isnull=True, visitor_hash="")
                | models.Q(registration__isnull=True, person__isnull=False, visitor_hash="")
                | (models.Q(registration__isnull=True, person__isnull=True) & ~models.Q(visitor_hash="")),
                name="delivery_attempt_one_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(limit_seconds__gte=60, limit_seconds__lte=43_200), name="delivery_limit_range"
            ),
        ]
        indexes = [
            # The worker closes what has expired.
            models.Index(fields=["state", "ends_at"], name="delivery_due"),
            models.Index(fields=["visitor_hash"], name="delivery_visitor"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.public_id}"


class AnswerEvent(models.Model):
    """One choice as the candidate made it: append-only, never updated.

    The answer to an item is the event with the highest (lease, client_seq). ``options`` is JSON v1: the response as the
    item's kind writes it (``question_bank.items.rules.kinds``), a list of strings, empty = withdrawn. ``flagged`` is the
    candidate's own mark.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answer_events")
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
