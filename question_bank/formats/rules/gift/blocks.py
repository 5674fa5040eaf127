"""Cutting a GIFT file into questions, whatever a teacher did with blank lines and braces."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from question_bank.formats.rules import categories
from question_bank.formats.rules.gift import escapes

_COMMENT = re.compile(r"\s*(?://|／／)")
_CATEGORY = re.compile(r"\s*[$＄]CATEGORY\s*[:：]\s*(?P<path>.*)", re.I)
_TITLE = re.compile(r"\s*(?:::|：：)")
_WHOLE_TITLE = re.compile(r"\s*(?:::|：：).*?(?:::|：：)")
_BRACE = re.compile(r"[{}]")
_ID = re.compile(r"\[id:((?:[^\]\\]|\\.)*)\]")
_TAG = re.compile(r"\[tag:((?:[^\]\\]|\\.)*)\]")


@dataclass
class Block:
    """The lines of one question, escapes hidden; ``depth`` other than 0 says that its braces do not pair."""

    line: int
    category: str = ""
    lines: list[str] = field(default_factory=list)
    reference: str = ""
    tags: list[str] = field(default_factory=list)
    depth: int = 0
    groups: int = 0
    opened_at: int = 0
    broken: bool = False

    @property
    def text(self) -> str:
        """All lines of the block."""
        return "\n".join(self.lines)

    def take(self, number: int, line: str) -> None:
        """Add a line, counting its braces."""
        title = None if self.lines else _WHOLE_TITLE.match(line)
        if title:
            line = escapes.hide(title[0], "{}") + line[title.end() :]
        self.lines.append(line)
        for match in _BRACE.finditer(line):
            if match[0] == "{":
                if self.depth == 0:
                    self.opened_at, self.groups = number, self.groups + 1
                self.depth += 1
            elif self.depth == 0:
                self.broken, self.opened_at = True, number
            else:
                self.depth -= 1

    @property
    def is_closed(self) -> bool:
        """Whether its last line ends the answers."""
        return self.depth == 0 and bool(self.groups) and self.lines[-1].rstrip().endswith("}")


def split(text: str) -> Iterator[Block]:
    """The questions of a file in order. Comments are taken out, categories noted on the blocks that follow."""
    lines = [escapes.hidden(line) for line in text.split("\n")]
    _settle_braces(lines)
    closes_next = _closes_next(lines)
    category = ""
    notes: list[str] = []
    block: Block | None = None
    for number, line in enumerate(lines, start=1):
        if _COMMENT.match(line):
            notes.append(escapes.shown(line[:1000]))
            continue
        named = _CATEGORY.match(line)
        if block is not None and _ends(block, line, named is not None, closes_next[number - 1]):
            yield block
            block = None
        if named:
            category, notes = categories.path(escapes.shown(named["path"])), []
        elif line.strip() or block is not None:
            if block is None:
                block = Block(number, category)
            _note(block, notes)
            block.take(number, line)
    if block is not None:
        yield block


def _ends(block: Block, line: str, is_category: bool, closes_next: bool) -> bool:
    """Whether the block is over before this line."""
    if is_category:
        return True
    if not line.strip():
        return block.depth == 0 or not closes_next
    if _TITLE.match(line):
        return bool(block.lines)
    return block.is_closed and "{" in line


def _note(block: Block, notes: list[str]) -> None:
    for note in notes:
        for match in _ID.finditer(note):
            block.reference = re.sub(r"\\(.)", r"\1", match[1]).strip()
        block.tags += [match[1] for match in _TAG.finditer(note)]
    notes.clear()


def _settle_braces(lines: list[str]) -> None:
    """Full-width braces are braces where the paragraph has no pair of ASCII ones, else they are text."""
    start = 0
    for place in range(len(lines) + 1):
        if place < len(lines) and lines[place].strip():
            continue
        paragraph = "\n".join(lines[start:place])
        if "｛" in paragraph or "｝" in paragraph:
            opened, closed = paragraph.count("{"), paragraph.count("}")
            change = escapes.hide if opened == closed > 0 else escapes.narrow
            lines[start:place] = [change(line, "｛｝") for line in lines[start:place]]
        start = place + 1


def _closes_next(lines: list[str]) -> list[bool]:
    """For each line whether the first brace from there on closes; a new title or category ends the look."""
    found = [False] * len(lines)
    closes = False
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if _COMMENT.match(line):
            found[place] = closes
            continue
        first = _BRACE.search(line)
        if _TITLE.match(line) or _CATEGORY.match(line):
            closes = False
        elif first:
            closes = first[0] == "}"
        found[place] = closes
    return found


def folded(text: str) -> str:
    """Half-width, one case, no blanks around: how words of the format are compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
