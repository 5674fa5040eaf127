"""The texts of an item: XHTML with formulas and media into Markdown, places to answer as gaps."""

import copy
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from lxml import etree

from question_bank.formats.rules.exchange import Image
from question_bank.formats.rules.images import Checked
from question_bank.formats.rules.rich_text import Pictures
from question_bank.formats.rules.verdicts import Notes
from question_bank.formats.rules.xml_safety import Element

MAX_XML: Final = 5 * 1024 * 1024
GAP: Final = "＿＿＿＿"
Open = Callable[[str], bytes | None]
_FEEDBACK: Final = ("feedbackInline", "feedbackBlock", "modalFeedback")
_HIDDEN: Final = ("stylesheet", "catalogInfo", "templateBlock", "templateInline", "companionMaterialsInfo")


@dataclass
class Library:
    """The files around items, and what was already made of them: checked images and shared texts."""

    opened: Open = lambda path: None
    images: dict[str, Checked] = field(default_factory=dict)
    passages: dict[str, "Passage"] = field(default_factory=dict)


@dataclass(frozen=True)
class Passage:
    """A shared text with its images and losses."""

    text: str
    images: Mapping[str, Image]
    notes: Notes


class Texts:
    """The texts of one item; ``path`` is its place in the package."""

    def __init__(self, path: str, library: Library) -> None:
        self.path, self.library = path, library
        self.notes = Notes()
        self.pictures = Pictures(self.notes, library.images)
        self.feedback: list[tuple[str, str]] = []

    def opened(self, path: str) -> bytes | None:
        """A file of the package, None if it has none of this name."""
        return self.library.opened(path)

    def passage(self, path: str, make: Callable[["Texts"], str]) -> str:
        """The text of a shared file, made once for all items."""
        if path not in self.library.passages:
            own = Texts(path, self.library)
            self.library.passages[path] = Passage(make(own), own.pictures.kept, own.notes)
        found = self.library.passages[path]
        self.pictures.kept.update(found.images)
        self.notes.take(found.notes)
        return found.text

    def lose(self, code: str, zh: str, en: str, remedy: tuple[str, str] = ("", "")) -> None:
        """Note what the item loses."""
        self.notes.lose(code, zh, en, remedy)

    def markdown(self, element: Element, *, inline: bool = False) -> str:
        """The content of an element; feedback within is kept apart."""
        clean = copy.deepcopy(element)
        clean.tail = None
        self._set_apart(clean)
        found = self.pictures.html(_inner(clean), self._find, inline=inline)
        return found.strip()

    def option(self, element: Element) -> str:
        """The text of an option, and its feedback noted under these words."""
        before = len(self.feedback)
        text = self.markdown(element, inline=True)
        self.feedback[before:] = [(text, said) for _, said in self.feedback[before:]]
        return text

    def html(self, source: bytes) -> str:
        """A page of the package as Markdown."""
        return self.pictures.html(source.decode("utf-8-sig", "replace"), self._find).strip()

    def _find(self, address: str) -> bytes | None:
        return next((data for name in places(self.path, address) if (data := self.opened(name)) is not None), None)

    def _set_apart(self, root: Element) -> None:
        for each in list(root.iter(*_FEEDBACK)):
            if each is root:
                continue
            self._note_feedback(each)
            take_out(each)
        for each in list(root.iter("rubricBlock")):
            if "candidate" not in (each.get("view") or "candidate").split():
                if "".join(each.itertext()).strip():
                    self.lose("rubric", "給評分者或教師的說明沒有匯入。", "Notes to scorers and tutors are lost.")
                take_out(each)
        for each in list(root.iter(*_HIDDEN)):
            take_out(each)
        for each in list(root.iter("infoControl")):
            self.lose("hints", "提示（infoControl）沒有匯入。", "Hints are lost.")
            take_out(each)
        for each in root.iterfind(".//*[@data-role='tooltip-content']"):
            _bracket(each)
            self.lose("tooltip", "提示框的文字改寫在括號內。", "Texts of tooltips stand in brackets.")
        for each in list(root.iter("object")):
            _as_image(each)
        for each in root.iter("contentBody", "stimulusBody", "prompt"):
            each.tag = "div"

    def _note_feedback(self, element: Element) -> None:
        text = self.markdown(element)
        if text:
            self.feedback.append(("", text))


def places(path: str, address: str) -> Iterable[str]:
    """Where a file may be that an item names: beside the item, or from the root of the package."""
    clean = re.sub(r"[?#].*\Z", "", address.strip())
    for name in dict.fromkeys((unquote(clean), clean)):
        plain = name.replace("\\", "/")
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), plain.lstrip("/")))
        yield posixpath.normpath(plain.lstrip("/"))


def take_out(element: Element, text: str = "") -> None:
    """Remove an element; its tail stays, a text may take its place."""
    parent = element.getparent()
    if parent is None:
        return
    kept = text + (element.tail or "")
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + kept
    else:
        before.tail = (before.tail or "") + kept
    parent.remove(element)


def gaps(root: Element, elements: Iterable[Element], *, numbered: bool) -> None:
    """Put a gap where an answer is to be given; several are numbered from 1."""
    for place, element in enumerate(list(elements), start=1):
        take_out(element, f"（{place}）{GAP}" if numbered else GAP)


def replace(element: Element, contents: Iterable[Element]) -> None:
    """Put other elements in the place of one, as blocks of text."""
    box = etree.Element("div")
    for each in contents:
        each.tail = None
        if each.tag == "prompt":
            each.tag = "div"
        box.append(each)
    box.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, box)


def _bracket(element: Element) -> None:
    element.text = f"（{element.text or ''}"
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}）"
    else:
        element.text += "）"


def _inner(element: Element) -> str:
    """The content as HTML."""
    if element.tag == "math":
        return etree.tostring(element, encoding="unicode", method="html")
    pieces = [_escaped(element.text)]
    pieces += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(pieces)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _as_image(element: Element) -> None:
    """An ``object`` that shows an image becomes one."""
    source, kind = element.get("data") or "", (element.get("type") or "").lower()
    if not source or not (kind.startswith("image/") or re.search(r"\.(?:png|jpe?g|gif|svg|webp)\Z", source, re.I)):
        return
    image = etree.Element("img", src=source, alt=" ".join("".join(element.itertext()).split()))
    image.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, image)
