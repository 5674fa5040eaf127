"""Hours of a course: a unit's hours count once all of its lessons are done (CUR-1: 16 units of 3 hours)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit with its hours, how many lessons it has and how many of them are done."""

    number: int
    hours: int
    lessons: int
    done: int

    @property
    def is_done(self) -> bool:
        """All lessons are done; a unit without lessons is never done."""
        return 0 < self.lessons <= self.done


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours done of all hours; ``missing`` are the numbers of the units still to do, in order."""

    done: int
    total: int
    missing: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        """Nothing is missing, of a course that has something."""
        return self.total > 0 and not self.missing

    @property
    def left(self) -> int:
        """Hours still to do."""
        return self.total - self.done


def count(units: Sequence[UnitWork]) -> Hours:
    """Add up the hours of a course."""
    return Hours(
        done=sum(unit.hours for unit in units if unit.is_done),
        total=sum(unit.hours for unit in units),
        missing=tuple(sorted(unit.number for unit in units if not unit.is_done)),
    )
