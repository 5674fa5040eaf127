"""Computing the table of a score run from its marks and verdicts."""

from collections import defaultdict

from exams.outcomes.enums import Verdict
from exams.outcomes.models import LevelResult, Mark, ScoreRun
from exams.outcomes.selectors import passing_policy
from exams.sittings.enums import AttendedDefinition
from exams.statistics.rules import layout, round_table
from exams.statistics.rules.round_table import Certificates, SeatRow


def compute(run: ScoreRun) -> layout.Json:
    """The round table of a run as JSON v1, under the round's present definition (STA-1 to STA-4)."""
    subjects = passing_policy.subjects_of(run.round)
    table = round_table.build(
        _seats(run),
        _certificates(run),
        tuple(subject.code for subject in subjects),
        AttendedDefinition(run.round.attended_definition),
    )
    names = [(subject.position_code, subject.name_zh) for subject in subjects]
    return layout.as_json(table, round_code=run.round.code, subjects=names)


def _seats(run: ScoreRun) -> list[SeatRow]:
    rows = Mark.objects.filter(run=run).values_list(
        "registration__person_id", "registration__sitting__subject__code", "attended", "score", "passed"
    )
    return [SeatRow(str(person), subject, attended, score, passed) for person, subject, attended, score, passed in rows]


def _certificates(run: ScoreRun) -> Certificates:
    found: dict[str, set[str]] = defaultdict(set)
    for person, verdict in LevelResult.objects.filter(run=run).values_list("person_id", "verdict"):
        found[verdict].add(str(person))
    return Certificates(frozenset(found[Verdict.CURRENT_ROUND]), frozenset(found[Verdict.CROSS_ROUND]))
