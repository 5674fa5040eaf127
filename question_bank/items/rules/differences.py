"""Where two texts differ, piece by piece, so that a page can mark it."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters; ``differs`` from the other text."""

    text: str
    differs: bool


def between(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; joined, the pieces are the texts."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        differs = kind != "equal"
        ours += [Piece(one[start:end], differs)] if end > start else []
        theirs += [Piece(other[other_start:other_end], differs)] if other_end > other_start else []
    return tuple(ours), tuple(theirs)
