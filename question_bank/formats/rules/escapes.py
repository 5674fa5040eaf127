"""Plain words as Markdown that shows exactly these words, escaped no more than needed so that authors can read it."""

import re
from typing import Final

_ALWAYS: Final = re.compile(r"[`*$]")
_BACKSLASH: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)")
_UNDERSCORE: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TILDE: Final = re.compile(r"~(?=~|\Z)|(?<=~)~|\A~")
_BRACKET: Final = re.compile(r"\](?=[(\[:]|\Z)")
_ANGLE: Final = re.compile(r"<(?=[A-Za-z/!?]|\Z)")
_ENTITY: Final = re.compile(r"&(?=#?[A-Za-z0-9]+;|#?[A-Za-z0-9]*\Z)")
_LINE_STARTS: Final = (
    (re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.M), r"\1\\\2"),
    (re.compile(r"^(#{1,6})(?=\s|$)", re.M), r"\\\1"),
    (re.compile(r"^([-+])(?=\s|$)", re.M), r"\\\1"),
    (re.compile(r"^>", re.M), r"\>"),
    (re.compile(r"^(?=[-=|:][-=|:\s]*$)", re.M), r"\\"),
)
_HEADING_END: Final = re.compile(r"(\s)(#+)$")


def words(text: str) -> str:
    """A run of words within a line. Its end may touch other markup, so signs there are escaped in any case."""
    escaped = _BACKSLASH.sub(r"\\\\", text)
    escaped = _ALWAYS.sub(r"\\\g<0>", escaped)
    for pattern in (_UNDERSCORE, _TILDE, _BRACKET, _ANGLE, _ENTITY):
        escaped = pattern.sub(r"\\\g<0>", escaped)
    return escaped


def label(text: str) -> str:
    """Words between the brackets of a link or an image."""
    escaped = _BACKSLASH.sub(r"\\\\", text)
    escaped = re.sub(r"[`*$\[\]_<&~]", r"\\\g<0>", escaped)
    return escaped.replace("\n", " ")


def line_starts(lines: str) -> str:
    """Finished lines of a paragraph, none of which becomes a list, a heading, a quotation, a rule or a table."""
    for pattern, replacement in _LINE_STARTS:
        lines = pattern.sub(replacement, lines)
    return lines


def heading_end(line: str) -> str:
    """The words of a heading; a closing run of ``#`` stays part of them."""
    return _HEADING_END.sub(r"\1\\\2", line)


def cell(text: str) -> str:
    """The words of a table's cell, whatever bars they hold."""
    return text.replace("|", r"\|")


def code(text: str) -> str:
    """Words in a line that are shown as code."""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else words(text)


def fenced(text: str) -> str:
    """Lines shown as code."""
    fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence}\n{text}\n{fence}"
