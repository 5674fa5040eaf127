"""Reads for the release desk: which rounds wait, what a draft says, which names cannot be printed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count

from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.outcomes import dated as settings
from exams.outcomes.enums import ReleaseState, RunState, Verdict
from exams.outcomes.models import LevelResult, Mark, Release, ScoreRun
from exams.sittings.enums import RoundOrigin, RoundState
from exams.sittings.models import Round, Sitting
from lms.core import dated, pdf
from lms.core.calendar import days
from lms.core.enums import JobState
from lms.core.models import Job
from question_bank.syllabus.models import Subject

GREEN = "green"
BANDS = tuple((low, low + 9 if low < 90 else 100) for low in range(0, 100, 10))


@dataclass(frozen=True)
class DeskRow:
    """A round on the release desk. ``step``: open, sealed, over, prepared, approved or released; ``not_started`` counts
    the attempts that still wait for their candidate."""

    round: Round
    step: str
    due_date: dt.date | None
    release: Release | None
    not_started: int = 0


@dataclass(frozen=True)
class SubjectFigures:
    """A subject in a draft: counts, mean of rounded scores, and how many scored in each band of ten."""

    subject: Subject
    registered: int
    attended: int
    passed: int
    mean: Decimal | None
    bands: list[tuple[str, int]]
    highest: int


def is_green(round: Round) -> bool:
    """The green-collar test, with its own notice, retakes and discounts."""
    return bool(round.programme.level.certification.code == GREEN)


def due_date(round: Round) -> dt.date | None:
    """The last day for the green score notices: 15 working days after the test (GCT-7); None elsewhere."""
    return due_dates([round]).get(round.pk)


def due_dates(rounds: Iterable[Round]) -> dict[int, dt.date]:
    """The last day for the notices of each green round, by the round's id; the others are left out."""
    tests = sorted((day, round.pk) for round in rounds if is_green(round) and (day := round.exam_date) is not None)
    terms = dated.History(settings.RESULT_WORKING_DAYS, settings.RESULT_COUNTY)
    off: dict[str, days.DaysOff] = {}
    found: dict[int, dt.date] = {}
    for day, pk in tests:
        county = terms.value(settings.RESULT_COUNTY, on=day)
        if county not in off:
            off[county] = days.of(county=county, start=day)
        working_days = terms.value(settings.RESULT_WORKING_DAYS, on=day)
        found[pk] = days.working_day_after(day, working_days, off=off[county])
    return found


def latest(round: Round) -> Release | None:
    """The newest release of a round."""
    return latest_of([round]).get(round.pk)


def latest_of(rounds: Iterable[Round]) -> dict[int, Release]:
    """The newest release of each round that has one, by the round's id."""
    found = Release.objects.filter(run__round__in=list(rounds)).select_related("run").order_by("run__number")
    return {release.run.round_id: release for release in found}


def latest_run_id(round_id: int) -> int | None:
    """The newest run of a round, in force or not."""
    return ScoreRun.objects.filter(round_id=round_id).order_by("-number").values_list("pk", flat=True).first()


def job_key(release: Release) -> str:
    """The key of the job that carries a release out."""
    return f"release:{release.public_id}"


def job_of(release: Release) -> Job | None:
    """The job that carries a release out, once it is approved."""
    return Job.objects.filter(key=job_key(release)).first()


def has_failed(release: Release, job: Job | None) -> bool:
    """Approved, and given up by the worker: :func:`job_of` tells its job."""
    return job is not None and job.state == JobState.FAILED and release.state == ReleaseState.APPROVED


def is_stuck(release: Release, job: Job | None) -> bool:
    """Given up while its run is still a draft: nobody has seen anything, so the round may be marked again."""
    return has_failed(release, job) and release.run.state == RunState.DRAFT


def desk(*, now: dt.datetime) -> list[DeskRow]:
    """The rounds held here, those that need somebody first, then by exam date, newest first."""
    found = Round.objects.filter(origin=RoundOrigin.PLATFORM, rehearsal_of__isnull=True).select_related(
        "programme__level__certification"
    )
    rounds = list(found.order_by("-exam_date", "-id"))
    entry_open = set(Sitting.objects.filter(entry_closes_at__gt=now).values_list("round_id", flat=True))
    releases = latest_of(rounds)
    unreleased = [round for round in rounds if round.pk not in releases]
    due, waiting = due_dates(unreleased), _not_started(unreleased)
    rows = [
        DeskRow(round, str(ReleaseState(release.state)), release.due_date, release)
        if (release := releases.get(round.pk)) is not None
        else DeskRow(round, _step(round, round.pk in entry_open), due.get(round.pk), None, waiting.get(round.pk, 0))
        for round in rounds
    ]
    return sorted(rows, key=lambda row: _ORDER.index(row.step))


def waiting_count(*, now: dt.datetime) -> int:
    """Rounds whose results wait for an officer: over and not marked, or prepared and not approved."""
    return sum(row.step in ("over", "prepared") for row in desk(now=now))


_ORDER = ("over", "prepared", "approved", "sealed", "open", "released")


def _step(round: Round, entry_open: bool) -> str:
    over = round.state == RoundState.SEALED and not entry_open
    return "over" if over else str(RoundState(round.state))


def _not_started(rounds: list[Round]) -> dict[int, int]:
    """How many attempts of each round still wait for their candidate."""
    waiting = Attempt.objects.filter(registration__sitting__round__in=rounds, state__in=transitions.BEFORE_START)
    return dict(waiting.values_list("registration__sitting__round_id").annotate(Count("pk")).order_by())


def figures(run: ScoreRun) -> list[SubjectFigures]:
    """Each subject of a run with its counts and distribution."""
    rows = Mark.objects.filter(run=run).values_list("registration__sitting__subject_id", "attended", "passed", "score")
    marks = list(rows)
    subjects = Subject.objects.filter(pk__in={row[0] for row in marks}).order_by("position")
    return [_figures(subject, [row[1:] for row in marks if row[0] == subject.pk]) for subject in subjects]


def _figures(subject: Subject, marks: list[tuple[bool, bool, int | None]]) -> SubjectFigures:
    scores = [score for _, _, score in marks if score is not None]
    counts = Counter(min(score // 10, 9) for score in scores)
    bands = [(f"{low}–{high}", counts[index]) for index, (low, high) in enumerate(BANDS)]
    return SubjectFigures(
        subject=subject,
        registered=len(marks),
        attended=sum(attended for attended, _, _ in marks),
        passed=sum(passed for _, passed, _ in marks),
        mean=_mean(scores),
        bands=bands,
        highest=max((count for _, count in bands), default=0),
    )


def _mean(scores: list[int]) -> Decimal | None:
    """The mean of rounded scores, half up to two decimals (STA-2)."""
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP) if scores else None


def verdict_counts(run: ScoreRun) -> dict[Verdict, int]:
    """How many persons got each verdict."""
    found = LevelResult.objects.filter(run=run).values("verdict").annotate(n=Count("id"))
    counts = {Verdict(row["verdict"]): row["n"] for row in found}
    return {verdict: counts.get(verdict, 0) for verdict in Verdict}


def absent_count(run: ScoreRun) -> int:
    """Persons without a verdict of their own making: not certified because absent from every paper."""
    sat = Mark.objects.filter(run=run, attended=True).values("registration__person_id")
    missing = LevelResult.objects.filter(run=run, verdict=Verdict.NOT_CERTIFIED).exclude(person_id__in=sat)
    return missing.count()


def unprintable(run: ScoreRun) -> str:
    """The characters of the names on this run's documents that no font has; empty when all can be printed."""
    rows = Mark.objects.filter(run=run, attended=True)
    names = rows.values_list("registration__snapshot", flat=True)
    return pdf.missing_glyphs("".join(str(snapshot.get("name", "")) for snapshot in names))
