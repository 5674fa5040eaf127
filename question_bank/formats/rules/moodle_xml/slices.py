"""The questions of a file that is not well-formed as a whole, each read by itself."""

import re
from collections.abc import Iterator
from itertools import islice

from question_bank.formats.rules import xml_safety
from question_bank.formats.rules.exchange import MAX_QUESTIONS, Finding
from question_bank.formats.rules.xml_safety import Element

_START = re.compile(rb"<question[\s>]")
_END = b"</question>"


def questions(data: bytes) -> Iterator[tuple[int, Element | Finding]]:
    """(line, question or what is wrong with it), in the order of the file. Files in UTF-16 have none."""
    starts = [match.start() for match in islice(_START.finditer(data), MAX_QUESTIONS + 2)]
    line, done = 1, 0
    for place, start in enumerate(starts):
        line += data.count(b"\n", done, start)
        done = start
        limit = starts[place + 1] if place + 1 < len(starts) else len(data)
        end = data.rfind(_END, start, limit)
        piece = data[start : end + len(_END) if end >= 0 else limit]
        found = xml_safety.parse(piece, lines_before=line - 1)
        yield line + (found.sourceline or 1) - 1 if not isinstance(found, Finding) else line, found
