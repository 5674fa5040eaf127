"""Comparing texts of items: what counts as the same, and how alike two items are.

The functions here are the definition, one item at a time; ``question_bank.items.analysis`` applies it to a whole bank.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

EDGE = "\x01"  # begins and ends every piece of an item; taken out of texts that contain it
NUMBER = "\x02"  # stands for any number in a pattern
END = "\x03"  # between two items that are joined
OWN = re.compile(f"[{EDGE}{NUMBER}{END}]")
GRAM = 3
_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(萬|億|%)?")
_FACTORS = {"萬": Decimal(10_000), "億": Decimal(100_000_000), "%": Decimal("0.01")}
_GAP = re.compile(r"(?<=\d)\s+(?=[萬億%])")
_NOISE = re.compile(r"[\s*_`~「」『』“”\"'，。、；：？！,;:?!()\[\]{}<>《》〈〉…—]+")
_BETWEEN_NUMBERS = re.compile(rf"(?<=\d){_NOISE.pattern}(?=\d)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """An item without its numbers: the pieces in a fixed order, and the numbers that stood in them, by value."""

    pieces: tuple[str, ...]
    numbers: tuple[Decimal, ...]


def folded(text: str) -> str:
    """The text in one width and case, ready for :func:`canonical`; works on many texts joined by :data:`EDGE` too."""
    return _GAP.sub("", unicodedata.normalize("NFKC", text).casefold())


def canonical(text: str) -> str:
    """The text without width, case, spacing and punctuation, with its numbers in one notation.

    ``1,500`` equals ``1500.0``, ``50 %`` equals ``0.5``, ``1.2 萬`` equals ``12,000`` (ITM-5: numerically equal options).
    """
    plain = _NUMBER.sub(_in_one_notation, folded(text))
    return " ".join(_NOISE.sub("", piece) for piece in _BETWEEN_NUMBERS.split(plain))


def masked(text: str) -> tuple[str, list[Decimal]]:
    """The canonical text with every number replaced by :data:`NUMBER`, and those numbers in their order."""
    numbers: list[Decimal] = []

    def take(match: re.Match[str]) -> str:
        numbers.append(value(match))
        return NUMBER

    return _NOISE.sub("", _NUMBER.sub(take, folded(text))), numbers


def pattern(pieces: Iterable[str]) -> Pattern:
    """The pattern of an item; its pieces are sorted, because options in another order make the same item."""
    taken = [masked(OWN.sub("", piece)) for piece in pieces]
    numbers = sorted(number for _, found in taken for number in found)
    return Pattern(tuple(sorted(text for text, _ in taken)), tuple(numbers))


def shingles(pieces: Iterable[str]) -> frozenset[str]:
    """The character trigrams of canonical or masked pieces, each piece between two edges."""
    bordered = [f"{EDGE}{piece}{EDGE}" for piece in pieces if piece]
    return frozenset(text[i : i + GRAM] for text in bordered for i in range(len(text) - GRAM + 1))


def grams(text: str) -> frozenset[str]:
    """The character trigrams of a canonical text; a shorter text is its own single gram."""
    plain = canonical(text)
    return frozenset(plain[i : i + GRAM] for i in range(max(1, len(plain) - GRAM + 1)))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared grams ÷ all grams: 0 (nothing in common) to 1 (the same)."""
    together = len(one | other)
    return len(one & other) / together if together else 1.0


def value(match: re.Match[str]) -> Decimal:
    """The value of a number that the pattern of numbers found."""
    return Decimal(match[1].replace(",", "") + (match[2] or "")) * _FACTORS.get(match[3] or "", Decimal(1))


def _in_one_notation(match: re.Match[str]) -> str:
    return format(value(match).normalize(), "f")
