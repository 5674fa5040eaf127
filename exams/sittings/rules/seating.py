"""Who sits where in a round: one pure rule, the same answer for the same people and rooms.

A person keeps one seat for all papers of the round; two people may share a seat only for papers that are never on at the
same time (``slots``). Whoever has room needs is placed first, then the others class by class.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exams.sittings.rules.enums import Arrangement, SeatNeed
from exams.sittings.rules.seats import label


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to be seated. ``slots``: when their papers are on; ``area``: where they want to sit (None: anywhere);
    ``group``: their class; ``special``: with accommodations, ``step_free`` and ``apart`` as what they need of a room."""

    key: int
    slots: frozenset[int]
    area: int | None = None
    group: str = ""
    special: bool = False
    step_free: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room with so many seats; a reserved one takes only people with accommodations."""

    key: int
    code: str
    area: int
    capacity: int
    reserved: bool = False
    step_free: bool = False


@dataclass(frozen=True)
class Plan:
    """Room and seat by person, and how many found none, by wanted area and what they need of a room."""

    seats: dict[int, tuple[int, str]] = field(default_factory=dict)
    lacking: Counter[tuple[int | None, SeatNeed]] = field(default_factory=Counter)


def seat(candidates: Iterable[Candidate], rooms: Iterable[Room], arrangement: Arrangement) -> Plan:
    """Seat everybody who can be seated.

    Order: rooms needed apart or step-free, other accommodations (reserved rooms first), people with a wanted area, the
    rest; among equals those with more papers first, then by ``arrangement``.
    """
    ordered = sorted(rooms, key=lambda room: (_natural(room.code), room.key))
    plan, taken = Plan(), _Taken()
    for candidate in _queue(candidates, arrangement):
        fitting = sorted((room for room in ordered if _fits(room, candidate)), key=lambda r: _preference(r, candidate))
        found = next(
            ((room, index) for room in fitting if (index := taken.take(room, candidate.slots)) is not None), None
        )
        if found is None:
            plan.lacking[candidate.area, _need(candidate)] += 1
        else:
            plan.seats[candidate.key] = (found[0].key, label(found[1]))
    return plan


def spread(people: Sequence[Candidate]) -> list[Candidate]:
    """An order in which neighbours are of different classes, as far as no class has more than half of the people."""
    sizes = Counter(each.group for each in people)
    ranked = sorted(people, key=lambda each: (-sizes[each.group], each.group, each.key))
    half = -(-len(ranked) // 2)
    woven: list[Candidate] = []
    for first, second in zip(ranked[:half], [*ranked[half:], None], strict=False):
        woven += [first] if second is None else [first, second]
    return woven


def slots_of(papers: Iterable[tuple[int, float | None, float]]) -> dict[int, int]:
    """Which papers are on together: ``(paper, start, length)`` in one unit; papers of one slot overlap, directly or
    through others. A paper without a start may be on at any time, so then all share one slot."""
    known = sorted(papers, key=lambda paper: (paper[1] is not None, paper[1], paper[0]))
    if any(start is None for _, start, _ in known):
        return {paper: 0 for paper, _, _ in known}
    found, slot, until = {}, -1, float("-inf")
    for paper, start, length in known:
        assert start is not None
        if start >= until:
            slot += 1
        until = max(until, start + length)
        found[paper] = slot
    return found


class _Taken:
    """Which seats are taken when; a seat once passed over for some slots never becomes free for them again."""

    def __init__(self) -> None:
        self._when: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._from: dict[tuple[int, frozenset[int]], int] = {}

    def take(self, room: Room, slots: frozenset[int]) -> int | None:
        """The first free seat of the room, taken now; None when it is full."""
        for index in range(self._from.get((room.key, slots), 0), room.capacity):
            when = self._when[room.key, index]
            if not when & slots:
                when |= slots
                self._from[room.key, slots] = index + 1
                return index
        self._from[room.key, slots] = room.capacity
        return None


def _queue(candidates: Iterable[Candidate], arrangement: Arrangement) -> list[Candidate]:
    tiers: dict[tuple[int, bool, int, int], list[Candidate]] = defaultdict(list)
    for each in candidates:
        rank = 0 if each.apart or each.step_free else 1 if each.special else 2
        tiers[rank, each.area is None, each.area or 0, -len(each.slots)].append(each)
    order = spread if arrangement == Arrangement.SPREAD else _together
    return [each for tier in sorted(tiers) for each in order(tiers[tier])]


def _together(people: Sequence[Candidate]) -> list[Candidate]:
    return sorted(people, key=lambda each: (each.group, each.key))


def _fits(room: Room, candidate: Candidate) -> bool:
    if candidate.area is not None and room.area != candidate.area:
        return False
    if room.reserved and not candidate.special:
        return False
    return (room.reserved or not candidate.apart) and (room.step_free or not candidate.step_free)


def _preference(room: Room, candidate: Candidate) -> tuple[bool, bool]:
    """Reserved rooms first; a step-free one is left to those who need it as long as there is another."""
    return (candidate.special and not room.reserved, candidate.special and room.step_free and not candidate.step_free)


def _need(candidate: Candidate) -> SeatNeed:
    if candidate.step_free:
        return SeatNeed.STEP_FREE
    return SeatNeed.APART if candidate.apart else SeatNeed.ANY


def _natural(code: str) -> list[tuple[int, int, str]]:
    """R2 comes before R10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"\d+|\D+", code)]
