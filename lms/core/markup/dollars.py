"""Formulas between dollars: ``$…$`` in a line, ``$$…$$`` on lines of their own or in a line.

Money stays money: a formula starts and ends at a character, never at a space; it does not end before a digit
(``$5 to $10``) nor after the letters of a currency (``$10 or US$ 12``). ``\\$`` is always a dollar.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

LONGEST = 20_000  # beyond this a dollar has no partner; a formula of thousands of characters is shown as source
_CURRENCY = re.compile(r"(?:NT|US|HK|AU|CA|SG|NZ|TW)\Z")


def extend(parser: MarkdownIt) -> None:
    """Teach a parser the tokens ``math_inline``, ``math_display`` and ``math_block``."""
    parser.inline.ruler.before("escape", "math_inline", _inline)
    parser.block.ruler.before("fence", "math_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def is_money(before: str) -> bool:
    """Do the letters right before a dollar name a currency?"""
    return bool(_CURRENCY.search(before))


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    double = source.startswith("$$", start)
    end = _closing(source, start + 2, "$$", state.posMax) if double else _single(source, start, state.posMax)
    if end < 0:
        return False
    width = 2 if double else 1
    content = source[start + width : end].strip()
    if not content:
        return False
    if not silent:
        token = state.push("math_display" if double else "math_inline", "math", 0)
        token.content, token.markup = content, "$" * width
    state.pos = end + width
    return True


def _single(source: str, start: int, limit: int) -> int:
    """Where the formula opened by the lone dollar at ``start`` ends, -1 if it is no formula."""
    end = _closing(source, start + 1, "$", limit)
    if end < 0 or is_money(source[max(0, start - 3) : start]):
        return -1
    inner = source[start + 1 : end]
    if not inner or inner[0].isspace() or inner[-1].isspace() or is_money(inner[-3:]):
        return -1
    return -1 if source[end + 1 : end + 2].isdigit() else end


def _closing(source: str, start: int, mark: str, limit: int) -> int:
    """The next unescaped ``mark``, -1 if there is none near."""
    limit = min(limit, start + LONGEST)
    end = source.find(mark, start, limit)
    while end > 0 and _is_escaped(source, start, end):
        end = source.find(mark, end + 1, limit)
    return end


def _is_escaped(source: str, start: int, place: int) -> bool:
    """Does an odd number of backslashes stand right before ``place``?"""
    first = place
    while first > start and source[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1


def _block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A formula whose first line starts with ``$$`` and whose last line ends with it, without a blank line inside."""
    if state.is_code_block(first) or not _line(state, first).startswith("$$"):
        return False
    last = _last_line(state, first, end)
    if last < 0:
        return False
    if silent:
        return True
    lines = [_line(state, number) for number in range(first, last + 1)]
    token = state.push("math_block", "math", 0)
    token.block, token.markup, token.map = True, "$$", [first, last + 1]
    token.content = "\n".join(lines)[2:-2].strip()
    state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _last_line(state: StateBlock, first: int, end: int) -> int:
    """The line that closes the formula, -1 if none does."""
    opening = _line(state, first)
    if len(opening) > 4 and opening.endswith("$$"):
        return first if "$$" not in opening[2:-2] and not _is_escaped(opening, 2, len(opening) - 2) else -1
    if "$$" in opening[2:]:
        return -1
    length = len(opening)
    for number in range(first + 1, end):
        line = _line(state, number)
        length += len(line) + 1
        if not line or length > LONGEST or state.sCount[number] < state.blkIndent:
            return -1
        if "$$" in line:
            return number if line.endswith("$$") and line.count("$$") == 1 else -1
    return -1
