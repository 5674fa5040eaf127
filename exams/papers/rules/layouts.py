"""What a blueprint of the second layout says: cells, each of a section, a topic, a kind and a difficulty band.

Stored as JSON: cells ``{"version": 2, "cells": [{"section": "single", "topic": "L211*", "kind": "single",
"difficulty": [0.3, 0.8], "count": 4, "group_size": 0}]}``, constraints ``{"version": 1, "exposure_cap": 3,
"overlap_limit": 0, "difficulty_target": 0.6, "tolerance": 0.02, "exclude_flagged": true}``. The first layout, a list of
topics and counts, is read as cells of any kind and difficulty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from exams.papers.enums import Section

CELLS_VERSION = 2
CONSTRAINTS_VERSION = 1
ANY = ""
GROUP = "group"
CHOICE_GROUP = "choice_group"
GROUP_KINDS = frozenset({GROUP, CHOICE_GROUP})
CHOICES = frozenset({"single", "multiple"})


@dataclass(frozen=True, slots=True)
class Cell:
    """``count`` items (or whole groups of ``group_size`` parts) of one section.

    ``topic`` is a code, the beginning of codes (``L211*``) or empty for any; ``kind`` an item kind, empty for any,
    ``group`` for shared-stem groups, ``choice_group`` for groups whose parts are all single or multiple choice.
    ``lowest`` and ``highest`` bound the expected difficulty; of a group, its mean.
    """

    section: str
    topic: str
    kind: str
    count: int
    lowest: float | None = None
    highest: float | None = None
    group_size: int = 0

    @property
    def is_group(self) -> bool:
        """Whether the cell takes shared stems with all their parts."""
        return self.kind in GROUP_KINDS

    @property
    def items(self) -> int:
        """How many positions of a form the cell fills."""
        return self.count * (self.group_size if self.is_group else 1)

    def takes_topic(self, code: str) -> bool:
        """Whether an item of this topic belongs here."""
        if self.topic.endswith("*"):
            return code.startswith(self.topic[:-1])
        return self.topic in (ANY, code)

    def takes_difficulty(self, value: float) -> bool:
        """Whether this expected share of right answers lies in the band, bounds included."""
        return (self.lowest is None or value >= self.lowest) and (self.highest is None or value <= self.highest)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What every assembly of the blueprint keeps.

    ``exposure_cap`` is the number of forms an item may stand in, all its forms so far included; ``overlap_limit`` how
    many items two of the parallel forms may share; ``tolerance`` how far the mean difficulties of two forms may differ
    and how far each may be from ``difficulty_target``.
    """

    exposure_cap: int | None = None
    overlap_limit: int = 0
    difficulty_target: float | None = None
    tolerance: float = 0.02
    exclude_flagged: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """The cells in the order of the form's positions, and the constraints."""

    cells: tuple[Cell, ...]
    constraints: Constraints = Constraints()

    @property
    def length(self) -> int:
        """Positions of a form."""
        return sum(cell.items for cell in self.cells)

    @property
    def sections(self) -> tuple[tuple[str, int, int], ...]:
        """(section, first position, last position) in the order of the form."""
        found: list[tuple[str, int, int]] = []
        position = 0
        for cell in self.cells:
            first, position = position + 1, position + cell.items
            if found and found[-1][0] == cell.section:
                found[-1] = (cell.section, found[-1][1], position)
            else:
                found.append((cell.section, first, position))
        return tuple(found)


class LayoutUnreadable(ValueError):
    """The JSON has another shape than the two known ones."""


def read(cells: Any, constraints: Any = None) -> Layout:
    """The layout of stored JSON of either version. Raises :class:`LayoutUnreadable`."""
    try:
        return Layout(_read_cells(cells), _read_constraints(constraints or {}))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise LayoutUnreadable(f"Neither a list of topics and counts nor cells of version 2: {error}") from error


def dump_cells(cells: Sequence[Cell]) -> dict[str, Any]:
    """The JSON of cells, version 2."""
    rows = []
    for cell in cells:
        row: dict[str, Any] = {"section": cell.section, "topic": cell.topic, "kind": cell.kind, "count": cell.count}
        if cell.lowest is not None or cell.highest is not None:
            row["difficulty"] = [cell.lowest, cell.highest]
        if cell.is_group:
            row["group_size"] = cell.group_size
        rows.append(row)
    return {"version": CELLS_VERSION, "cells": rows}


def dump_constraints(constraints: Constraints) -> dict[str, Any]:
    """The JSON of constraints, version 1."""
    return {"version": CONSTRAINTS_VERSION} | asdict(constraints)


def _read_cells(cells: Any) -> tuple[Cell, ...]:
    if isinstance(cells, list):
        return tuple(Cell(Section.OTHER.value, str(each["topic"]), ANY, int(each["count"])) for each in cells)
    if cells["version"] != CELLS_VERSION:
        raise ValueError(f"version {cells['version']}")
    return tuple(_read_cell(each) for each in cells["cells"])


def _read_cell(row: Mapping[str, Any]) -> Cell:
    low, high = row.get("difficulty") or (None, None)
    return Cell(
        section=str(row["section"]),
        topic=str(row.get("topic", ANY)),
        kind=str(row.get("kind", ANY)),
        count=int(row["count"]),
        lowest=None if low is None else float(low),
        highest=None if high is None else float(high),
        group_size=int(row.get("group_size", 0)),
    )


def _read_constraints(row: Mapping[str, Any]) -> Constraints:
    if row.get("version", CONSTRAINTS_VERSION) != CONSTRAINTS_VERSION:
        raise ValueError(f"constraints of version {row['version']}")
    cap, target = row.get("exposure_cap"), row.get("difficulty_target")
    return Constraints(
        exposure_cap=None if cap is None else int(cap),
        overlap_limit=int(row.get("overlap_limit", 0)),
        difficulty_target=None if target is None else float(target),
        tolerance=float(row.get("tolerance", 0.02)),
        exclude_flagged=bool(row.get("exclude_flagged", True)),
    )
