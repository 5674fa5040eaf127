"""Marking one paper: responses and a key version in, per-item marks and a total out (ITM-1, ITM-3, GCT-1).

Points are whole hundredths, so that 100 points over any number of items stay exact. The function knows no clock and no
candidate: run again with another key version it gives the new marks, and the old ones can be made again at any time.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from exams.outcomes.rules.enums import Disposition, MarkReason

ItemKey: TypeAlias = Hashable
Options: TypeAlias = Collection[str]

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The key of one item: each accepted answer is a set of option ids, marked all or nothing (ITM-4).

    A single-choice item with two accepted keys has two sets of one id; a multiple-choice item one set of several ids.
    Raises ``ValueError`` when the sets do not fit the disposition or the points are negative.
    """

    accepted: frozenset[frozenset[str]]
    hundredths: int
    disposition: Disposition = Disposition.NORMAL

    def __post_init__(self) -> None:
        if self.hundredths < 0:
            raise ValueError("Points are never negative.")
        if frozenset() in self.accepted:
            raise ValueError("A blank answer is never a key.")
        if not _fits(self.disposition, len(self.accepted)):
            raise ValueError(f"{len(self.accepted)} accepted answers do not make a key that is {self.disposition}.")


class ItemMark(NamedTuple):
    """What one item earned, in hundredths of a point, and why."""

    item: ItemKey
    hundredths: int
    reason: MarkReason


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of a paper in the order of its key."""

    items: tuple[ItemMark, ...]
    total: int

    @property
    def points(self) -> Decimal:
        """The total in points: 60 for 6,000 hundredths."""
        return Decimal(self.total) / HUNDREDTHS


def key_entry(
    accepted: Iterable[Iterable[str]], hundredths: int, disposition: Disposition = Disposition.NORMAL
) -> KeyEntry:
    """A key entry from lists as they are stored: ``key_entry([["a"], ["c"]], 200, Disposition.SEVERAL)``."""
    return KeyEntry(frozenset(frozenset(options) for options in accepted), hundredths, disposition)


def mark(responses: Mapping[ItemKey, Options], key: Mapping[ItemKey, KeyEntry], *, sat: bool = True) -> Marking:
    """Mark one paper against a key version.

    送分 reaches everyone who sat, blank or not; ``sat=False`` (absent or expelled) earns nothing at all (ITM-3).
    Wrong answers cost nothing (ITM-4). Raises ``ValueError`` for a response to an item that is not on the paper.
    """
    strangers = responses.keys() - key.keys()
    if strangers:
        raise ValueError(f"Responses to items that are not on the paper: {sorted(map(str, strangers))}.")
    marks = tuple(_mark_item(item, entry, responses.get(item, ()), sat) for item, entry in key.items())
    return Marking(marks, sum(each.hundredths for each in marks))


def changes(before: Marking, after: Marking) -> tuple[tuple[ItemMark, ItemMark], ...]:
    """The items whose marks differ between two markings of the same paper (ITM-1).

    Raises ``ValueError`` when the markings are not of the same items.
    """
    old, new = ({each.item: each for each in marking.items} for marking in (before, after))
    if old.keys() != new.keys():
        raise ValueError("Two markings can only be compared for the same paper.")
    return tuple((old[item], new[item]) for item in new if old[item] != new[item])


def _mark_item(item: ItemKey, entry: KeyEntry, response: Options, sat: bool) -> ItemMark:
    reason = _reason(entry, response) if sat else MarkReason.NOT_SAT
    earned = reason in (MarkReason.CORRECT, MarkReason.CREDIT_TO_ALL)
    return ItemMark(item, entry.hundredths if earned else 0, reason)


def _reason(entry: KeyEntry, response: Options) -> MarkReason:
    if entry.disposition is Disposition.CREDIT_TO_ALL:
        return MarkReason.CREDIT_TO_ALL
    if not response:
        return MarkReason.BLANK
    return MarkReason.CORRECT if frozenset(response) in entry.accepted else MarkReason.WRONG


def _fits(disposition: Disposition, count: int) -> bool:
    if disposition is Disposition.NORMAL:
        return count == 1
    return count >= 2 if disposition is Disposition.SEVERAL else True
