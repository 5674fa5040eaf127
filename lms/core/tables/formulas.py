"""Which cells a spreadsheet would execute, and how they are made harmless."""

import re

STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""First characters that make a spreadsheet evaluate a cell, with their full-width twins."""

_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?%?", re.ASCII)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could execute ``text``; a plain number such as ``-5`` or ``+3.2`` is none."""
    if text.startswith(("\t", "\r", "\n")):
        return True
    bare = text.strip()
    return bare.startswith(STARTS) and _NUMBER.fullmatch(bare) is None


def guarded(text: str) -> str:
    """``text`` with a leading apostrophe where a spreadsheet would otherwise execute it."""
    return f"'{text}" if is_formula(text) else text
