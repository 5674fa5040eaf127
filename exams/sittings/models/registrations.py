"""Registrations, the units that register as a group, and the rights that registration reads."""

from django.conf import settings
from django.db import models

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment
from exams.sittings.enums import GroupState, RegistrationState, SittingKind
from exams.sittings.models.rounds import ExamRoom, Round, Sitting
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from question_bank.syllabus.models import Subject

STANDING = (RegistrationState.PENDING.value, RegistrationState.REGISTERED.value)
"""States in which a registration holds its place."""


class GroupUnit(models.Model):
    """A firm or school that registers and pays for its people (團報單位): the contact hands out ``code``
    (團報單位驗證碼), candidates register themselves with it, the unit pays once. Written by
    ``exams.sittings.services.groups``."""

    public_id = public_id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_units")
    contact_name = models.CharField(max_length=80)
    contact_phone = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=16, unique=True)
    payment_code = models.CharField(max_length=20, unique=True)
    state = enum_field(GroupState, default=GroupState.OPEN)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [enum_check("sittings", "group", "state", GroupState)]

    def __str__(self) -> str:
        return f"{self.name} {self.round}"


class Registration(models.Model):
    """A person registered for a sitting. ``snapshot`` is JSON v1, frozen at registration: name, school, class, serial,
    learner number and the optional answers, as they are printed. ``enrolment`` is the class that made a green-collar
    candidate eligible. A pending one waits for its fee (``payment_code`` names it to the bank) and holds its place until
    ``held_until``. ``name_confirmed_at``: the candidate has seen and confirmed how the certificate will print the name.
    Written by ``exams.sittings.services.registrations``."""

    public_id = public_id()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    kind = enum_field(SittingKind, default=SittingKind.REGULAR)
    state = enum_field(RegistrationState, default=RegistrationState.REGISTERED)
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="registrations")
    room = models.ForeignKey(ExamRoom, null=True, on_delete=models.PROTECT, related_name="registrations")
    seat = models.CharField(max_length=8, blank=True)
    snapshot = models.JSONField(default=dict)
    group = models.ForeignKey(GroupUnit, null=True, on_delete=models.PROTECT, related_name="registrations")
    payment_code = models.CharField(max_length=20, blank=True)
    held_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    name_confirmed_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("sittings", "registration", "kind", SittingKind),
            enum_check("sittings", "registration", "state", RegistrationState),
            # A person has one standing registration for a paper, paid or not (RC-02).
            models.UniqueConstraint(
                fields=["sitting", "person"],
                condition=models.Q(state__in=STANDING),
                name="sittings_registered_once",
            ),
            models.UniqueConstraint(
                fields=["sitting", "room", "seat"],
                condition=models.Q(state__in=STANDING, room__isnull=False) & ~models.Q(seat=""),
                name="sittings_seat_once",
            ),
            # A payment finds exactly one registration (several papers of one order may share a code).
            models.CheckConstraint(
                condition=~models.Q(state=RegistrationState.PENDING.value) | ~models.Q(payment_code=""),
                name="sittings_pending_has_code",
            ),
        ]
        indexes = [
            # A payment looks up its code; the sweep finds places whose hold has run out.
            models.Index(fields=["payment_code"], name="sittings_payment_code"),
            models.Index(fields=["state", "held_until"], name="sittings_held"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} {self.person}"


class Eligibility(models.Model):
    """That a person may register for a subject: the only thing registration reads. Facts written by higher apps;
    ``source_key`` makes that idempotent."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="eligibilities")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="eligibilities")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="eligibilities")
    kind = enum_field(SittingKind)
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="eligibilities")
    reason = models.CharField(max_length=60)
    valid_until = models.DateField(null=True)
    source_key = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [enum_check("sittings", "eligibility", "kind", SittingKind)]

    def __str__(self) -> str:
        return f"{self.person} {self.subject} {self.kind}"
