"""Who passes what: from the raw scores of one person in one round to the verdict at the level (PAS-1…6, GCT-1).

Scores are points of 100. Raw scores come in after deductions as exact decimals, are rounded half up to whole points
first, and everything after that is computed on the rounded scores.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from exams.outcomes.enums import Verdict
from exams.outcomes.rules.enums import PassingReason
from lms.core.calendar.rules import ad_year
from lms.core.reasons import Reason, because

FULL_MARKS = 100
_WHOLE = Decimal(1)
_ENOUGH = frozenset({PassingReason.ALL_PASSED, PassingReason.AVERAGE_MET})


@dataclass(frozen=True, slots=True)
class Policy:
    """The passing rules of a level, in force for a round.

    ``subjects`` in order (S1, S2). ``average_mark`` None: no pass by average; ``floor`` None: an average without a
    least score per subject. ``retention_years`` None: not announced, a passed subject is kept without a date.
    ``round_mean``: round the mean half up before comparing (PAS-3, default not). Raises ``ValueError`` for no or
    repeated subjects.
    """

    version: str
    subjects: tuple[str, ...]
    pass_mark: int
    average_mark: int | None = None
    floor: int | None = None
    retention_years: int | None = None
    round_mean: bool = False
    sources: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.subjects or len(set(self.subjects)) != len(self.subjects):
            raise ValueError("A level has subjects, each once.")

    def as_json(self) -> dict[str, object]:
        """The policy as JSON v1, to be stored with what was decided under it."""
        return {
            "v": 1,
            "version": self.version,
            "subjects": list(self.subjects),
            "pass_mark": self.pass_mark,
            "average_mark": self.average_mark,
            "floor": self.floor,
            "retention_years": self.retention_years,
            "round_mean": self.round_mean,
            "sources": list(self.sources),
        }


def green(subject: str = "GC", pass_mark: int = 60, version: str = "green-114") -> Policy:
    """The green-collar test: one paper, 60 of 100, no average, nothing to retain (GCT-1; N1)."""
    return Policy(version, (subject,), pass_mark, sources=("GCT-1", "N1"))


def ipas(
    subjects: tuple[str, ...] = ("S1", "S2"),
    retention_years: int | None = 3,
    round_mean: bool = False,
    version: str = "ipas-nz-113",
) -> Policy:
    """An iPAS level: 70 per subject, or mean 70 with no subject under 60 (PAS-1, PAS-2; S115).

    Retention and rounding of the mean are dated settings with the defaults of §17 (PAS-3, PAS-5).
    """
    sources = ("PAS-1", "PAS-2", "PAS-3", "PAS-5", "PAS-6", "S115")
    return Policy(version, subjects, 70, 70, 60, retention_years, round_mean, sources)


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """A subject the person registered for in this round. ``raw`` in points, None exactly when absent.

    Raises ``ValueError`` when attendance and score disagree or the score is not within 0 to 100.
    """

    subject: str
    attended: bool
    raw: Decimal | None

    def __post_init__(self) -> None:
        if self.attended is (self.raw is None):
            raise ValueError(f"{self.subject}: whoever attended has a score, whoever was absent has none.")
        if self.raw is not None and not 0 <= self.raw <= FULL_MARKS:
            raise ValueError(f"{self.subject}: {self.raw} is not a score of 0 to 100.")


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """A subject after rounding. ``passed`` means the subject's own pass mark; a pass by average adds none (PAS-4)."""

    subject: str
    attended: bool
    score: int | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Retained:
    """A subject passed in a round, kept for later ones up to and including ``valid_until`` (None: no date set)."""

    subject: str
    score: int
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the subject may still complete a level on ``day``."""
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class LevelDecision:
    """What a round decided for one person.

    ``mean`` is the mean of the rounded scores when every subject was registered and attended, else None.
    ``retained_used`` are the earlier subjects a cross-round certificate rests on; ``retained_after`` is what is kept
    for the next round, empty once certified.
    """

    verdict: Verdict
    by_average: bool
    mean: Decimal | None
    passed_subjects: tuple[str, ...]
    retained_used: tuple[str, ...]
    retained_after: tuple[Retained, ...]
    scores: tuple[SubjectScore, ...]
    reasons: tuple[Reason, ...]

    @property
    def certifies(self) -> bool:
        return self.verdict in (Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND)


def round_half_up(raw: Decimal) -> int:
    """四捨五入 to a whole point: 69.5 → 70, 69.49 → 69 (PAS-1)."""
    return int(raw.quantize(_WHOLE, ROUND_HALF_UP))


def retained_until(round_year: int, policy: Policy) -> date | None:
    """31 December of the ROC year of the round plus the retention years (PAS-5); None when not announced."""
    if policy.retention_years is None:
        return None
    return date(ad_year(round_year + policy.retention_years), 12, 31)


def decide_level(
    results: Iterable[SubjectResult],
    retained: Iterable[Retained],
    already_certified: bool,
    policy: Policy,
    round_year: int,
    round_date: date | None = None,
) -> LevelDecision:
    """Decide one round for one person, in the order of PAS-6.

    All subjects passed now, or the average rule met: current-round. Else subjects passed now complete the level with
    retained ones: cross-round. Else what was passed is kept. Nobody is certified twice at a level, and a retained
    subject is never averaged. A retained subject counts when it still holds on ``round_date`` (default: 1 January of
    the ROC year ``round_year``; terms end with a year). Raises ``ValueError`` for a subject that is not of the level or
    occurs twice.
    """
    scores = _scores(results, policy)
    held, expired = _standing(retained, round_date or date(ad_year(round_year), 1, 1), policy)
    mean = _mean(scores, policy)
    passed = tuple(subject for subject in policy.subjects if subject in scores and scores[subject].passed)
    complete = len(passed) == len(policy.subjects)
    combined = because(PassingReason.ALL_PASSED) if complete else _average_reason(scores, mean, policy)
    enough = combined is not None and combined.code in _ENOUGH
    verdict = _verdict(passed, enough, held, already_certified, policy)
    used = tuple(each for each in policy.subjects if each not in passed) if verdict is Verdict.CROSS_ROUND else ()
    after = _kept(passed, scores, held, policy, round_year) if verdict is Verdict.NOT_CERTIFIED else ()
    by_average = verdict is Verdict.CURRENT_ROUND and not complete
    reasons = [_subject_reason(score, policy) for score in scores.values()]
    reasons += [_expired_reason(each) for each in expired]
    reasons += _verdict_reasons(verdict, combined, used, after)
    return LevelDecision(verdict, by_average, mean, passed, used, after, tuple(scores.values()), tuple(reasons))


def _scores(results: Iterable[SubjectResult], policy: Policy) -> dict[str, SubjectScore]:
    """The registered subjects in the order of the level, rounded."""
    given: dict[str, SubjectScore] = {}
    for result in results:
        if result.subject in given or result.subject not in policy.subjects:
            raise ValueError(f"{result.subject} does not belong to the level, or comes twice.")
        score = None if result.raw is None else round_half_up(result.raw)
        passed = score is not None and score >= policy.pass_mark
        given[result.subject] = SubjectScore(result.subject, result.attended, score, passed)
    return {subject: given[subject] for subject in policy.subjects if subject in given}


def _standing(
    retained: Iterable[Retained], day: date, policy: Policy
) -> tuple[dict[str, Retained], tuple[Retained, ...]]:
    """Retained subjects of the level that still hold, the longest-lived per subject; and those that expired."""
    held: dict[str, Retained] = {}
    expired = []
    for each in retained:
        if each.subject not in policy.subjects:
            raise ValueError(f"{each.subject} does not belong to the level.")
        if each.holds_on(day):
            held[each.subject] = _longer(held.get(each.subject, each), each)
        else:
            expired.append(each)
    return held, tuple(expired)


def _longer(one: Retained, other: Retained) -> Retained:
    """The one that lasts longer; a term already granted is never shortened."""
    if one.valid_until is None or other.valid_until is None:
        return one if one.valid_until is None else other
    return other if other.valid_until > one.valid_until else one


def _mean(scores: Mapping[str, SubjectScore], policy: Policy) -> Decimal | None:
    points = [score.score for score in scores.values() if score.score is not None]
    if policy.average_mark is None or len(points) < len(policy.subjects):
        return None
    mean = Decimal(sum(points)) / len(points)
    return Decimal(round_half_up(mean)) if policy.round_mean else mean


def _average_reason(scores: Mapping[str, SubjectScore], mean: Decimal | None, policy: Policy) -> Reason | None:
    """How the average rule came out (PAS-2); None where the level has no such rule."""
    if policy.average_mark is None:
        return None
    if len(scores) < len(policy.subjects):
        return because(PassingReason.AVERAGE_NOT_ALL_REGISTERED)
    if mean is None:
        return because(PassingReason.AVERAGE_ABSENT)
    lowest = min(score.score for score in scores.values() if score.score is not None)
    if policy.floor is not None and lowest < policy.floor:
        return because(PassingReason.AVERAGE_FLOOR, lowest=lowest, floor=policy.floor)
    code = PassingReason.AVERAGE_MET if mean >= policy.average_mark else PassingReason.AVERAGE_LOW
    return because(code, mean=mean, average_mark=policy.average_mark)


def _verdict(
    passed: tuple[str, ...], enough_now: bool, held: Mapping[str, Retained], already_certified: bool, policy: Policy
) -> Verdict:
    if already_certified:
        return Verdict.ALREADY_CERTIFIED
    if enough_now:
        return Verdict.CURRENT_ROUND
    if passed and all(subject in passed or subject in held for subject in policy.subjects):
        return Verdict.CROSS_ROUND
    return Verdict.NOT_CERTIFIED


def _kept(
    passed: tuple[str, ...],
    scores: Mapping[str, SubjectScore],
    held: Mapping[str, Retained],
    policy: Policy,
    round_year: int,
) -> tuple[Retained, ...]:
    """What is kept for the next round: passed now or still held; passing again may only lengthen a term."""
    kept = dict(held)
    for subject in passed:
        fresh = Retained(subject, scores[subject].score or 0, retained_until(round_year, policy))
        kept[subject] = _longer(fresh, held.get(subject, fresh))
    return tuple(kept[subject] for subject in policy.subjects if subject in kept)


def _subject_reason(score: SubjectScore, policy: Policy) -> Reason:
    if score.score is None:
        return because(PassingReason.SUBJECT_ABSENT, subject=score.subject)
    code = PassingReason.SUBJECT_PASSED if score.passed else PassingReason.SUBJECT_FAILED
    return because(code, subject=score.subject, score=score.score, pass_mark=policy.pass_mark)


def _expired_reason(expired: Retained) -> Reason:
    return because(PassingReason.RETENTION_EXPIRED, subject=expired.subject, until=expired.valid_until)


def _verdict_reasons(
    verdict: Verdict, combined: Reason | None, used: tuple[str, ...], after: tuple[Retained, ...]
) -> list[Reason]:
    reasons = [combined] if combined else []
    if verdict is Verdict.ALREADY_CERTIFIED:
        reasons.append(because(PassingReason.ALREADY_CERTIFIED))
    reasons += [because(PassingReason.RETAINED_USED, subject=subject) for subject in used]
    for each in after:
        code = PassingReason.RETAINED_KEPT if each.valid_until else PassingReason.RETENTION_NOT_ANNOUNCED
        reasons.append(because(code, subject=each.subject, until=each.valid_until))
    return reasons
