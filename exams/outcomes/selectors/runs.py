"""Reading score runs: the one in force, its marks, and whose verdict two runs tell apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from exams.outcomes.enums import RunState
from exams.outcomes.models import LevelResult, Mark, ScoreRun
from exams.sittings.models import Round


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A person whose verdict in a round changed; None = was or is not part of it."""

    round_code: str
    person_id: int
    before: str | None
    after: str | None


def released(round: Round) -> ScoreRun | None:
    """The run in force of a round."""
    return ScoreRun.objects.select_related("round__programme").filter(round=round, state=RunState.RELEASED).first()


def released_after(round: Round) -> Iterator[ScoreRun]:
    """The runs in force of the programme's later rounds, in their order. Lazily: each is read when its turn comes."""
    later = Q(round__year__gt=round.year) | Q(round__year=round.year, round__ordinal__gt=round.ordinal)
    found = ScoreRun.objects.filter(later, round__programme=round.programme_id, state=RunState.RELEASED)
    for pk in list(found.order_by("round__year", "round__ordinal").values_list("pk", flat=True)):
        yield ScoreRun.objects.select_related("round__programme__level__certification").get(pk=pk)


def marks_of(run: ScoreRun) -> Iterator[tuple[Mark, int, str]]:
    """(mark, person id, subject code) of every registration of a run."""
    rows = Mark.objects.filter(run=run).select_related("registration__sitting__subject").order_by("pk")
    for mark in rows:
        yield mark, mark.registration.person_id, mark.registration.sitting.subject.code


def verdict_changes(before: ScoreRun, after: ScoreRun) -> list[VerdictChange]:
    """Whose verdict differs between two runs of a round, by person."""
    old, new = (_verdicts(run) for run in (before, after))
    return [
        VerdictChange(after.round.code, person, old.get(person), new.get(person))
        for person in sorted(old.keys() | new.keys())
        if old.get(person) != new.get(person)
    ]


def _verdicts(run: ScoreRun) -> dict[int, str]:
    return dict(LevelResult.objects.filter(run=run).values_list("person_id", "verdict"))
