"""Who may sit a retake (補測) of the green-collar test (GCT-2, GCT-12).

That only 不及格 after a completed class leads to a retake is a rule; how often and how long are dated settings that
may be blank, and a blank one is never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from exams.outcomes.rules.enums import PaperResult, RetakeReason, RetakeVerdict
from lms.core.calendar.rules import add_years
from lms.core.reasons import Reason, because


@dataclass(frozen=True, slots=True)
class Terms:
    """Retakes allowed, and years after the last class day within which they must be sat; None = not announced."""

    count: int | None
    window_years: int | None


ANALOGUE = Terms(count=2, window_years=1)
"""環境保護專責及技術人員訓練管理辦法 §18 (O0100006): the provisional default of §17."""


@dataclass(frozen=True, slots=True)
class Case:
    """A learner who asks for a retake sat on ``test_date``; ``used`` counts the retakes already sat."""

    class_completed: bool
    class_ended_on: date
    last_result: PaperResult
    used: int
    test_date: date


@dataclass(frozen=True, slots=True)
class Decision:
    """``valid_until`` is the last day on which a retake may be sat, None when not announced."""

    verdict: RetakeVerdict
    reasons: tuple[Reason, ...]
    valid_until: date | None
    remaining: int | None


def valid_until(class_ended_on: date, terms: Terms) -> date | None:
    """The last day of the window: the day so many years after the last class day (A0030055 §48); None when blank."""
    return None if terms.window_years is None else add_years(class_ended_on, terms.window_years)


def decide(case: Case, terms: Terms = ANALOGUE) -> Decision:
    """Whether a retake may be sat (GCT-12). A known obstacle refuses; else a blank setting leaves it open."""
    until = valid_until(case.class_ended_on, terms)
    remaining = None if terms.count is None else max(0, terms.count - case.used)
    obstacles = tuple(_obstacles(case, until, remaining))
    if obstacles:
        return Decision(RetakeVerdict.REFUSED, obstacles, until, remaining)
    gaps = tuple(_gaps(case, terms))
    if gaps:
        return Decision(RetakeVerdict.NOT_ANNOUNCED, gaps, until, remaining)
    granted = because(RetakeReason.ELIGIBLE, remaining=remaining, valid_until=until)
    return Decision(RetakeVerdict.ELIGIBLE, (granted,), until, remaining)


def _obstacles(case: Case, until: date | None, remaining: int | None) -> Iterable[Reason]:
    if not case.class_completed:
        yield because(RetakeReason.NOT_COMPLETED)
    if case.last_result is PaperResult.PASSED:
        yield because(RetakeReason.PASSED)
    if remaining == 0:
        yield because(RetakeReason.COUNT_USED, used=case.used)
    if until is not None and case.test_date > until:
        yield because(RetakeReason.WINDOW_OVER, valid_until=until, test_date=case.test_date)


def _gaps(case: Case, terms: Terms) -> Iterable[Reason]:
    if case.last_result is PaperResult.ABSENT:
        yield because(RetakeReason.ABSENCE_NOT_ANNOUNCED)
    if terms.count is None:
        yield because(RetakeReason.COUNT_NOT_ANNOUNCED)
    if terms.window_years is None:
        yield because(RetakeReason.WINDOW_NOT_ANNOUNCED)
