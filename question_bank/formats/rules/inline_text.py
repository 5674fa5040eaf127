"""One paragraph on its way from HTML to Markdown: words, formulas and emphasis, joined so that every mark takes effect."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lms.core.markup import dialect, dollars
from question_bank.formats.rules import escapes

_MARKS: Final = {"strong": "**", "em": "*", "strike": "~~"}
_TOKENS: Final = {"strong": "strong_open", "em": "em_open", "strike": "s_open"}
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph. ``value`` is words, LaTeX, a mark's name, or finished Markdown."""

    kind: Literal["words", "formula", "display", "open", "close", "made", "break"]
    value: str = ""


def formula(latex: str) -> str:
    """LaTeX on one line that starts and ends so that its dollars are seen as such."""
    line = " ".join(latex.split())
    line = re.sub(r"(?<!\\)((?:\\\\)*)\$", r"\1\\$", line)
    if re.search(r"(?<!\\)(?:\\\\)*\\\Z", line):
        line += " {}"
    return f"{{{line}}}" if dollars.is_money(line[-3:]) else line


def written(pieces: Iterable[Piece]) -> tuple[str, bool]:
    """The Markdown of a paragraph, and whether all emphasis could be kept."""
    tidy = _tidied(list(pieces))
    marked = _joined(tidy)
    wanted = [_TOKENS[piece.value] for piece in tidy if piece.kind == "open"]
    if not wanted:
        return marked, True
    plain = _joined(_merged([piece for piece in tidy if piece.kind not in ("open", "close")]))
    if _understood(marked) == (_understood(plain)[0], sorted(wanted)):
        return marked, True
    return plain, False


def _understood(source: str) -> tuple[str, list[str]]:
    """What the parser makes of a line: its words, and the emphasis in it."""
    tokens = dialect.parser().parseInline(source)[0].children or []
    return dialect.plain(tokens), sorted(token.type for token in tokens if token.type in _TOKENS.values())


def _tidied(pieces: list[Piece]) -> list[Piece]:
    """Spaces collapsed, empty emphasis gone, marks moved off spaces and off signs beside which they would not work."""
    pieces = _merged(_without_empty_marks(_collapsed(_merged(pieces))))
    for index in range(len(pieces)):
        _move_outwards(pieces, index)
    pieces = _merged(_without_empty_marks(_collapsed(_merged(pieces))))
    return _digits_within(pieces)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbouring words as one piece; emphasis that ends only to start again as one."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if piece == Piece("words"):
            continue
        if last and last.kind == piece.kind == "words":
            merged[-1] = Piece("words", last.value + piece.value)
        elif last and (last.kind, piece.kind) == ("close", "open") and last.value == piece.value:
            merged.pop()
        else:
            merged.append(piece)
    return merged


def _collapsed(pieces: list[Piece]) -> list[Piece]:
    """Runs of white space as one space, none at the ends of the paragraph or of its lines."""
    result: list[Piece] = []
    spaced = True
    for piece in pieces:
        if piece.kind == "words":
            value = re.sub(r"\s+", " ", piece.value)
            value = value[1:] if spaced and value.startswith(" ") else value
            result.append(Piece("words", value))
            spaced = value.endswith(" ") or (spaced and not value)
            continue
        if piece.kind == "break":
            _strip_end(result)
        result.append(piece)
        spaced = piece.kind == "break" or (spaced and piece.kind in ("open", "close"))
    while result and (result[-1].kind == "break" or result[-1] == Piece("words")):
        result.pop()
    _strip_end(result)
    while result and result[0].kind == "break":
        result.pop(0)
    return result


def _strip_end(pieces: list[Piece]) -> None:
    for index in range(len(pieces) - 1, -1, -1):
        if pieces[index].kind == "words":
            pieces[index] = Piece("words", pieces[index].value.rstrip())
        if pieces[index].kind == "break" or (pieces[index].kind not in ("open", "close") and pieces[index].value):
            return


def _without_empty_marks(pieces: list[Piece]) -> list[Piece]:
    """Emphasis around nothing but spaces shows nothing: its marks go, the spaces stay."""
    kept: list[Piece] = []
    for piece in _merged(pieces):
        if piece.kind == "close":
            blank = kept.pop() if kept and kept[-1].kind == "words" and not kept[-1].value.strip() else None
            if kept and kept[-1] == Piece("open", piece.value):
                kept.pop()
                kept += [blank] if blank else []
                continue
            kept += [blank] if blank else []
        kept.append(piece)
    return kept


def _move_outwards(pieces: list[Piece], index: int) -> None:
    """Move the first (last) character of emphasised words out, as long as the mark there would not open (close)."""
    mark = pieces[index]
    if mark.kind not in ("open", "close"):
        return
    step = 1 if mark.kind == "open" else -1
    inner, outer = index + step, index - step
    while 0 <= inner < len(pieces) and pieces[inner].kind == "words" and pieces[inner].value:
        inside = pieces[inner].value[0 if step == 1 else -1]
        outside = _outside(pieces, index, -step)
        before, after = (outside, inside) if step == 1 else (inside, outside)
        if (dialect.opens if step == 1 else dialect.closes)(before, after):
            return
        if not (0 <= outer < len(pieces) and pieces[outer].kind == "words"):
            return  # nothing but markup beside it: the check of the whole paragraph decides
        kept, value = pieces[inner].value, pieces[outer].value
        pieces[inner] = Piece("words", kept[1:] if step == 1 else kept[:-1])
        pieces[outer] = Piece("words", value + inside if step == 1 else inside + value)


def _outside(pieces: list[Piece], index: int, step: int) -> str:
    """The character that stands beyond the marks at ``index``."""
    place = index + step
    while 0 <= place < len(pieces) and (pieces[place].kind in ("open", "close") or not pieces[place].value):
        if pieces[place].kind == "break":
            return ""
        place += step
    if not 0 <= place < len(pieces):
        return ""
    piece = pieces[place]
    return piece.value[0 if step == 1 else -1] if piece.kind == "words" else "$"


def _digits_within(pieces: list[Piece]) -> list[Piece]:
    """Digits right after a formula join it: a dollar before a digit is money."""
    for index in range(1, len(pieces)):
        if pieces[index - 1].kind == "formula" and pieces[index].kind == "words":
            digits = _DIGITS.match(pieces[index].value)
            if digits:
                pieces[index - 1] = Piece("formula", pieces[index - 1].value + digits[0])
                pieces[index] = Piece("words", pieces[index].value[digits.end() :])
    return pieces


def _joined(pieces: Sequence[Piece]) -> str:
    joined = "".join(_shown(piece) for piece in pieces)
    return escapes.line_starts(joined.strip(" "))


def _shown(piece: Piece) -> str:
    match piece.kind:
        case "words":
            return escapes.words(piece.value)
        case "formula":
            return f"${formula(piece.value)}$"
        case "display":
            return f"$${formula(piece.value)}$$"
        case "open" | "close":
            return _MARKS[piece.value]
        case "break":
            return "\\\n"
        case _:
            return piece.value
