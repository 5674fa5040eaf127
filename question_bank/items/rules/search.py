"""What the search of the bank compares: texts folded to one width and case, without markup noise."""

import re
import unicodedata

from question_bank.items.rules.drafts import ItemDraft

_MARKUP = re.compile(r"[*_`~]+|!\[|\]\(asset:[0-9a-f]{64}\)")
_BLANKS = re.compile(r"\s+")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_TABLE_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
_COMMAND = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}]")


def fold(text: str) -> str:
    """One width, one case, single blanks: what is stored and what is typed meet here."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BLANKS.sub(" ", _MARKUP.sub("", folded)).strip()


def text_of(draft: ItemDraft) -> str:
    """Everything an item can be found by: code, shared stem, stem, options, source."""
    read = [text for field, text in draft.texts() if field != "explanation"]
    return fold("\n".join([draft.code, *read, draft.source_title]))


def beginning(text: str, length: int = 160) -> str:
    """The first words of a Markdown text without its markup, on one line."""
    flat = _BLANKS.sub(" ", _FORMULA.sub(_told, _IMAGE.sub(r"[\1]", _TABLE_ROW.sub(_cells, text))))
    shown = re.sub(r"\*\*|__|`|^#+ |(?<= )#+ ", "", flat).strip()
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"


def _cells(row: re.Match[str]) -> str:
    """A row of a table as its words; nothing of the row that only aligns."""
    return " ".join(cell.strip() for cell in row[1].split("|") if cell.strip(" :-"))


def _told(formula: re.Match[str]) -> str:
    """A formula without its commands: near enough to recognise an item by."""
    return _BLANKS.sub(" ", _COMMAND.sub(" ", formula[1])).strip()
