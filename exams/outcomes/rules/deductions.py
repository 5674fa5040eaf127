"""Conduct after marking: typed deductions, expulsion, and the tables they come from (GCT-4…6, §8).

Scores and deductions are in points. Deductions come after marking and before the pass decision.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from exams.outcomes.rules.enums import DeductionReason, Stacking
from lms.core.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Deduction:
    """One decided incident: points taken (positive), or expulsion from the paper (扣考).

    Raises ``ValueError`` for points below 0.
    """

    kind: str
    points: Decimal = ZERO
    expels: bool = False

    def __post_init__(self) -> None:
        if self.points < 0:
            raise ValueError("A deduction is written as a positive number of points.")


@dataclass(frozen=True, slots=True)
class Terms:
    """The dated settings of GCT-6. Defaults (§17): floor 0, every incident counts, expelled counts as attended."""

    floor: Decimal = ZERO
    stacking: Stacking = Stacking.PER_INCIDENT
    expelled_attends: bool = True


DEFAULT_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Deducted:
    """The score after conduct. ``score`` is None only for an expelled candidate who counts as absent."""

    score: Decimal | None
    taken: Decimal
    expelled: bool
    attended: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ConductRule:
    """A row of a scheme's conduct table. ``confidence`` is the letter of the rule book."""

    scheme: str
    kind: str
    points: Decimal
    expels: bool
    source: str
    confidence: str

    def deduction(self) -> Deduction:
        """What an incident of this kind takes."""
        return Deduction(self.kind, self.points, self.expels)


def _rows(scheme: str, source: str, confidence: str, points: int, kinds: str) -> tuple[ConductRule, ...]:
    """Rows of one size; 0 points means expulsion with score 0."""
    return tuple(ConductRule(scheme, kind, Decimal(points), points == 0, source, confidence) for kind in kinds.split())


CONDUCT: tuple[ConductRule, ...] = (
    *_rows("green", "GCT-4", "H", 10, "device device_in_bag_rings calculator"),
    *_rows("green", "GCT-5", "H", 0, "photographing scanning passing_text passing_signals"),
    *_rows("national_exam", "R0020005", "L", 20, "peeking talking forbidden_calculator taking_paper_out"),
    *_rows("national_exam", "R0020005", "L", 5, "before_start after_end device notes"),
    *_rows("national_exam", "R0020005", "L", 3, "moving_furniture noise_after_warning"),
    *_rows("national_exam", "R0020005", "L", 0, "impersonation forged_id passing_information hiding_paper sabotage"),
    *_rows("skills_test", "N0080014", "L", 20, "device"),
    *_rows("skills_test", "N0080014", "L", 0, "using_device"),
)
"""The tables of §8. Only ``green`` binds; the others are analogues to start a scheme's own dated table from."""


def apply(score: Decimal, deductions: Iterable[Deduction], terms: Terms = DEFAULT_TERMS) -> Deducted:
    """The score of one paper after its deductions; expulsion makes it 0 whatever else happened (GCT-5, GCT-6).

    A deduction never raises a score and never takes it below the floor.
    """
    incidents = tuple(deductions)
    expulsions = tuple(each for each in incidents if each.expels)
    if expulsions:
        return _expelled(score, expulsions, terms)
    counted = _stack(incidents, terms.stacking)
    reasons = [_verdict(each, at in counted) for at, each in enumerate(incidents)]
    wanted = sum((incidents[at].points for at in counted), ZERO)
    left = min(score, max(terms.floor, score - wanted))
    if score - left < wanted:
        reasons.append(because(DeductionReason.FLOOR, floor=terms.floor, wanted=wanted, taken=score - left))
    return Deducted(left, score - left, False, True, tuple(reasons))


def _expelled(score: Decimal, expulsions: tuple[Deduction, ...], terms: Terms) -> Deducted:
    reasons = [because(DeductionReason.EXPELLED, kind=each.kind) for each in expulsions]
    if terms.expelled_attends:
        return Deducted(ZERO, score, True, True, tuple(reasons))
    return Deducted(None, score, True, False, (*reasons, because(DeductionReason.EXPELLED_ABSENT)))


def _stack(incidents: tuple[Deduction, ...], stacking: Stacking) -> frozenset[int]:
    """The positions of the incidents that count; of equal ones the first."""
    if stacking is Stacking.PER_INCIDENT:
        return frozenset(range(len(incidents)))
    heaviest: dict[str, int] = {}
    for at, each in enumerate(incidents):
        group = each.kind if stacking is Stacking.PER_KIND else ""
        if group not in heaviest or each.points > incidents[heaviest[group]].points:
            heaviest[group] = at
    return frozenset(heaviest.values())


def _verdict(incident: Deduction, counts: bool) -> Reason:
    code = DeductionReason.DEDUCTED if counts else DeductionReason.NOT_STACKED
    return because(code, kind=incident.kind, points=incident.points)
