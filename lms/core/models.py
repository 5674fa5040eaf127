"""Tables of the shared kernel: audit trail, jobs, dated settings, days off."""

from django.conf import settings
from django.db import models

from lms.core.enums import JobState
from lms.core.fields import enum_check, enum_field, public_id


class AuditEvent(models.Model):
    """What somebody did to something: append-only, each row's hash covers the row before it.

    ``data`` holds ids and codes only, never personal data or answers. Written by ``lms.core.audit.record`` alone.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        # "What happened to this thing?" is the trail's one query.
        indexes = [models.Index(fields=["subject", "id"], name="core_audit_subject")]
        # Two rows can never follow the same one: the chain cannot fork.
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="core_audit_chain")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Job(models.Model):
    """A piece of background work a person can watch. Written by ``lms.core.jobs`` alone.

    ``key`` makes it idempotent: the same work asked for twice is one row. A running job whose heartbeat is stale was
    lost with its worker and is taken up again.
    """

    public_id = public_id()
    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=120, unique=True)
    arguments = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = enum_field(JobState, default=JobState.QUEUED)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [enum_check("core", "job", "state", JobState)]
        # Beat looks for queued and stale jobs.
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="core_job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DatedValue(models.Model):
    """An approved value of a dated setting; immutable. Written by ``lms.core.dated.approve`` alone."""

    key = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    basis = models.CharField(max_length=200)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["key", "effective_from"], name="core_dated_lookup")]
        constraints = [
            # A period cannot end before it begins.
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=models.F("effective_from")),
                name="core_dated_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.effective_from}"


class DayOff(models.Model):
    """A change to the calendar's computed days off: a day added (typhoon, new holiday) or taken back (working day).

    ``county`` blank = the whole country. Rows are never edited: the newest row for a day and county decides.
    """

    day = models.DateField()
    county = models.CharField(max_length=3, blank=True)
    is_off = models.BooleanField(default=True)
    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day", "county"], name="core_dayoff_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
