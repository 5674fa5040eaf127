"""From answers to awards: score runs, marks, level results, retained subjects, awards, releases, score notices, retakes."""

from django.conf import settings
from django.db import models

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment
from exams.outcomes.enums import AwardBasis, ReleaseState, RetakeState, RunOrigin, RunState, Verdict
from exams.sittings.models import Registration, Round
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from question_bank.syllabus.models import Subject


class ScoreRun(models.Model):
    """One computation of a whole round: immutable once its state is released or superseded.

    ``policy`` is JSON v1, the passing policy used; ``input_hash`` covers the inputs, so the same input twice is the
    same run. Every result view shows one run, its number and date.
    """

    public_id = public_id()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="score_runs")
    number = models.PositiveIntegerField()
    origin = enum_field(RunOrigin)
    state = enum_field(RunState, default=RunState.DRAFT)
    policy = models.JSONField()
    input_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("outcomes", "run", "origin", RunOrigin),
            enum_check("outcomes", "run", "state", RunState),
            models.UniqueConstraint(fields=["round", "number"], name="outcomes_run_number"),
            # One run of a round is the released one.
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(state=RunState.RELEASED.value), name="outcomes_run_released"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} run {self.number}"


class Mark(models.Model):
    """A registration's mark in a run. ``raw_hundredths`` before rounding, ``score`` rounded half up (PAS-1); both empty
    when absent. ``detail`` is JSON v1: per-item marks with reasons (empty for imported scores)."""

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="marks")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="marks")
    attended = models.BooleanField()
    raw_hundredths = models.PositiveIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField()
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "registration"], name="outcomes_mark_once"),
            # Absent means no score, present means one (PAS-3).
            models.CheckConstraint(
                condition=models.Q(attended=True, raw_hundredths__isnull=False, score__isnull=False)
                | models.Q(attended=False, raw_hundredths__isnull=True, score__isnull=True, passed=False),
                name="outcomes_mark_attended",
            ),
            models.CheckConstraint(
                condition=models.Q(raw_hundredths__isnull=True) | models.Q(raw_hundredths__lte=10_000),
                name="outcomes_mark_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.registration_id}"


class LevelResult(models.Model):
    """A person's verdict in a run. ``decision`` is JSON v1: mean, passed subjects and reasons of ``rules.passing``."""

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="level_results")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="level_results")
    verdict = enum_field(Verdict)
    by_average = models.BooleanField(default=False)
    decision = models.JSONField(default=dict)

    class Meta:
        constraints = [
            enum_check("outcomes", "levelresult", "verdict", Verdict),
            models.UniqueConstraint(fields=["run", "person"], name="outcomes_levelresult_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.verdict}"


class RetainedSubject(models.Model):
    """A subject passed in a run that can complete a later round until ``valid_until`` (PAS-5; None = no limit set)."""

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="retained_subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="retained_subjects")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="retained")
    score = models.PositiveSmallIntegerField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person", "subject"], name="outcomes_retained_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.subject}"


class Award(models.Model):
    """The decision to certify a person in a programme. At most one is active; a re-run may supersede it."""

    public_id = public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="awards")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="awards")
    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="awards")
    basis = enum_field(AwardBasis)
    by_average = models.BooleanField(default=False)
    awarded_date = models.DateField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            enum_check("outcomes", "award", "basis", AwardBasis),
            # No second certificate at a level (PAS-6).
            models.UniqueConstraint(
                fields=["person", "programme"], condition=models.Q(is_active=True), name="outcomes_award_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.person}"


class Release(models.Model):
    """Letting a run out: prepared by one officer, approved by another, then carried out by a resumable job.

    ``done`` is JSON v1: the names of the effects already applied. Written by ``exams.outcomes.services.releases``.
    """

    public_id = public_id()
    run = models.OneToOneField(ScoreRun, on_delete=models.PROTECT, related_name="release")
    state = enum_field(ReleaseState, default=ReleaseState.PREPARED)
    due_date = models.DateField(null=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    done = models.JSONField(default=list)

    class Meta:
        constraints = [
            enum_check("outcomes", "release", "state", ReleaseState),
            # Four eyes, whoever writes.
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("prepared_by")),
                name="outcomes_release_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"release of {self.run}"


class ScoreNotice(models.Model):
    """The score notice of a person in a release: frozen snapshot and the PDF made from it (GCT-8)."""

    public_id = public_id()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="score_notices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="score_notices")
    snapshot = models.JSONField()
    pdf_path = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "person"], name="outcomes_notice_once")]

    def __str__(self) -> str:
        return f"score notice {self.public_id}"


class RetakeApplication(models.Model):
    """A request for 補測 to the original host school (GCT-12). ``decision`` is JSON v1: the eligibility decision shown
    when it was sent. ``registration`` is the seat it led to. Written by ``exams.outcomes.services.retakes``."""

    public_id = public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="retake_applications")
    failed_mark = models.OneToOneField(Mark, on_delete=models.PROTECT, related_name="retake_application")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="retake_applications")
    target_round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="retake_applications")
    state = enum_field(RetakeState, default=RetakeState.SUBMITTED)
    decision = models.JSONField()
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    registration = models.OneToOneField(
        Registration, null=True, on_delete=models.PROTECT, related_name="retake_application"
    )

    class Meta:
        constraints = [enum_check("outcomes", "retake", "state", RetakeState)]

    def __str__(self) -> str:
        return f"retake {self.public_id}"
