"""What a form takes as a whole: single items and groups with all their parts, and why some cannot be taken now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exams.papers.enums import Block
from exams.papers.rules.layouts import ANY, CHOICE_GROUP, CHOICES, GROUP, Cell, Constraints

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be drawn: its published version, expected difficulty, and the forms it stands in already.

    ``stimulus`` is the code of its shared stem, ``part`` its place there. ``is_assumed`` says that nobody has estimated
    the difficulty, so that the bank's mean stands in.
    """

    item: int
    code: str
    version: int
    topic: str
    kind: str
    difficulty: float
    is_assumed: bool = False
    uses: int = 0
    is_flagged: bool = False
    is_locked: bool = False
    stimulus: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Relations:
    """Pairs of item ids that never share a form, pairs taken together or not at all, and shared stems with parts that
    cannot be drawn."""

    enemies: frozenset[Pair] = frozenset()
    friends: frozenset[Pair] = frozenset()
    incomplete: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """One item, or all parts of a shared stem in their order."""

    items: tuple[Candidate, ...]

    @property
    def code(self) -> str:
        """The stable code, by which seeds choose."""
        return self.items[0].stimulus or self.items[0].code

    @property
    def is_group(self) -> bool:
        """Whether it is a shared stem."""
        return bool(self.items[0].stimulus)

    @property
    def difficulty(self) -> float:
        """The mean expected difficulty of its items."""
        return sum(item.difficulty for item in self.items) / len(self.items)

    @property
    def uses(self) -> int:
        """Forms that hold the most used of its items."""
        return max(item.uses for item in self.items)

    def fits(self, cell: Cell) -> bool:
        """Whether it could fill a place of the cell."""
        if self.is_group != cell.is_group or not all(cell.takes_topic(item.topic) for item in self.items):
            return False
        banded = cell.lowest is not None or cell.highest is not None
        if banded and (any(item.is_assumed for item in self.items) or not cell.takes_difficulty(self.difficulty)):
            return False
        if not self.is_group:
            return cell.kind in (ANY, self.items[0].kind)
        kinds = {item.kind for item in self.items}
        return len(self.items) == cell.group_size and (
            cell.kind == GROUP or (cell.kind == CHOICE_GROUP and kinds <= CHOICES)
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything of the bank by unit, in the order of codes, with relations between units.

    ``fitting[u]`` are the cells a unit could fill, ``blocks[u]`` why it cannot be taken now (empty: it can).
    """

    units: tuple[Unit, ...]
    fitting: tuple[tuple[int, ...], ...]
    blocks: tuple[frozenset[Block], ...]
    enemies: tuple[Pair, ...]
    clusters: tuple[tuple[int, ...], ...]

    def free(self, cell: int) -> list[int]:
        """The units that can fill the cell now."""
        return [unit for unit, cells in enumerate(self.fitting) if cell in cells and not self.blocks[unit]]


def pool(
    cells: Sequence[Cell], candidates: Iterable[Candidate], relations: Relations, constraints: Constraints
) -> Pool:
    """The units of the candidates and what keeps each from being taken."""
    units = tuple(sorted(_units(candidates), key=lambda unit: unit.code))
    fitting = tuple(tuple(place for place, cell in enumerate(cells) if unit.fits(cell)) for unit in units)
    unit_of = {item.item: number for number, unit in enumerate(units) for item in unit.items}
    blocks = [set(_own_blocks(unit, relations, constraints)) for unit in units]
    clusters = _clusters(len(units), relations.friends, unit_of)
    enemies = {
        _ordered(unit_of[one], unit_of[two]) for one, two in relations.enemies if one in unit_of and two in unit_of
    }
    for unit in _without_friend(relations.friends, unit_of):
        blocks[unit].add(Block.FRIEND)
    for cluster in clusters:
        _block_together(cluster, blocks, fitting, enemies)
    for one, two in enemies:
        if one == two:  # two parts of one stem exclude each other
            blocks[one].add(Block.PARTS)
    apart = tuple(sorted(pair for pair in enemies if pair[0] != pair[1]))
    return Pool(units, fitting, tuple(frozenset(each) for each in blocks), apart, clusters)


def _units(candidates: Iterable[Candidate]) -> Iterator[Unit]:
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.stimulus:
            groups[candidate.stimulus].append(candidate)
        else:
            yield Unit((candidate,))
    for parts in groups.values():
        yield Unit(tuple(sorted(parts, key=lambda item: (item.part, item.code))))


def _own_blocks(unit: Unit, relations: Relations, constraints: Constraints) -> Iterator[Block]:
    if constraints.exposure_cap is not None and unit.uses >= constraints.exposure_cap:
        yield Block.EXPOSURE
    if constraints.exclude_flagged and any(item.is_flagged for item in unit.items):
        yield Block.FLAG
    if any(item.is_locked for item in unit.items):
        yield Block.LOCK
    if unit.is_group and unit.code in relations.incomplete:
        yield Block.PARTS


def _without_friend(friends: Iterable[Pair], unit_of: Mapping[int, int]) -> Iterator[int]:
    """Units with a friend that the bank cannot give."""
    for pair in friends:
        known = [unit_of[item] for item in pair if item in unit_of]
        if len(known) == 1:
            yield known[0]


def _clusters(count: int, friends: Iterable[Pair], unit_of: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """Units that stand or fall together, through friends of friends; lone units are left out."""
    root = list(range(count))

    def top(unit: int) -> int:
        while root[unit] != unit:
            root[unit] = root[root[unit]]
            unit = root[unit]
        return unit

    for one, two in friends:
        if one in unit_of and two in unit_of:
            root[top(unit_of[one])] = top(unit_of[two])
    found: dict[int, list[int]] = defaultdict(list)
    for unit in range(count):
        found[top(unit)].append(unit)
    return tuple(sorted(tuple(members) for members in found.values() if len(members) > 1))


def _block_together(
    cluster: tuple[int, ...], blocks: list[set[Block]], fitting: Sequence[Sequence[int]], enemies: set[Pair]
) -> None:
    """A friend that cannot be taken, fits no cell or is an enemy of another friend blocks the whole cluster."""
    inside = any(pair in enemies for pair in combinations(sorted(cluster), 2))
    bad = [unit for unit in cluster if blocks[unit] or not fitting[unit]]
    if bad or inside:
        for unit in cluster:
            if inside or bad != [unit]:
                blocks[unit].add(Block.FRIEND)


def _ordered(one: int, two: int) -> Pair:
    return (one, two) if one <= two else (two, one)
