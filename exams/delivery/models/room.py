"""What happens in an exam room besides answering: presence, notices, incidents, objections, calls, signals, orders."""

from django.conf import settings
from django.db import models

from exams.delivery.enums import (
    ArrivalWay,
    AttendanceState,
    IdentityCheck,
    OrderKind,
    OrderState,
    SignalKind,
    SignatureState,
)
from exams.delivery.models.attempts import Attempt
from exams.sittings.models import ExamRoom, Registration, Round
from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.models import ItemVersion


class Attendance(models.Model):
    """That a candidate came to a paper, when, and whether the document matched: for computer and paper sittings alike.

    Nothing of the identity document is stored, only the outcome of comparing it. Written by
    ``exams.delivery.services.attendance``."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="attendance")
    state = enum_field(AttendanceState)
    identity = enum_field(IdentityCheck, default=IdentityCheck.NOT_CHECKED)
    way = enum_field(ArrivalWay, default=ArrivalWay.LIST)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("delivery", "attendance", "state", AttendanceState),
            enum_check("delivery", "attendance", "identity", IdentityCheck),
            enum_check("delivery", "attendance", "way", ArrivalWay),
        ]

    def __str__(self) -> str:
        return f"attendance of {self.registration_id}"


class Notice(models.Model):
    """A message to candidates on their screens: to one attempt, a room, or a whole round (exactly one). Append-only."""

    public_id = public_id()
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="notices")
    room = models.ForeignKey(ExamRoom, null=True, on_delete=models.PROTECT, related_name="notices")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="notices")
    text = models.CharField(max_length=400)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempt__isnull=False, room__isnull=True, round__isnull=True)
                | models.Q(attempt__isnull=True, room__isnull=False, round__isnull=True)
                | models.Q(attempt__isnull=True, room__isnull=True, round__isnull=False),
                name="delivery_notice_one_scope",
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.public_id}"


class Incident(models.Model):
    """What was noted about a candidate's conduct or trouble (CON-1): facts, never a judgement.

    ``category`` and ``reason`` are codes of the two-level list in force (``rule_version``). The candidate's signature is
    a picture stored encrypted at ``signature_path``, or its refusal is noted. Append-only: a correction is a new entry
    that ``corrects`` the old one. Written by ``exams.delivery.services.incidents``."""

    public_id = public_id()
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="incidents")
    room = models.ForeignKey(ExamRoom, null=True, on_delete=models.PROTECT, related_name="incidents")
    category = models.CharField(max_length=40)
    reason = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=40)
    facts = models.CharField(max_length=1000)
    occurred_at = models.DateTimeField()
    signature = enum_field(SignatureState)
    signature_path = models.CharField(max_length=120, blank=True)
    signature_sha256 = models.CharField(max_length=64, blank=True)
    refusal_note = models.CharField(max_length=200, blank=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("delivery", "incident", "signature", SignatureState),
            # Signed means that there is a signature.
            models.CheckConstraint(
                condition=~models.Q(signature=SignatureState.SIGNED.value) | ~models.Q(signature_path=""),
                name="delivery_incident_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.public_id}"


class Objection(models.Model):
    """A candidate's remark about an item, noted on the spot; what becomes of it is decided after the exam. Append-only."""

    public_id = public_id()
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="objections")
    item = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"objection {self.public_id}"


class HelpCall(models.Model):
    """A candidate asks for help; open until somebody of the room answers. Written by ``exams.delivery.services.calls``."""

    public_id = public_id()
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="help_calls")
    called_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Pressing twice calls once.
            models.UniqueConstraint(
                fields=["attempt"], condition=models.Q(answered_at__isnull=True), name="delivery_help_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"call {self.public_id}"


class Signal(models.Model):
    """What a screen reported (focus lost, paste, …): sorts the live room's list, proves nothing. Append-only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="signals")
    kind = enum_field(SignalKind)
    seconds = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [enum_check("delivery", "signal", "kind", SignalKind)]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class Order(models.Model):
    """An action on many candidates, or a large one, that takes effect when a second person confirms it.

    ``scope`` and ``terms`` are JSON v1 of ``exams.delivery.services.orders``. It lapses at ``expires_at``."""

    public_id = public_id()
    kind = enum_field(OrderKind)
    room = models.ForeignKey(ExamRoom, null=True, on_delete=models.PROTECT, related_name="orders")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="orders")
    scope = models.JSONField()
    terms = models.JSONField()
    state = enum_field(OrderState, default=OrderState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("delivery", "order", "kind", OrderKind),
            enum_check("delivery", "order", "state", OrderState),
            # Two persons, whoever writes the row.
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="delivery_order_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.public_id}"
