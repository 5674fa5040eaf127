"""Every round with its newest figures, drafts included: the national office's overview, counted by the database."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum

from exams.outcomes.enums import RunState, Verdict
from exams.outcomes.models import LevelResult, Mark, ScoreRun
from exams.sittings.enums import RegistrationState, RoundOrigin
from exams.sittings.models import Registration, Round
from exams.statistics.rules.round_table import percentage, ratio
from question_bank.syllabus.models import Subject


@dataclass(frozen=True)
class SubjectFigures:
    """One subject of a run, or of a round without one (then only ``registered`` is known)."""

    subject: Subject
    registered: int
    attended: int | None = None
    average: str | None = None
    passed: int | None = None
    pass_rate: str | None = None


@dataclass(frozen=True)
class RoundOverview:
    """A round with the run whose figures are shown: the one in force, else the newest draft, else none."""

    round: Round
    run: ScoreRun | None
    subjects: list[SubjectFigures] = field(default_factory=list)
    certificates: int | None = None

    @property
    def is_draft(self) -> bool:
        """The figures are not published."""
        return self.run is not None and self.run.state == RunState.DRAFT

    @property
    def is_demonstration(self) -> bool:
        """Held here while the installation is a demo."""
        return bool(settings.DEMO) and self.round.origin == RoundOrigin.PLATFORM


def rounds() -> list[RoundOverview]:
    """All rounds, newest first within their programme."""
    real = Round.objects.filter(rehearsal_of__isnull=True).select_related("programme__level")
    found = list(real.order_by("programme__position", "-year", "-ordinal"))
    runs = _runs()
    chosen = [run.pk for run in runs.values()]
    marks, certificates, registered = _marks(chosen), _certificates(chosen), _registered()
    subjects = _subjects()
    overviews = []
    for round in found:
        run = runs.get(round.pk)
        figures = [
            _figures(subject, marks.get((run.pk, subject.pk))) if run else _plain(subject, registered, round)
            for subject in subjects[round.programme.level_id]
        ]
        overviews.append(RoundOverview(round, run, figures, certificates[run.pk] if run else None))
    return overviews


def _runs() -> dict[int, ScoreRun]:
    """By round: the released run, else the newest draft."""
    chosen: dict[int, ScoreRun] = {}
    for run in ScoreRun.objects.exclude(state=RunState.SUPERSEDED).order_by("number"):
        if run.round_id not in chosen or chosen[run.round_id].state != RunState.RELEASED:
            chosen[run.round_id] = run
    return chosen


def _marks(runs: list[int]) -> dict[tuple[int, int], dict[str, Any]]:
    rows = (
        Mark.objects.filter(run__in=runs)
        .values("run_id", "registration__sitting__subject_id")
        .annotate(
            registered=Count("pk"),
            sat=Count("pk", filter=Q(attended=True)),
            total=Sum("score"),
            passes=Count("pk", filter=Q(passed=True)),
        )
        .order_by()
    )
    return {(row["run_id"], row["registration__sitting__subject_id"]): dict(row) for row in rows}


def _certificates(runs: list[int]) -> dict[int, int]:
    certifying = LevelResult.objects.filter(run__in=runs, verdict__in=(Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND))
    counted = certifying.values_list("run_id").annotate(Count("pk")).order_by()
    return defaultdict(int, dict(counted))


def _registered() -> dict[tuple[int, int], int]:
    rows = Registration.objects.filter(state=RegistrationState.REGISTERED, sitting__round__isnull=False)
    counted = rows.values_list("sitting__round_id", "sitting__subject_id").annotate(Count("pk")).order_by()
    return {(round_id, subject): count for round_id, subject, count in counted}


def _subjects() -> dict[int, list[Subject]]:
    found: dict[int, list[Subject]] = defaultdict(list)
    for subject in Subject.objects.order_by("level", "position"):
        found[subject.level_id].append(subject)
    return found


def _figures(subject: Subject, row: dict[str, Any] | None) -> SubjectFigures:
    if row is None:
        return SubjectFigures(subject, 0, 0, None, 0, None)
    sat, passes = row["sat"], row["passes"]
    average = ratio(row["total"] or 0, sat)
    return SubjectFigures(subject, row["registered"], sat, average, passes, percentage(passes, sat))


def _plain(subject: Subject, registered: dict[tuple[int, int], int], round: Round) -> SubjectFigures:
    return SubjectFigures(subject, registered.get((round.pk, subject.pk), 0))
