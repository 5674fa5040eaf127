"""Marking one paper: responses and a key version in, per-item marks and a total out (ITM-1, ITM-3, GCT-1).

Points are whole hundredths, so that 100 points over any number of items stay exact. What share of an item a response
earns is said by the item's kind; share times hundredths is rounded half up, item by item, so that a total is the sum of
the marks shown. The function knows no clock and no candidate: run again with another key version it gives the new marks,
and the old ones can be made again at any time.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from exams.outcomes.rules.enums import Disposition, MarkReason
from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules import kinds
from question_bank.items.rules.kinds.base import EVERYTHING, NOTHING, Body, Response

ItemKey: TypeAlias = Hashable

HUNDREDTHS = 100
_CHOICES = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE})


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The key of one item: its accepted answers in the shape of its kind, its points, how partly right ones count.

    A single-choice item with two accepted keys has two lists of one id; a multiple-choice item one list of several ids.
    Raises ``ValueError`` when the answers do not fit the disposition or the points are negative.
    """

    accepted: tuple[Any, ...]
    hundredths: int
    disposition: Disposition = Disposition.NORMAL
    kind: ItemKind = ItemKind.MULTIPLE
    body: Body | None = None
    credit: Credit = Credit.ALL_OR_NOTHING

    def __post_init__(self) -> None:
        if self.hundredths < 0:
            raise ValueError("Points are never negative.")
        if not all(self.accepted):
            raise ValueError("A blank answer is never a key.")
        if not _fits(self.disposition, len(self.accepted), self.kind):
            raise ValueError(f"{len(self.accepted)} accepted answers do not make a key that is {self.disposition}.")

    def share(self, response: Response) -> Fraction:
        """The share of the points that a response earns."""
        if not self.accepted:
            return NOTHING
        return kinds.get(self.kind).share(self.body or {}, self.accepted, response, self.credit)

    def is_answered(self, response: Response) -> bool:
        """Whether a response is more than a blank."""
        return kinds.get(self.kind).is_answered(self.body or {}, response)


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
    accepted: Iterable[Any],
    hundredths: int,
    disposition: Disposition = Disposition.NORMAL,
    *,
    kind: ItemKind = ItemKind.MULTIPLE,
    body: Body | None = None,
    credit: Credit = Credit.ALL_OR_NOTHING,
) -> KeyEntry:
    """A key entry from answers as they are stored: ``key_entry([["a"], ["c"]], 200, Disposition.SEVERAL)``.

    Without a kind the answers are sets of options, all or nothing (ITM-4). Repeated ones count once.
    """
    kept: list[Any] = []
    for each in accepted:
        if each not in kept:
            kept.append(each)
    return KeyEntry(tuple(kept), hundredths, disposition, kind, body, credit)


def disposition_of(kind: ItemKind, count: int) -> Disposition:
    """How a key as it was written stands: two keys of a choice are several; a word may be written in many ways."""
    return Disposition.SEVERAL if kind in _CHOICES and count > 1 else Disposition.NORMAL


class Marker:
    """Marks many papers of one key version: what a response to an item earns is worked out once."""

    def __init__(self, key: Mapping[ItemKey, KeyEntry]) -> None:
        self._key = key
        self._known: dict[tuple[ItemKey, tuple[str, ...]], ItemMark] = {}

    def mark(self, responses: Mapping[ItemKey, Response], *, sat: bool = True) -> Marking:
        """Mark one paper.

        送分 reaches everyone who sat, blank or not; ``sat=False`` (absent or expelled) earns nothing at all (ITM-3).
        Wrong answers cost nothing (ITM-4). Raises ``ValueError`` for a response to an item that is not on the paper.
        """
        strangers = responses.keys() - self._key.keys()
        if strangers:
            raise ValueError(f"Responses to items that are not on the paper: {sorted(map(str, strangers))}.")
        if not sat:
            marks = tuple(_mark_item(item, entry, (), False) for item, entry in self._key.items())
        else:
            marks = tuple(self._mark(item, entry, tuple(responses.get(item, ()))) for item, entry in self._key.items())
        return Marking(marks, sum(each.hundredths for each in marks))

    def _mark(self, item: ItemKey, entry: KeyEntry, response: tuple[str, ...]) -> ItemMark:
        known = self._known.get((item, response))
        if known is None:
            known = self._known[item, response] = _mark_item(item, entry, response, True)
        return known


def mark(responses: Mapping[ItemKey, Response], key: Mapping[ItemKey, KeyEntry], *, sat: bool = True) -> Marking:
    """Mark one paper against a key version: :meth:`Marker.mark` of one."""
    return Marker(key).mark(responses, sat=sat)


def changes(before: Marking, after: Marking) -> tuple[tuple[ItemMark, ItemMark], ...]:
    """The items whose marks differ between two markings of the same paper (ITM-1).

    Raises ``ValueError`` when the markings are not of the same items.
    """
    old, new = ({each.item: each for each in marking.items} for marking in (before, after))
    if old.keys() != new.keys():
        raise ValueError("Two markings can only be compared for the same paper.")
    return tuple((old[item], new[item]) for item in new if old[item] != new[item])


def _mark_item(item: ItemKey, entry: KeyEntry, response: Response, sat: bool) -> ItemMark:
    if not sat:
        return ItemMark(item, 0, MarkReason.NOT_SAT)
    if entry.disposition is Disposition.CREDIT_TO_ALL:
        return ItemMark(item, entry.hundredths, MarkReason.CREDIT_TO_ALL)
    if not entry.is_answered(response):
        return ItemMark(item, 0, MarkReason.BLANK)
    share = entry.share(response)
    return ItemMark(item, _half_up(share * entry.hundredths), _reason(share))


def _reason(share: Fraction) -> MarkReason:
    if share == NOTHING:
        return MarkReason.WRONG
    return MarkReason.CORRECT if share == EVERYTHING else MarkReason.PARTIAL


def _half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _fits(disposition: Disposition, count: int, kind: ItemKind) -> bool:
    if disposition is Disposition.NORMAL:
        return count == 1 or (count > 1 and kind not in _CHOICES)
    return count >= 2 if disposition is Disposition.SEVERAL else True
