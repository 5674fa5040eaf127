"""Paragraphs, lists and tables of Markdown while they are written, with the images and losses of their text."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from question_bank.formats.rules import escapes, images, inline_text, tex
from question_bank.formats.rules.exchange import Image
from question_bank.formats.rules.inline_text import Piece
from question_bank.formats.rules.losses import Loss

ImageResult = Image | images.Checked
Resolve = Callable[[str, str], ImageResult | None]
Kind = Literal["paragraph", "list", "table", "other"]


@dataclass
class Context:
    """What the walks of one text share."""

    resolve: Resolve
    inline: bool
    images: dict[str, Image] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    def lose(self, code: str, zh: str, en: str) -> None:
        loss = Loss(code, zh, en)
        if loss not in self.losses:
            self.losses.append(loss)


@dataclass(frozen=True)
class Block:
    """A finished block of Markdown."""

    kind: Kind
    text: str


class Blocks:
    """The blocks of one text, cell or list item; the last paragraph is open until :meth:`flush`."""

    def __init__(self, context: Context, *, cell: bool = False, depth: int = 0) -> None:
        self.context = context
        self.blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._marks: list[str] = []
        self._cell = cell
        self._depth = depth

    def markdown(self) -> str:
        """Everything walked so far."""
        self.flush()
        return joined(self.blocks)

    def flush(self, prefix: str = "") -> None:
        """End the paragraph; the emphasis around it goes on in the next one."""
        pieces = [*self._pieces, *(Piece("close", mark) for mark in reversed(self._marks))]
        self._pieces = [Piece("open", mark) for mark in self._marks]
        text, whole = inline_text.written(pieces)
        if not whole:
            self.context.lose(
                "emphasis",
                "部分粗體或斜體無法保留，文字不變。",
                "Some bold or italic could not be kept; the words are unchanged.",
            )
        if not text:
            return
        if prefix:
            text = prefix + escapes.heading_end(text.replace("\\\n", " "))
        self.blocks.append(Block("paragraph", text))

    def add(self, kind: Kind, text: str) -> None:
        self.flush()
        if text:
            self.blocks.append(Block(kind, text))

    @contextmanager
    def marked(self, mark: str) -> Iterator[None]:
        if mark in self._marks:
            yield
            return
        self._pieces.append(Piece("open", mark))
        self._marks.append(mark)
        yield
        self._marks.remove(mark)
        self._pieces.append(Piece("close", mark))

    def words(self, text: str | None) -> None:
        """Words with TeX formulas between ``\\(…\\)``, ``\\[…\\]`` or ``$$…$$``, as Moodle writes them."""
        for kind, value in tex.split(text or ""):
            if kind == "display" and (self._cell or self.context.inline):
                kind = "formula"
            self._pieces.append(Piece(kind, value))

    def image(self, source: str, alt: str) -> None:
        """An image by its address: stored if it can be had, otherwise its text stands for it."""
        try:
            embedded = source[:5].lower() == "data:"
            found = images.from_data_uri(source) if embedded else self.context.resolve(source, alt)
        except images.Unusable as error:
            self._missing(alt, error.zh, error.en)
            return
        if found is None:
            name = source[:80]
            self._missing(alt, f"找不到圖片 {name}。", f"The image {name} was not found.")
            return
        self.keep(found, alt)

    def _missing(self, alt: str, zh: str, en: str) -> None:
        self.context.lose("image", f"{zh}以替代文字代替。", f"{en} Its alternative text stands for it.")
        self.words(f"［{alt or '圖'}］")

    def keep(self, found: ImageResult, alt: str) -> None:
        """Show an image and keep it with the text."""
        image = found.image if isinstance(found, images.Checked) else found
        for loss in found.losses if isinstance(found, images.Checked) else ():
            self.context.lose(*loss)
        self.context.images[image.sha256] = image
        self._pieces.append(Piece("made", f"![{escapes.label(alt)}](asset:{image.sha256})"))

    def is_tight(self) -> bool:
        """Is this one paragraph at most, with nothing but lists after it?"""
        self.flush()
        kinds = [block.kind for block in self.blocks]
        return all(kind == "list" for kind in kinds[1:]) and "table" not in kinds and "other" not in kinds

    def item(self, prefix: str) -> str:
        """The text as an item of a list that starts with ``prefix``."""
        text = ("\n" if self.is_tight() else "\n\n").join(block.text for block in self.blocks)
        pad = " " * len(prefix)
        return prefix.rstrip() if not text else prefix + re.sub(r"\n(?=[^\n])", f"\n{pad}", text)


def joined(blocks: list[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)
