"""The result of a mock: each part's score, the passing rule in words, and what to study next.

Nothing is stored: answers, keys and the passing policy of the day give it again at any time (STYLE 12).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from exams.delivery.selectors import responses, status
from exams.outcomes.enums import Verdict
from exams.outcomes.rules import passing
from exams.outcomes.selectors import keys, passing_policy
from exams.practice.models import MockExam, MockPart
from exams.practice.selectors import mocks, papers, wording
from lms.core.calendar.rules import roc_year
from question_bank.syllabus.models import Subject


@dataclass(frozen=True)
class PartResult:
    """A part. ``score`` is None until it is over, ``paper`` too, and where only scores were asked for."""

    part: MockPart
    subject: Subject
    is_over: bool
    started: bool
    how: str
    points: Decimal | None
    score: passing.SubjectScore | None
    paper: papers.Paper | None


@dataclass(frozen=True)
class MockResult:
    """A mock as its result page shows it; ``decision`` and ``sentence`` once every part is over."""

    mock: MockExam
    parts: list[PartResult]
    policy: passing.Policy
    decision: passing.LevelDecision | None
    sentence: str
    next_part: MockPart | None

    @property
    def passed(self) -> bool:
        """Whether this would have led to a certificate in one round."""
        return self.decision is not None and self.decision.verdict == Verdict.CURRENT_ROUND


def of(mock: MockExam, *, now: dt.datetime) -> MockResult:
    """The result as far as it may be shown at ``now``."""
    return of_many([mock], now=now, detail=True)[0]


def of_many(exams: Sequence[MockExam], *, now: dt.datetime, detail: bool = False) -> list[MockResult]:
    """The results of several mocks in their order, in a fixed number of queries; scores only unless ``detail``."""
    parts = mocks.parts_of(exams)
    over = [part for rows in parts.values() for part in rows if mocks.is_over(part.attempt, now=now)]
    answers = responses.final([part.attempt_id for part in over])
    of_forms = keys.of_forms(part.attempt.form_id for part in over)
    days = {(mock.programme, _day(mock)) for mock in exams}
    policies = {each: passing_policy.for_programme(each[0], on=each[1]) for each in days}
    found = []
    for mock in exams:
        policy = policies[mock.programme, _day(mock)]
        shown = [_part(part, policy, now, answers.get(part.attempt_id), of_forms, detail) for part in parts[mock.pk]]
        found.append(_result(mock, policy, shown, mocks.first_open(parts[mock.pk], now=now)))
    return found


def _result(mock: MockExam, policy: passing.Policy, parts: list[PartResult], next_part: MockPart | None) -> MockResult:
    decision = _decide(mock, policy, parts) if all(part.is_over for part in parts) else None
    labels = {part.subject.code: part.subject.position_code for part in parts}
    sentence = wording.sentence(decision, policy, labels) if decision else ""
    return MockResult(mock, parts, policy, decision, sentence, next_part)


def _decide(mock: MockExam, policy: passing.Policy, parts: list[PartResult]) -> passing.LevelDecision:
    """The parts as one round of somebody who holds nothing from earlier rounds."""
    results = [
        passing.SubjectResult(part.subject.code, part.started, part.points if part.started else None) for part in parts
    ]
    day = _day(mock)
    return passing.decide_level(results, (), False, policy, roc_year(day.year), day)


def _day(mock: MockExam) -> dt.date:
    return timezone.localtime(mock.created_at).date()


def _part(
    part: MockPart,
    policy: passing.Policy,
    now: dt.datetime,
    answers: dict[int, tuple[str, ...]] | None,
    of_forms: dict[int, keys.Key],
    detail: bool,
) -> PartResult:
    """``answers`` is None while nothing may be shown."""
    attempt, subject = part.attempt, part.attempt.sitting.subject
    key = of_forms.get(attempt.form_id, {})
    marked = papers.marked(answers, key) if answers is not None else None
    return PartResult(
        part=part,
        subject=subject,
        is_over=marked is not None,
        started=attempt.started_at is not None,
        how=status.end_reason(attempt, now),
        points=marked.points if marked else None,
        score=_score(marked.points, subject.code, policy) if marked else None,
        paper=papers.paper(attempt, answers, marked, key) if detail and marked and answers is not None else None,
    )


def _score(points: Decimal, subject: str, policy: passing.Policy) -> passing.SubjectScore:
    """Rounded half up and compared with the subject's pass mark (PAS-1)."""
    rounded = passing.round_half_up(points)
    return passing.SubjectScore(subject, True, rounded, rounded >= policy.pass_mark)
