"""Accommodations (ACC-1 to ACC-3): what is asked for and proven is sealed; what was granted says no more than it must.

Health data are special-category data (個資法 §6): they live in these tables only, encrypted, and every reading by staff
is logged.
"""

from django.conf import settings
from django.db import models

from exams.sittings.enums import AccommodationState, EvidenceKind
from exams.sittings.models.registrations import Registration
from exams.sittings.models.rounds import Round
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id


class AccommodationRequest(models.Model):
    """What a person asks for in a round. ``sealed`` is vault JSON v1 (purpose ``sittings.accommodation``): needs, reason,
    and after the decision its note. ``complete_by`` is the last day for what is missing (限期補正). Written by
    ``exams.sittings.services.accommodations``."""

    public_id = public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accommodation_requests")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="accommodation_requests")
    state = enum_field(AccommodationState, default=AccommodationState.REQUESTED)
    sealed = models.BinaryField()
    requested_at = models.DateTimeField()
    complete_by = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("sittings", "accommodation", "state", AccommodationState),
            # One request to a round stands; a withdrawn one may be made again.
            models.UniqueConstraint(
                fields=["person", "round"],
                condition=~models.Q(state=AccommodationState.WITHDRAWN.value),
                name="sittings_accommodation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"accommodation request {self.public_id}"


class AccommodationEvidence(models.Model):
    """A document that proves a need: stored encrypted, known by its hash. ``issued_date`` decides whether it is recent
    enough (ACC-2)."""

    public_id = public_id()
    request = models.ForeignKey(AccommodationRequest, on_delete=models.PROTECT, related_name="evidence")
    kind = enum_field(EvidenceKind)
    issued_date = models.DateField(null=True)
    path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [enum_check("sittings", "evidence", "kind", EvidenceKind)]

    def __str__(self) -> str:
        return f"evidence {self.public_id}"


class AccommodationReading(models.Model):
    """That somebody of the staff read a request or a document of it. Append-only."""

    request = models.ForeignKey(AccommodationRequest, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reading of {self.request_id}"


class Accommodation(models.Model):
    """What was granted to a registration, without any reason. ``extra_minutes`` enters the time ledger of its attempt;
    ``rest_minutes`` is how long the clock may be stopped in all; ``room_needs`` are codes for whoever prepares the room."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="accommodation")
    request = models.ForeignKey(AccommodationRequest, on_delete=models.PROTECT, related_name="granted")
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    rest_minutes = models.PositiveSmallIntegerField(default=0)
    large_type = models.BooleanField(default=False)
    room_needs = models.JSONField(default=list)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(extra_minutes__lte=240, rest_minutes__lte=240), name="sittings_accommodation_range"
            )
        ]

    def __str__(self) -> str:
        return f"accommodation of {self.registration_id}"
