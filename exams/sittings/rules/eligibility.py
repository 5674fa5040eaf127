"""Who may register for a paper (GCT-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from exams.sittings.enums import SittingKind

NEEDS_ELIGIBILITY = frozenset({"green"})
"""Programmes whose test is open only to those with a recorded right: class completed, or 補測資格 (GCT-2)."""


@dataclass(frozen=True, slots=True)
class Right:
    """A recorded right to sit: regular or retake, until a day (None: no end announced)."""

    id: int
    kind: SittingKind
    valid_until: date | None


def needs_right(programme: str) -> bool:
    """Whether registration for the programme reads the recorded rights at all."""
    return programme in NEEDS_ELIGIBILITY


def usable(rights: Iterable[Right], kind: SittingKind, exam_date: date | None) -> Right | None:
    """The right of this kind that covers the exam date and lasts longest; None when there is none.

    The last day of validity still counts. Without an exam date any right of the kind is taken.
    """
    fitting = [
        right
        for right in rights
        if right.kind == kind and (right.valid_until is None or exam_date is None or exam_date <= right.valid_until)
    ]
    return max(
        fitting, key=lambda right: (right.valid_until is None, right.valid_until or date.min, right.id), default=None
    )
