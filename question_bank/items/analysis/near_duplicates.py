"""Items that say the same, or nearly: every such pair of a bank, and what of the bank a new item repeats.

Likeness is the share of common character trigrams of stem and options, numbers left out, which serves Chinese, where
words have no blanks; options may stand in another order. Numbers are compared by value afterwards: a pair that differs
in nothing else follows one pattern, which is a weaker finding. Two items with the same stem and other options are named
too, unless the stem is so short that anybody would write it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np

from question_bank.items.analysis import joins, shingles
from question_bank.items.analysis.shingles import Grams, Pieces
from question_bank.items.rules.texts import Pattern

ALIKE = Fraction(3, 5)
SAME_STEM = Fraction(4, 5)
OWN_STEM = 15  # trigrams; a shorter stem (「下列敘述何者正確」) is nobody's own
MOST = 200_000


class Likeness(IntEnum):
    """In what two items are alike, strongest first."""

    SAME = 1
    NEAR = 2
    PATTERN = 3  # other numbers
    STEM = 4  # other options


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items by their position, ``one < other``; ``share`` is their likeness, 0 to 1."""

    one: int
    other: int
    share: float
    likeness: Likeness


@dataclass(frozen=True)
class Found:
    """The pairs, strongest first. Not ``complete``: the bank repeats itself so much that the search was cut short."""

    pairs: tuple[Pair, ...]
    complete: bool = True


@dataclass(frozen=True)
class Bank:
    """A bank prepared for :func:`against`."""

    patterns: tuple[Pattern, ...]
    grams: Grams


def pairs(items: Sequence[Pieces], *, threshold: Fraction = ALIKE, most: int = MOST) -> Found:
    """Every pair that is alike; ``items`` are stem and options. Of equal items each is paired with the first only."""
    whole = shingles.patterns(items)
    found = _joined(whole, threshold, most)
    stems = shingles.patterns([pieces[:1] for pieces in items])
    known = {(pair.one, pair.other) for pair in found}
    same_stem = (
        pair for pair in _joined(stems, SAME_STEM, most, least=OWN_STEM) if (pair.one, pair.other) not in known
    )
    found += [Pair(pair.one, pair.other, pair.share, Likeness.STEM) for pair in same_stem]
    found.sort(key=lambda pair: (pair.likeness, -pair.share, pair.one, pair.other))
    return Found(tuple(found[:most]), len(found) < most)


def prepared(items: Sequence[Pieces]) -> Bank:
    """The bank ready to be compared with."""
    whole = shingles.patterns(items)
    return Bank(tuple(whole), shingles.grams([pattern.pieces for pattern in whole]))


def against(new: Pieces, bank: Bank, *, threshold: Fraction = ALIKE) -> list[Pair]:
    """What of the bank one item repeats, strongest first: ``one`` is 0, ``other`` the place in the bank."""
    (own,) = shingles.patterns([new])
    grams = shingles.grams([own.pieces]).flat
    met = np.concatenate([[0], np.cumsum(np.isin(bank.grams.flat, grams))])
    shared = met[bank.grams.starts[1:]] - met[bank.grams.starts[:-1]]
    sizes = bank.grams.sizes
    places = np.flatnonzero((shared > 0) & (shared >= joins.needed(sizes, np.full_like(sizes, len(grams)), threshold)))
    found = [
        Pair(0, int(place), _share(shared[place], sizes[place] + len(grams)), _likeness(own, bank.patterns[place]))
        for place in places
    ]
    return sorted(found, key=lambda pair: (pair.likeness, -pair.share, pair.other))


def _joined(patterns: Sequence[Pattern], threshold: Fraction, most: int, *, least: int = 1) -> list[Pair]:
    """The pairs by whole text: equal patterns first, then the different ones that are alike."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, pattern in enumerate(patterns):
        groups[pattern.pieces].append(place)
    pieces = list(groups)
    grams = shingles.grams(pieces)
    members = list(groups.values())
    found = [
        pair
        for size, group in zip(grams.sizes, members, strict=True)
        if size >= least
        for pair in _star(patterns, group)
    ]
    alike = joins.alike(grams, threshold, most=most)
    sizes = grams.sizes
    for one, other, shared in zip(alike.one.tolist(), alike.other.tolist(), alike.shared.tolist(), strict=True):
        if min(sizes[one], sizes[other]) >= least:
            share = _share(shared, sizes[one] + sizes[other])
            found.append(_between(patterns, members[one], members[other], share))
    return found


def _star(patterns: Sequence[Pattern], group: Sequence[int]) -> Iterable[Pair]:
    """Each item with the first that has its numbers too, else with the first of the pattern."""
    first: dict[tuple[object, ...], int] = {}
    for place in group:
        known = first.setdefault(patterns[place].numbers, place)
        if known != place:
            yield Pair(known, place, 1.0, Likeness.SAME)
        elif place != group[0]:
            yield Pair(group[0], place, 1.0, Likeness.PATTERN)


def _between(patterns: Sequence[Pattern], ones: Sequence[int], others: Sequence[int], share: float) -> Pair:
    """One pair for two groups, of items with the same numbers if there are any."""
    by_numbers = {patterns[place].numbers: place for place in reversed(ones)}
    for other in others:
        one = by_numbers.get(patterns[other].numbers)
        if one is not None:
            return Pair(min(one, other), max(one, other), share, Likeness.NEAR)
    one, other = ones[0], others[0]
    return Pair(min(one, other), max(one, other), share, Likeness.PATTERN)


def _likeness(one: Pattern, other: Pattern) -> Likeness:
    if one.numbers != other.numbers:
        return Likeness.PATTERN
    return Likeness.SAME if one.pieces == other.pieces else Likeness.NEAR


def _share(shared: int, together: int) -> float:
    return float(shared / (together - shared))
