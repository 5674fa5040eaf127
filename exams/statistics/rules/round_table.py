"""The published table of a round as a pure function (STA-1…4).

Rates and averages are text with two decimals, rounded half up in decimal arithmetic; None where the denominator is
zero, because nothing was measured. Nothing is a binary float anywhere.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from exams.sittings.enums import AttendedDefinition

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One registration of one person for one subject. ``score`` is the rounded score, None exactly when absent.

    ``passed`` is the subject's own pass mark, never a pass by average (PAS-4).
    """

    person: str
    subject: str
    attended: bool
    score: int | None
    passed: bool

    def __post_init__(self) -> None:
        if self.attended is (self.score is None) or (self.passed and not self.attended):
            raise ValueError(f"{self.person} {self.subject}: score and pass need attendance, attendance a score.")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Persons certified in the round, by basis. Raises ``ValueError`` for anybody in both."""

    current: frozenset[str] = frozenset()
    cross: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.current & self.cross:
            raise ValueError("Nobody gets two certificates in a round.")


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One 考科 of the table: 報考人數, 到考人數, 到考率, 平均分數, 及格人數, 及格比例."""

    subject: str
    registered: int
    attended: int
    attendance_rate: str | None
    average: str | None
    passed: int
    pass_rate: str | None


@dataclass(frozen=True, slots=True)
class RoundTable:
    """The whole table: 人數 and 人次, subjects, 到考總人數 with its definition, certificates and 獲證率."""

    persons: int
    seats: int
    subjects: tuple[SubjectLine, ...]
    attended_total: int
    definition: AttendedDefinition
    current_round: int
    cross_round: int
    certificates: int
    certification_rate: str | None


def build(
    rows: Iterable[SeatRow],
    certificates: Certificates,
    subjects: tuple[str, ...],
    definition: AttendedDefinition,
) -> RoundTable:
    """The table of one round of one level.

    ``subjects`` are all subjects of the level in order, also those nobody registered for. Raises ``ValueError`` for a
    repeated seat, a subject of another level, or a certificate of somebody who has no seat in the round.
    """
    seats = tuple(rows)
    persons = {row.person for row in seats}
    _require_sense(seats, persons, certificates, subjects)
    total = len(attended_persons(seats, certificates, subjects, definition))
    current, cross = len(certificates.current), len(certificates.cross)
    return RoundTable(
        persons=len(persons),
        seats=len(seats),
        subjects=tuple(_line(subject, [row for row in seats if row.subject == subject]) for subject in subjects),
        attended_total=total,
        definition=definition,
        current_round=current,
        cross_round=cross,
        certificates=current + cross,
        certification_rate=percentage(current + cross, total),
    )


def attended_persons(
    rows: Iterable[SeatRow], certificates: Certificates, subjects: Collection[str], definition: AttendedDefinition
) -> frozenset[str]:
    """Who is counted in 到考總人數 (STA-3).

    ``any_subject``: attended at least one subject. ``all_subjects_plus_cross_round``: attended every subject of the
    level, or got a cross-round certificate; whoever meets both counts once.
    """
    attended: Mapping[str, int] = Counter(row.person for row in rows if row.attended)
    if definition is AttendedDefinition.ANY_SUBJECT:
        return frozenset(attended)
    everything = (person for person, count in attended.items() if count == len(subjects))
    return frozenset(everything) | certificates.cross


def percentage(part: int, whole: int) -> str | None:
    """``part`` of ``whole`` in percent, half up to two decimals: ``"67.43"``. None when ``whole`` is 0 (STA-1)."""
    return ratio(part * 100, whole)


def ratio(total: int, count: int) -> str | None:
    """``total`` ÷ ``count`` half up to two decimals, None when ``count`` is 0 (STA-1, STA-2)."""
    if count == 0:
        return None
    with localcontext(prec=50):
        return str((Decimal(total) / count).quantize(_CENT, ROUND_HALF_UP))


def _line(subject: str, seats: list[SeatRow]) -> SubjectLine:
    scores = [row.score for row in seats if row.score is not None]
    passed = sum(row.passed for row in seats)
    return SubjectLine(
        subject=subject,
        registered=len(seats),
        attended=len(scores),
        attendance_rate=percentage(len(scores), len(seats)),
        average=ratio(sum(scores), len(scores)),
        passed=passed,
        pass_rate=percentage(passed, len(scores)),
    )


def _require_sense(
    seats: tuple[SeatRow, ...], persons: set[str], certificates: Certificates, subjects: tuple[str, ...]
) -> None:
    if len({(row.person, row.subject) for row in seats}) != len(seats):
        raise ValueError("A person has one seat per subject.")
    if not {row.subject for row in seats} <= set(subjects):
        raise ValueError("A seat belongs to a subject of the level.")
    if not certificates.current | certificates.cross <= persons:
        raise ValueError("A certificate belongs to somebody who registered in the round.")
