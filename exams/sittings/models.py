"""Rounds (梯次), sittings, rooms, registrations and who may register."""

from django.conf import settings
from django.db import models

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment
from exams.papers.models import Form
from exams.sittings.enums import (
    AttendedDefinition,
    RegistrationState,
    RoundOrigin,
    RoundState,
    SittingKind,
    SittingMode,
)
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from lms.organizations.models import TestArea
from question_bank.syllabus.models import Subject


class Round(models.Model):
    """One 梯次 of a programme. ``year`` (ROC) and ``ordinal`` are the parts of its code ``113-1``.

    ``attended_definition`` is the published denominator of the round (STA-3). Written by
    ``exams.sittings.services.rounds``.
    """

    public_id = public_id()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    exam_date = models.DateField(null=True)
    bulletin_date = models.DateField(null=True)
    attended_definition = enum_field(AttendedDefinition, max_length=40)
    origin = enum_field(RoundOrigin)
    state = enum_field(RoundState, default=RoundState.OPEN)
    note_zh = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            enum_check("sittings", "round", "attended_definition", AttendedDefinition),
            enum_check("sittings", "round", "origin", RoundOrigin),
            enum_check("sittings", "round", "state", RoundState),
            models.UniqueConstraint(fields=["programme", "code"], name="sittings_round_code"),
            # Rounds of a programme have one order, which retention across rounds follows.
            models.UniqueConstraint(fields=["programme", "year", "ordinal"], name="sittings_round_order"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code}/{self.code}"


class Sitting(models.Model):
    """One subject's paper: of a round (computer or paper), or a mock (always open, no round).

    ``opens_at`` is the earliest start, ``entry_closes_at`` the instant from which entry is refused, ``minutes`` the
    limit of a candidate without adjustments. ``config_hash`` freezes the configuration once ``sealed_at`` is set.
    Written by ``exams.sittings.services`` and, for sealing, ``exams.delivery.services.sealing``.
    """

    public_id = public_id()
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="sittings")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sittings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="sittings")
    mode = enum_field(SittingMode)
    forms = models.ManyToManyField(Form, related_name="sittings")
    opens_at = models.DateTimeField(null=True)
    entry_closes_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField()
    leave_after_minutes = models.PositiveSmallIntegerField(default=0)
    self_admission = models.BooleanField(default=False)
    sealed_at = models.DateTimeField(null=True)
    config_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            enum_check("sittings", "sitting", "mode", SittingMode),
            models.UniqueConstraint(fields=["round", "subject", "mode"], name="sittings_round_subject"),
            # A mock has no round; everything else has one, with its instants.
            models.CheckConstraint(
                condition=models.Q(mode=SittingMode.MOCK.value, round__isnull=True)
                | (~models.Q(mode=SittingMode.MOCK.value) & models.Q(round__isnull=False)),
                name="sittings_mock_has_no_round",
            ),
            # Everybody's mock of a subject is the same sitting.
            models.UniqueConstraint(
                fields=["programme", "subject"],
                condition=models.Q(mode=SittingMode.MOCK.value),
                name="sittings_one_mock",
            ),
            models.CheckConstraint(condition=models.Q(minutes__gte=1, minutes__lte=600), name="sittings_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.round or 'mock'} {self.subject.code}"

    @property
    def is_mock(self) -> bool:
        """Always open, without registration."""
        return self.mode == SittingMode.MOCK


class ExamRoom(models.Model):
    """A room (試場) of a round in a test area."""

    public_id = public_id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="rooms")
    test_area = models.ForeignKey(TestArea, on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="sittings_room_code")]

    def __str__(self) -> str:
        return f"{self.round} {self.code}"


class Registration(models.Model):
    """A person registered for a sitting. ``snapshot`` is JSON v1, frozen at registration: name, school, class, serial,
    learner number and the optional answers, as they are printed. ``enrolment`` is the class that made a green-collar
    candidate eligible. Written by ``exams.sittings.services.registrations``."""

    public_id = public_id()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    kind = enum_field(SittingKind, default=SittingKind.REGULAR)
    state = enum_field(RegistrationState, default=RegistrationState.REGISTERED)
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="registrations")
    room = models.ForeignKey(ExamRoom, null=True, on_delete=models.PROTECT, related_name="registrations")
    seat = models.CharField(max_length=8, blank=True)
    snapshot = models.JSONField(default=dict)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("sittings", "registration", "kind", SittingKind),
            enum_check("sittings", "registration", "state", RegistrationState),
            models.UniqueConstraint(
                fields=["sitting", "person"],
                condition=models.Q(state=RegistrationState.REGISTERED.value),
                name="sittings_registered_once",
            ),
            models.UniqueConstraint(
                fields=["sitting", "room", "seat"],
                condition=models.Q(state=RegistrationState.REGISTERED.value, room__isnull=False) & ~models.Q(seat=""),
                name="sittings_seat_once",
            ),
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


class Duty(models.Model):
    """A user invigilates a room of a round."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="sittings_duty_once")]

    def __str__(self) -> str:
        return f"{self.room} user {self.user_id}"
