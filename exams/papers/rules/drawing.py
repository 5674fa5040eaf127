"""Drawing a form: which items of a pool fill the cells of a blueprint, in which order, for how many points.

Every choice follows from a hash of the seed and a stable code, so a seed gives the same form on every machine and in
every Python version.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FULL_MARKS_HUNDREDTHS = 10_000
"""A paper is worth 100 marks (GCT-1, PAS-1)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """``count`` items of the topic with this code. Raises ``ValueError`` below one."""

    topic: str
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"Cell {self.topic}: a cell takes at least one item.")


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that may be drawn: its stable code, its topic's code, the version a form takes."""

    code: str
    topic: str
    version: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that the pool cannot fill."""

    topic: str
    wanted: int
    found: int


class PoolTooSmall(ValueError):
    """Some cells lack items; ``gaps`` names each of them."""

    def __init__(self, found: tuple[Gap, ...]) -> None:
        super().__init__("; ".join(f"{gap.topic}: {gap.found} of {gap.wanted}" for gap in found))
        self.gaps = found


def gaps(cells: Sequence[Cell], pool: Iterable[Entry]) -> tuple[Gap, ...]:
    """The cells with too few items, in the order of the blueprint."""
    available = Counter(entry.topic for entry in pool)
    return tuple(
        Gap(cell.topic, cell.count, available[cell.topic]) for cell in cells if available[cell.topic] < cell.count
    )


def draw(cells: Sequence[Cell], pool: Sequence[Entry], seed: int) -> tuple[int, ...]:
    """The versions of a form, cell by cell. Raises :class:`PoolTooSmall`, ``ValueError`` for a repeated topic."""
    if len({cell.topic for cell in cells}) != len(cells):
        raise ValueError("A topic has one cell.")
    missing = gaps(cells, pool)
    if missing:
        raise PoolTooSmall(missing)
    chosen: list[int] = []
    for cell in cells:
        codes = {entry.code: entry.version for entry in pool if entry.topic == cell.topic}
        chosen += [codes[code] for code in shuffled(sorted(codes), f"form:{seed}")[: cell.count]]
    return tuple(chosen)


def adjacent(versions: Sequence[int], parts: Mapping[int, tuple[str, int]]) -> tuple[int, ...]:
    """The versions with the parts of each shared stem side by side, in their order, where its first one was drawn.

    ``parts`` gives (stem, place) of the versions that belong to one.
    """
    places: dict[str, list[int]] = {}
    for version in sorted(parts, key=lambda version: parts[version][1]):
        places.setdefault(parts[version][0], []).append(version)
    found: list[int] = []
    for version in versions:
        if version not in parts:
            found.append(version)
        elif version not in found:
            found += places[parts[version][0]]
    return tuple(found)


def shuffled(values: Iterable[T], seed: str) -> list[T]:
    """``values`` in the order that ``seed`` gives them; equal values keep their order."""
    return sorted(values, key=lambda value: hashlib.sha256(f"{seed}|{value}".encode()).digest())


def equal_points(count: int, total: int = FULL_MARKS_HUNDREDTHS) -> dict[int, int]:
    """Hundredths of a mark per position 1…count, summing to ``total``; a remainder goes to the first positions."""
    if count < 1:
        raise ValueError("A form has at least one item.")
    each, rest = divmod(total, count)
    return {position: each + (position <= rest) for position in range(1, count + 1)}


def checked_points(points: Mapping[int, int], count: int, total: int = FULL_MARKS_HUNDREDTHS) -> dict[int, int]:
    """``points`` if they cover positions 1…count, are positive and sum to ``total``; else ``ValueError``."""
    if sorted(points) != list(range(1, count + 1)):
        raise ValueError(f"Points are given for the positions 1 to {count}.")
    if min(points.values()) < 1 or sum(points.values()) != total:
        raise ValueError(f"Points are positive and sum to {total} hundredths.")
    return dict(points)
