"""What stands on an answer sheet: printed letters per position, read by people or a scanner, compared, and turned into
the ids of options.

A reading names every position of the paper: ``{"1": ["B"], "2": [], "3": ["A", "C"]}``; [] is a blank. Two marks in a row
of a single-choice item stay what they are: the response then fits no key and earns nothing, and what the candidate did
can still be seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from question_bank.items.enums import ItemKind

LETTERS = "ABCDEFGH"
STATEMENT = ("true", "false")
"""The ids behind A (○) and B (✕) of a true-or-false item."""
KINDS = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE})
"""Kinds that a row of circles can answer."""

Reading: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: the item version at a position and its option ids in the printed order, A first."""

    position: int
    item: int
    kind: ItemKind
    options: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The letters printed in the row."""
        return LETTERS[: len(self.options)]

    @property
    def takes_several(self) -> bool:
        """Whether more than one mark can be right."""
        return self.kind is ItemKind.MULTIPLE


class NotAReading(ValueError):
    """The responses do not fit the sheet; ``position`` says where (0: the whole)."""

    def __init__(self, position: int) -> None:
        super().__init__(f"The response at position {position} does not fit the sheet.")
        self.position = position


def fits_paper(kind: ItemKind, options: int) -> bool:
    """Whether an item can be answered by marking circles."""
    return kind in KINDS and options <= len(LETTERS)


def options_of(kind: ItemKind, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The option ids of an item in the order in which they are printed."""
    if kind is ItemKind.TRUE_FALSE:
        return STATEMENT
    return tuple(str(each["id"]) for each in body.get("options", ()))


def parse(text: str) -> tuple[str, ...]:
    """Letters as they are typed or scanned: ``B``, ``ac``, ``A;C``; blanks and ``-`` mean none. In the order of the
    alphabet, each once."""
    given = {sign for sign in text.upper() if sign not in " ,;/.-_　"}
    return tuple(sorted(given))


def normal(reading: Reading, lines: Sequence[Line]) -> dict[str, list[str]]:
    """The reading in its one spelling. Raises :class:`NotAReading` unless it names exactly the positions of the sheet
    with letters of their rows."""
    if set(reading) != {str(line.position) for line in lines}:
        raise NotAReading(0)
    found: dict[str, list[str]] = {}
    for line in lines:
        marks = sorted(set(reading[str(line.position)]))
        if not set(marks) <= set(line.letters):
            raise NotAReading(line.position)
        found[str(line.position)] = marks
    return found


def differences(one: Reading, other: Reading) -> list[int]:
    """The positions at which two readings differ, in order."""
    return sorted(int(position) for position in one if list(one[position]) != list(other[position]))


def settle(one: Reading, other: Reading, decided: Reading) -> dict[str, list[str]]:
    """What both readings say, and where they differ what was decided. Raises :class:`NotAReading` when something else
    was decided, or too little."""
    open_positions = {str(position) for position in differences(one, other)}
    if set(decided) != open_positions:
        raise NotAReading(0)
    return {position: list(decided.get(position, marks)) for position, marks in one.items()}


def responses(reading: Reading, lines: Sequence[Line]) -> dict[int, list[str]]:
    """The option ids marked per item version, in the printed order; what was left blank is an empty list."""
    return {
        line.item: [line.options[line.letters.index(letter)] for letter in reading[str(line.position)]]
        for line in lines
    }


def doubled(reading: Reading, lines: Sequence[Line]) -> list[int]:
    """The positions of single-choice rows with more than one mark: they earn nothing."""
    return [line.position for line in lines if not line.takes_several and len(reading[str(line.position)]) > 1]
