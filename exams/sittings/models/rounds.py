"""Rounds (梯次), their sittings and rooms."""

from django.db import models

from courses.catalogue.models import Programme
from exams.papers.models import Form
from exams.sittings.enums import AttendedDefinition, RoundOrigin, RoundState, SittingMode
from lms.core.fields import enum_check, enum_field, public_id
from lms.organizations.models import TestArea
from question_bank.syllabus.models import Subject


class Round(models.Model):
    """One 梯次 of a programme. ``year`` (ROC) and ``ordinal`` are the parts of its code ``113-1``.

    ``attended_definition`` is the published denominator of the round (STA-3). Registration is taken from
    ``registration_opens_at`` until just before ``registration_closes_at`` (null: not announced, so closed); fees are
    paid by the end of ``pay_by``, and places kept some days longer (``Registration.held_until``). A rehearsal copies the round ``rehearsal_of`` and counts nowhere.
    Written by ``exams.sittings.services.rounds``.
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
    registration_opens_at = models.DateTimeField(null=True)
    registration_closes_at = models.DateTimeField(null=True)
    pay_by = models.DateField(null=True)
    rehearsal_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="rehearsals")
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
            # Rounds of a programme have one order, which retention across rounds follows; rehearsals have no place in it.
            models.UniqueConstraint(
                fields=["programme", "year", "ordinal"],
                condition=models.Q(rehearsal_of__isnull=True),
                name="sittings_round_order",
            ),
            models.CheckConstraint(
                condition=models.Q(registration_opens_at__isnull=True, registration_closes_at__isnull=True)
                | models.Q(registration_closes_at__gt=models.F("registration_opens_at")),
                name="sittings_round_window",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code}/{self.code}"


class Sitting(models.Model):
    """One subject's paper: of a round (computer or paper), or a mock (always open, no round).

    ``opens_at`` is the earliest start, ``entry_closes_at`` the instant from which entry is refused, ``minutes`` the
    limit of a candidate without adjustments, ``capacity`` the number of places (null: no limit announced), ``fee_twd``
    the fee (null: not announced, 0: none). ``make_up_of`` is the sitting whose candidates a disaster sent here.
    ``config_hash`` freezes the configuration once ``sealed_at`` is set.
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
    capacity = models.PositiveIntegerField(null=True)
    fee_twd = models.PositiveIntegerField(null=True)
    make_up_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="make_ups")
    sealed_at = models.DateTimeField(null=True)
    config_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            enum_check("sittings", "sitting", "mode", SittingMode),
            models.UniqueConstraint(
                fields=["round", "subject", "mode"],
                condition=models.Q(make_up_of__isnull=True),
                name="sittings_round_subject",
            ),
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
    """A room (試場) of a round in a test area.

    ``place`` is how one finds it (building, floor, address); ``capacity`` the number of its seats (null: not counted);
    ``is_reserved`` keeps it for candidates with accommodations, ``is_step_free`` says it is reached without stairs.
    """

    public_id = public_id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="rooms")
    test_area = models.ForeignKey(TestArea, on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    place = models.CharField(max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True)
    is_reserved = models.BooleanField(default=False)
    is_step_free = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="sittings_room_code")]

    def __str__(self) -> str:
        return f"{self.round} {self.code}"
