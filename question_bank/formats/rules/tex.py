"""Formulas as Moodle and MathJax write them in running text: ``\\(…\\)``, ``\\[…\\]`` and ``$$…$$``."""

import re
from collections.abc import Iterator
from typing import Final, Literal

_OPENERS: Final = re.compile(r"\\\(|\\\[|\$\$")
_CLOSERS: Final = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
Kind = Literal["words", "formula", "display"]


def split(text: str) -> Iterator[tuple[Kind, str]]:
    """The parts of a text in their order; an opening without its end, or around nothing, is words."""
    done = place = 0
    unclosed: set[str] = set()
    while match := _OPENERS.search(text, place):
        opener = match[0]
        place = match.end()
        end = -1 if opener in unclosed else text.find(_CLOSERS[opener], place)
        if end < 0:
            unclosed.add(opener)
            continue
        latex = text[place:end].strip().strip("$").strip()
        if not latex:
            continue
        if match.start() > done:
            yield "words", text[done : match.start()]
        yield "formula" if opener == "\\(" else "display", latex
        done = place = end + len(_CLOSERS[opener])
    if done < len(text):
        yield "words", text[done:]
