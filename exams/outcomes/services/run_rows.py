"""Writing what a run decided: its marks, level results and subjects kept. Called by ``score_runs`` alone."""

from collections.abc import Mapping, Sequence

from exams.outcomes.models import LevelResult, Mark, RetainedSubject, ScoreRun
from exams.outcomes.rules import passing, round_decisions
from exams.outcomes.rules.round_decisions import MarkInput
from exams.outcomes.selectors import passing_policy

_BATCH = 2_000
Decisions = Mapping[int, passing.LevelDecision]


def write(run: ScoreRun, inputs: Sequence[MarkInput], decisions: Decisions, policy: passing.Policy) -> None:
    """Insert all rows of a new run. Call inside the transaction that made it."""
    Mark.objects.bulk_create(_marks(run, inputs, decisions), batch_size=_BATCH)
    results = [
        LevelResult(
            run=run,
            person_id=person,
            verdict=decision.verdict,
            by_average=decision.by_average,
            decision=round_decisions.as_json(decision),
        )
        for person, decision in decisions.items()
    ]
    LevelResult.objects.bulk_create(results, batch_size=_BATCH)
    RetainedSubject.objects.bulk_create(_retained(run, decisions, policy), batch_size=_BATCH)


def _marks(run: ScoreRun, inputs: Sequence[MarkInput], decisions: Decisions) -> list[Mark]:
    scores = {(person, score.subject): score for person, each in decisions.items() for score in each.scores}
    marks = []
    for each in inputs:
        score = scores[each.person_id, each.subject_code]
        marks.append(
            Mark(
                run=run,
                registration_id=each.registration_id,
                attended=each.attended,
                raw_hundredths=each.raw_hundredths,
                score=score.score,
                passed=score.passed,
                detail=each.detail,
            )
        )
    return marks


def _retained(run: ScoreRun, decisions: Decisions, policy: passing.Policy) -> list[RetainedSubject]:
    subjects = {subject.code: subject for subject in passing_policy.subjects_of(run.round)}
    return [
        RetainedSubject(
            run=run, person_id=person, subject=subjects[each.subject], score=each.score, valid_until=each.valid_until
        )
        for person, decision in decisions.items()
        for each in round_decisions.kept(decision, policy, run.round.year)
    ]
