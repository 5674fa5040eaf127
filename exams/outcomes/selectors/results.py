"""A learner's results, round by round: what came out, why, and what follows. Released runs only (CT-08)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.outcomes.enums import RunState, Verdict
from exams.outcomes.models import LevelResult, Mark, ScoreNotice, ScoreRun
from exams.outcomes.selectors import explanations, releases
from exams.sittings.enums import RegistrationState, RoundOrigin, RoundState
from exams.sittings.models import Registration, Round
from lms.accounts.models import Person
from question_bank.syllabus.models import Subject


@dataclass(frozen=True)
class SubjectLine:
    """A paper of a result; ``score`` None: absent."""

    subject: Subject
    kind: str
    score: int | None
    passed: bool


@dataclass(frozen=True)
class Result:
    """One round of one person as the results page shows it."""

    round: Round
    run: ScoreRun
    verdict: str
    kind: str
    subjects: list[SubjectLine]
    reasons: list[str]
    mean: str | None
    notice: ScoreNotice | None
    certified: bool
    green: bool
    absent: bool


@dataclass(frozen=True)
class Pending:
    """A round the person is registered for whose results are not out; ``due_date`` where one is promised (GCT-7)."""

    round: Round
    due_date: dt.date | None


def of_person(person: Person | None) -> list[Result]:
    """The person's results, newest round first."""
    if person is None:
        return []
    found = LevelResult.objects.filter(person=person, run__state=RunState.RELEASED)
    related = "run__round__programme__level__certification"
    rows = found.select_related(related).order_by("-run__round__exam_date", "-run__round__year", "-run__round_id")
    notices = {notice.release.run_id: notice for notice in notices_of(person)}
    marks = _marks(person)
    return [_result(row, marks[row.run_id], notices.get(row.run_id)) for row in rows]


def pending(person: Person | None) -> list[Pending]:
    """Sealed rounds of which the person has handed in a paper and whose results are not out yet."""
    if person is None:
        return []
    mine = Registration.objects.filter(
        person=person, state=RegistrationState.REGISTERED, attempt__ended_at__isnull=False
    ).values("sitting__round_id")
    rounds = Round.objects.filter(
        pk__in=mine, origin=RoundOrigin.PLATFORM, state=RoundState.SEALED, rehearsal_of__isnull=True
    )
    rows = list(rounds.select_related("programme__level__certification").order_by("exam_date", "id"))
    due = releases.due_dates(rows)
    return [Pending(round, due.get(round.pk)) for round in rows]


def last_scores(person_ids: Collection[int]) -> dict[int, str]:
    """The last released green-collar score of each person, with its result; whoever has none is left out."""
    marks = Mark.objects.filter(
        registration__person_id__in=person_ids,
        run__state=RunState.RELEASED,
        run__round__programme__level__certification__code=releases.GREEN,
    )
    rows = marks.order_by("run__round__exam_date", "pk").values_list("registration__person_id", "score", "passed")
    return {person: _score(score, passed) for person, score, passed in rows}


def _score(score: int | None, passed: bool) -> str:
    if score is None:
        return _("缺考")
    return f"{score} {_('及格') if passed else _('不及格')}"


def notices_of(person: Person) -> list[ScoreNotice]:
    """The score notices of a person whose run is still the one in force."""
    found = ScoreNotice.objects.filter(person=person, release__run__state=RunState.RELEASED)
    return list(found.select_related("release"))


def _marks(person: Person) -> dict[int, list[Mark]]:
    """The person's marks in every run in force, by run, in the order of the subjects."""
    marks = Mark.objects.filter(registration__person=person, run__state=RunState.RELEASED)
    related = marks.select_related("registration__sitting__subject").defer("detail")
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in related.order_by("registration__sitting__subject__position", "pk"):
        found[mark.run_id].append(mark)
    return found


def _result(row: LevelResult, marks: list[Mark], notice: ScoreNotice | None) -> Result:
    green, verdict = releases.is_green(row.run.round), Verdict(row.verdict)
    absent = not any(mark.attended for mark in marks)
    lines = [
        SubjectLine(each.registration.sitting.subject, each.registration.kind, each.score, each.passed)
        for each in marks
    ]
    return Result(
        round=row.run.round,
        run=row.run,
        verdict=explanations.verdict(verdict, by_average=row.by_average, green=green, absent=absent),
        kind=_badge(verdict, absent),
        subjects=lines,
        reasons=explanations.passing(
            row.decision["reasons"], explanations.subject_names(line.subject for line in lines)
        ),
        mean=row.decision.get("mean"),
        notice=notice,
        certified=verdict in (Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND),
        green=green,
        absent=absent,
    )


def _badge(verdict: Verdict, absent: bool) -> str:
    if absent:
        return "neutral"
    return "bad" if verdict == Verdict.NOT_CERTIFIED else "good"
