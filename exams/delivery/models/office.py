"""What the exam office decides around a running round: late answers, suspended items, disasters."""

from django.conf import settings
from django.db import models

from exams.delivery.enums import DisruptionMeasure, DisruptionState
from exams.delivery.models.attempts import Attempt
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.core.fields import enum_check, enum_field, public_id
from lms.organizations.models import County
from question_bank.items.models import ItemVersion


class LateDecision(models.Model):
    """What became of an attempt's late answers, and why. Accepted ones have been copied to the answers under their own
    lease and number; refused ones stay evidence. Append-only. Written by ``exams.delivery.services.late``."""

    public_id = public_id()
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_decisions")
    accepted = models.BooleanField()
    answers = models.PositiveIntegerField()
    last_id = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"late decision {self.public_id}"


class ItemSuspension(models.Model):
    """An item of a sealed round that candidates are told to leave aside; what becomes of it is decided after the exam.

    ``lifted_at`` ends it. Written by ``exams.delivery.services.suspensions``."""

    public_id = public_id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="suspensions")
    item = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # An item is suspended or it is not.
            models.UniqueConstraint(
                fields=["round", "item"],
                condition=models.Q(lifted_at__isnull=True),
                name="delivery_suspended_once",
            )
        ]

    def __str__(self) -> str:
        return f"suspension {self.public_id}"


class Disruption(models.Model):
    """A disaster in some counties during a round and what is done for the people there (TW-5).

    ``plan`` is JSON v1 of ``exams.delivery.services.disruptions``: new instants by sitting, or new rooms. It takes effect
    when a second officer confirms it. Written by ``exams.delivery.services.disruptions``."""

    public_id = public_id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="disruptions")
    counties = models.ManyToManyField(County, related_name="+")
    measure = enum_field(DisruptionMeasure)
    plan = models.JSONField()
    reason = models.CharField(max_length=300)
    state = enum_field(DisruptionState, default=DisruptionState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("delivery", "disruption", "measure", DisruptionMeasure),
            enum_check("delivery", "disruption", "state", DisruptionState),
            # Two persons, whoever writes the row.
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="delivery_disruption_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"disruption {self.public_id}"


class RoomPack(models.Model):
    """What a room needs on the day the network dies, as one PDF encrypted under a passphrase that its maker never sees.

    ``sealed`` holds the passphrase (vault purpose ``delivery.room_pack``); the newest pack of a room and sitting counts.
    Written by ``exams.delivery.services.room_packs``."""

    public_id = public_id()
    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="packs")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="packs")
    path = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pack {self.public_id}"


class PackOpening(models.Model):
    """That somebody was shown the passphrase of a pack, and why. Append-only."""

    pack = models.ForeignKey(RoomPack, on_delete=models.PROTECT, related_name="openings")
    shown_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    shown_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"opening of {self.pack_id}"


class DisruptedCase(models.Model):
    """One registration that a disruption touched. ``before`` and ``after`` are JSON v1: sitting, room and seat, and for a
    stopped attempt the seconds that were left."""

    disruption = models.ForeignKey(Disruption, on_delete=models.PROTECT, related_name="cases")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="disruptions")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disruption", "registration"], name="delivery_disrupted_once")]

    def __str__(self) -> str:
        return f"{self.disruption_id} {self.registration_id}"
