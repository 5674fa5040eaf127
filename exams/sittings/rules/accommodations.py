"""What an application for accommodations lacks, and the extra time it gives by the table (ACC-1, ACC-2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from exams.sittings.enums import EvidenceKind, Need
from exams.sittings.rules.entry import ExtraTimeStep
from exams.sittings.rules.enums import EvidenceGap
from lms.core.calendar.rules import add_months

NEEDS_DIAGNOSIS = frozenset({Need.EXTRA_TIME, Need.COMPUTER, Need.SCRIBE})
"""A specialist must have found these necessary, recently (ACC-2)."""

ROOM_NEEDS = frozenset(
    {
        Need.COMPUTER,
        Need.SCRIBE,
        Need.MAGNIFIER,
        Need.BRAILLE,
        Need.STEP_FREE,
        Need.ADAPTED_DESK,
        Need.SEPARATE_ROOM,
        Need.OTHER,
    }
)
"""What the people who prepare a room must know, as codes."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A document: what it is and the day it was issued (None: not stated)."""

    kind: EvidenceKind
    issued: date | None


def gaps(needs: Iterable[Need], proofs: Sequence[Proof], opens_on: date | None, months: int) -> list[EvidenceGap]:
    """What is missing: the certificate always, and for some needs a diagnosis issued at most ``months`` before
    registration opens (exactly so many months is still recent; without an opening day age is not judged)."""
    found = []
    if not any(each.kind == EvidenceKind.DISABILITY_CERTIFICATE for each in proofs):
        found.append(EvidenceGap.NO_CERTIFICATE)
    if not NEEDS_DIAGNOSIS & set(needs):
        return found
    diagnoses = [each.issued for each in proofs if each.kind == EvidenceKind.DIAGNOSIS]
    dated = [issued for issued in diagnoses if issued is not None]
    if not diagnoses:
        found.append(EvidenceGap.NO_DIAGNOSIS)
    elif not dated:
        found.append(EvidenceGap.DIAGNOSIS_UNDATED)
    elif opens_on is not None and add_months(max(dated), months) < opens_on:
        found.append(EvidenceGap.DIAGNOSIS_TOO_OLD)
    return found


def table(rows: Sequence[Sequence[int | None]]) -> tuple[ExtraTimeStep, ...]:
    """The dated setting as steps. Raises ``ValueError`` unless each row is ``[below minutes or None, minutes ≥ 0]``."""
    steps = []
    for row in rows:
        below, extra = row
        if extra is None or extra < 0:
            raise ValueError("A row of the table gives minutes.")
        steps.append(ExtraTimeStep(below, extra))
    return tuple(steps)
