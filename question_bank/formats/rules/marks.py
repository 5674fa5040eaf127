"""Plain words on their way into Markdown and out again, for formats without markup."""

import re

from question_bank.formats.rules import escapes, html_text

_MATH = re.compile(
    r"\$\$(?P<block>[^$]{1,4000})\$\$|\\\((?P<inline>[^\n]{1,2000}?)\\\)|\\\[(?P<display>[^\]]{1,2000}?)\\\]"
    r"|\$(?P<tex>(?!\s)[^$\n]{1,2000}(?<!\s))\$"
)
_GAP = re.compile(r"(?:\\_)+")
_TEX_SIGN = re.compile(r"[\\^_{]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_FORMULA = re.compile(r"(?<!\\)\$(?!\s)[^$]+(?<![\\\s])\$(?!\d)")


def from_plain(text: str) -> str:
    """Markdown that shows exactly these words, line by line; TeX between ``$$…$$``, ``\\(…\\)`` or ``$…$`` is a formula."""
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    pieces: list[str] = []
    done = 0
    whole = "\n".join(lines)
    for match in _MATH.finditer(whole):
        if match["tex"] and not _TEX_SIGN.search(match["tex"]):
            continue  # money, as in $5 or $10
        pieces += [escapes.words(whole[done : match.start()]), _formula(match)]
        done = match.end()
    pieces.append(escapes.words(whole[done:]))
    shown = escapes.line_starts("".join(pieces))
    if len(pieces) == 1 and shown.count("$") == 1:
        shown = shown.replace("\\$", "$")  # a single dollar cannot open a formula
    shown = _blank(shown)
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "\\\\\n", re.sub(r"\n{3,}", "\n\n", shown))


def _blank(shown: str) -> str:
    """A lone run of underscores (a gap to fill) needs no escapes: nothing could close the emphasis it might open."""
    runs = list(_GAP.finditer(shown))
    if len(runs) != 1 or re.search(rf"^\s*{re.escape(runs[0][0])}\s*$", shown, re.M):
        return shown
    return shown.replace("\\_", "_")


def _formula(match: re.Match[str]) -> str:
    """A formula that stands alone on its lines is set apart; other systems write ``$$`` within a sentence, too."""
    block = match["block"] or match["display"]
    text, start, end = match.string, match.start(), match.end()
    line = text[text.rfind("\n", 0, start) + 1 : start][-200:] + text[end : end + 200].partition("\n")[0]
    if block and not line.strip():
        return f"$${block.strip()}$$"
    return f"${' '.join((block or match['inline'] or match['tex']).split())}$"


def to_plain(markdown: str) -> tuple[str, bool]:
    """The words without markup, and whether anything but words was lost."""
    plain, losses = html_text.plain(markdown)
    return plain.strip(), bool(losses)


def has_image(markdown: str) -> bool:
    """Whether the text shows an image."""
    return _IMAGE.search(markdown) is not None


def has_formula(markdown: str) -> bool:
    """Whether the text holds a formula between dollar signs."""
    return _FORMULA.search(markdown) is not None
