"""Raised and lowered texts: ``CO₂`` and ``m²`` as characters, the rest as LaTeX."""

from typing import Final

_LOW: Final = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_HIGH: Final = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))


def unicode(text: str, sign: str) -> str | None:
    """The characters that stand for ``text`` lowered (``_``) or raised (``^``), None if some do not exist."""
    table = _LOW if sign == "_" else _HIGH
    return "".join(table[letter] for letter in text) if all(letter in table for letter in text) else None


def latex(text: str) -> str:
    """The text within a script of a formula."""
    if text.isascii() and text.isalnum() and len(text) == 1:
        return text
    escaped = text.replace("\\", "∖").replace("{", "（").replace("}", "）")
    return "\\text{" + "".join(f"\\{sign}" if sign in "$%#&_" else sign for sign in escaped) + "}"
