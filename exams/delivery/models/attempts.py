"""Attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import AttemptState, EndReason
from exams.papers.models import Form
from exams.sittings.models import Registration, Sitting
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id

STATE_LABELS = {
    AttemptState.PREPARED: _("未報到"),
    AttemptState.ADMITTED: _("已報到"),
    AttemptState.RUNNING: _("作答中"),
    AttemptState.PAUSED: _("暫停"),
    AttemptState.ENDED: _("已結束"),
    AttemptState.CLOSED: _("已截收"),
    AttemptState.VOID: _("作廢"),
}


class Attempt(models.Model):
    """One paper in front of one candidate.

    Belongs to a registration (sealed sittings: one attempt each), or for mocks to a person or a visitor (hash of the
    random key in a signed cookie). ``order`` is JSON v1: ``[{"item": version id, "options": ["c", "a", …]}]`` in the
    order shown, written before anybody presses Start. ``ends_at`` = start + limit + Σ adjustments; expiry is computed
    by comparing with it. ``lease`` numbers the writer: a newer lease makes older ones read-only. ``held_seq``: answers
    1 … n of the current lease are all stored; ``top_seq``: the highest that is, so a gap shows without counting.
    ``news`` counts ledger entries and notices that concern the attempt: while it is 0 the answers path need not look for
    any. ``delay_seconds`` shifts the window of one who has not started; read it through ``selectors.status``. A paper
    attempt has the same row; its answers come from sheets.
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
    held_seq = models.PositiveIntegerField(default=0)
    top_seq = models.PositiveIntegerField(default=0)
    news = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    delay_seconds = models.PositiveIntegerField(default=0)
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
