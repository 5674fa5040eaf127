"""One Markdown for lessons and items: CommonMark without raw HTML, with tables, deletions, formulas and CJK emphasis.

CommonMark's emphasis knows words by their spaces, which Chinese does not write: there ``**淨零（Net Zero）**是`` would
stay four asterisks. Here a Chinese neighbour counts as a boundary, as every other rule of the specification stands.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from lms.core.markup import dollars

MAX_NESTING: Final = 20
_ASSET = re.compile(r"asset:[0-9a-f]{64}\Z")
_TEXTS = {"text", "code_inline", "math_inline", "math_display"}


@functools.cache
def parser() -> MarkdownIt:
    """The parser of the dialect. Formulas are tokens ``math_inline`` and ``math_display`` (in a line) and
    ``math_block``; their ``content`` is LaTeX.
    """
    made = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True, "maxNesting": MAX_NESTING})
    made.enable(["table", "strikethrough"])
    made.inline.ruler.at("emphasis", _emphasis)
    dollars.extend(made)
    return made


def asset(token: Token) -> str:
    """The stored image that an image token shows (``asset:<sha256>``), ``""`` if it names anything else."""
    source = str(token.attrGet("src") or "")
    return source if _ASSET.match(source) else ""


def alternative(token: Token) -> str:
    """The text of an image token for those who do not see it."""
    return plain(token.children or ())


def plain(tokens: Iterable[Token]) -> str:
    """The words of inline tokens: formulas as LaTeX, images as their alternative text, breaks as spaces."""
    return "".join(_plain(token) for token in tokens)


def _plain(token: Token) -> str:
    if token.type in _TEXTS:
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return plain(token.children or ())


def is_cjk(sign: str) -> bool:
    """Is this a character of Chinese, Japanese or Korean writing, their full-width punctuation included?"""
    return unicodedata.east_asian_width(sign) in ("W", "F") if sign else False


def is_dividing(sign: str) -> bool:
    """Is this punctuation that keeps emphasis from starting or ending beside it, unless a boundary stands outside?"""
    return bool(sign) and not is_cjk(sign) and (isMdAsciiPunct(ord(sign)) or isPunctChar(sign))


def is_space(sign: str) -> bool:
    """Does whitespace stand here? The end of the text (``""``) counts."""
    return not sign or isWhiteSpace(ord(sign))


def opens(before: str, after: str) -> bool:
    """May a run of asterisks between these characters open emphasis?"""
    return not is_space(after) and (not is_dividing(after) or is_space(before) or is_dividing(before) or is_cjk(before))


def closes(before: str, after: str) -> bool:
    """May a run of asterisks between these characters close emphasis?"""
    return opens(after, before)


def _emphasis(state: StateInline, silent: bool) -> bool:
    """The runs of ``*`` and ``_`` as delimiters; who pairs with whom is decided by the parser as always."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    can_open, can_close = scanned.can_open, scanned.can_close
    if marker == "*":
        before = state.src[state.pos - 1] if state.pos else ""
        after = state.src[state.pos + scanned.length] if state.pos + scanned.length < state.posMax else ""
        can_open, can_close = opens(before, after), closes(before, after)
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(Delimiter(ord(marker), scanned.length, len(state.tokens) - 1, -1, can_open, can_close))
    state.pos += scanned.length
    return True
