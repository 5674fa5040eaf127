"""A whole round decided person by person: what :mod:`passing` says for each, and what each keeps for later rounds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from exams.outcomes.enums import Verdict
from exams.outcomes.rules import passing

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class MarkInput:
    """What marking or an import found for one registration. ``raw_hundredths`` is after deductions, None exactly when
    absent; ``detail`` is JSON v1 of the mark (empty for imported scores)."""

    registration_id: int
    person_id: int
    subject_code: str
    attended: bool
    raw_hundredths: int | None
    detail: dict[str, Any] = field(default_factory=dict)

    def result(self) -> passing.SubjectResult:
        """The input in the words of the passing rules. Raises ``ValueError`` as they do."""
        raw = None if self.raw_hundredths is None else self.raw_hundredths / _HUNDRED
        return passing.SubjectResult(self.subject_code, self.attended, raw)


def decide(
    inputs: Iterable[MarkInput],
    *,
    retained: Mapping[int, Sequence[passing.Retained]],
    certified: frozenset[int],
    policy: passing.Policy,
    round_year: int,
    round_date: date | None,
) -> dict[int, passing.LevelDecision]:
    """The decision of every person of the round. Raises ``ValueError`` for a subject that comes twice."""
    results: dict[int, list[passing.SubjectResult]] = defaultdict(list)
    for each in inputs:
        results[each.person_id].append(each.result())
    return {
        person: passing.decide_level(
            of_person, retained.get(person, ()), person in certified, policy, round_year, round_date
        )
        for person, of_person in results.items()
    }


def kept(decision: passing.LevelDecision, policy: passing.Policy, round_year: int) -> tuple[passing.Retained, ...]:
    """The subjects passed in this very round that stay for later ones; nothing once certified (PAS-5, PAS-6)."""
    if decision.verdict is not Verdict.NOT_CERTIFIED:
        return ()
    until = passing.retained_until(round_year, policy)
    return tuple(
        passing.Retained(score.subject, score.score, until)
        for score in decision.scores
        if score.passed and score.score is not None
    )


def as_json(decision: passing.LevelDecision) -> dict[str, object]:
    """The decision as JSON v1, as a level result stores it."""
    return {
        "v": 1,
        "mean": None if decision.mean is None else str(decision.mean),
        "passed_subjects": list(decision.passed_subjects),
        "retained_used": list(decision.retained_used),
        "retained_after": [
            {"subject": each.subject, "score": each.score, "until": each.valid_until and each.valid_until.isoformat()}
            for each in decision.retained_after
        ],
        "reasons": [reason.as_json() for reason in decision.reasons],
    }
