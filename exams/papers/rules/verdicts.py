"""Whether a form fulfils its blueprint, cell by cell: asked once more when a round is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.papers.rules.layouts import ANY, GROUP_KINDS, Cell, Layout


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one position of a form. ``group`` tells the shared stems apart; None for an item of its own."""

    topic: str
    kind: str
    group: int | None


@dataclass(frozen=True, slots=True)
class CellVerdict:
    """A cell (from 1), how many positions it asks for and how many of the form's items were found for it."""

    row: int
    wanted: int
    found: int

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.found >= self.wanted


def of_form(layout: Layout, places: Sequence[Place]) -> tuple[CellVerdict, ...]:
    """The best way to give the form's items to the cells: no item is counted for two.

    Difficulty bands are not asked again: they are estimates that were kept when the form was assembled.
    """
    slots = [row for row, cell in enumerate(layout.cells) for _ in range(cell.items)]
    taken: dict[int, int] = {}
    for place in range(len(places)):
        _give(place, places, layout.cells, slots, taken, set())
    found = [0] * len(layout.cells)
    for slot in taken:
        found[slots[slot]] += 1
    return tuple(CellVerdict(row + 1, cell.items, found[row]) for row, cell in enumerate(layout.cells))


def is_fulfilled(layout: Layout, places: Sequence[Place]) -> bool:
    """Whether every cell is met and nothing is left over."""
    return len(places) == layout.length and all(each.is_met for each in of_form(layout, places))


def fits(cell: Cell, place: Place) -> bool:
    """Whether an item may stand in a cell."""
    if cell.kind in GROUP_KINDS:
        return place.group is not None
    # A cell of any kind is of the first layout, whose draw also takes parts of groups.
    free = cell.kind == ANY or (place.group is None and cell.kind == place.kind)
    return free and cell.takes_topic(place.topic)


def _give(
    place: int,
    places: Sequence[Place],
    cells: Sequence[Cell],
    slots: Sequence[int],
    taken: dict[int, int],
    tried: set[int],
) -> bool:
    """Find a slot for an item, moving others along where that helps (augmenting path)."""
    for slot, row in enumerate(slots):
        if slot in tried or not fits(cells[row], places[place]):
            continue
        tried.add(slot)
        if slot not in taken or _give(taken[slot], places, cells, slots, taken, tried):
            taken[slot] = place
            return True
    return False
