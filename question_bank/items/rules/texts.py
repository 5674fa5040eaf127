"""Comparing texts of items: what counts as the same, and how alike two texts are."""

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(萬|億|%)?")
_FACTORS = {"萬": Decimal(10_000), "億": Decimal(100_000_000), "%": Decimal("0.01")}
_NOISE = re.compile(r"[\s*_`~「」『』“”\"'，。、；：？！,;:?!()\[\]{}<>《》〈〉…—]+")
_GRAM = 3


def canonical(text: str) -> str:
    """The text without width, case, spacing and punctuation, with its numbers in one notation.

    ``1,500`` equals ``1500.0``, ``50 %`` equals ``0.5``, ``1.2 萬`` equals ``12,000`` (ITM-5: numerically equal options).
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"(?<=\d)\s+(?=[萬億%])", "", folded)
    return _NOISE.sub("", _NUMBER.sub(_number, folded))


def grams(text: str) -> frozenset[str]:
    """The character trigrams of a canonical text; a shorter text is its own single gram."""
    plain = canonical(text)
    return frozenset(plain[i : i + _GRAM] for i in range(max(1, len(plain) - _GRAM + 1)))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared grams ÷ all grams: 0 (nothing in common) to 1 (the same)."""
    together = len(one | other)
    return len(one & other) / together if together else 1.0


def _number(match: re.Match[str]) -> str:
    value = Decimal(match[1].replace(",", "") + (match[2] or "")) * _FACTORS.get(match[3] or "", Decimal(1))
    return format(value.normalize(), "f")
