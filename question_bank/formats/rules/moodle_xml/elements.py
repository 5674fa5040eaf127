"""Reading the elements of a Moodle question: values, texts in four formats, and the files that travel with them."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote

from question_bank.formats.rules import images, marks
from question_bank.formats.rules.rich_text import Find, Pictures, unusable
from question_bank.formats.rules.verdicts import Fault, Notes
from question_bank.formats.rules.xml_safety import Element

PLUGIN_FILE = "@@PLUGINFILE@@"
_TEX = re.compile(r"\[tex\](.+?)\[/tex\]", re.I | re.S)
_MARKDOWN_FILE = re.compile(r"(!\[[^\]]*\]\()\s*<?(@@PLUGINFILE@@[^)\s>]*)>?[^)]*\)")
_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.I)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|table|br|h[1-6])\b", re.I)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z")
_FORMATS = ("html", "moodle_auto_format", "plain_text", "markdown", "wiki_like")


def value(element: Element, path: str, default: str = "") -> str:
    """The text of the first element under a path, without blanks around it."""
    found = element.find(path)
    return default if found is None else ("".join(found.itertext()).strip() or default)


def own_text(element: Element | None) -> str:
    """The content of ``<text>`` below an element, or of the element itself in very old files."""
    if element is None:
        return ""
    inner = element.find("text")
    found = element if inner is None and not len(element) else inner
    return "" if found is None else "".join(found.itertext()).strip()


def is_true(text: str) -> bool:
    """Moodle's ``true``, ``1``; anything but ``false``, ``0`` and nothing."""
    return text.strip().lower() not in ("", "0", "false")


def number(text: str) -> Decimal | None:
    """A number as Moodle writes it, with a point; None if it is none."""
    if not _NUMBER.match(text.strip()):
        return None
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= 60 else None


def plain(value: Decimal) -> str:
    """A number without needless zeros."""
    return format(value.normalize(), "f") if value else "0"


class Texts:
    """Turns the formatted texts of one question into Markdown and keeps its images.

    Raises :class:`~question_bank.formats.rules.verdicts.Fault` for images that cannot be used.
    """

    def __init__(self) -> None:
        self.notes = Notes()
        self.pictures = Pictures(self.notes)
        self.form = "html"
        self.lose = self.notes.lose

    def markdown(self, element: Element | None, *, inline: bool = False) -> str:
        """The text of an element that may have a format and files; ``inline`` for options."""
        if element is None:
            return ""
        raw = own_text(element)
        form = (element.get("format") or self.form).strip()
        files = _files(element)
        used: set[str] = set()

        def find(source: str) -> bytes | None:
            path = _path(source)
            used.add(path)
            return _content(files[path]) if path in files else None

        shown = self._converted(raw, form if form in _FORMATS else "html", find, inline)
        if set(files) - used:
            self.lose(
                "unused_file", "附檔未在文字中以圖片顯示，沒有匯入。", "A file not shown as an image was left out."
            )
        return shown.strip()

    def stem(self, question: Element) -> str:
        """The question text, with the image of Moodle 1.9's ``<image>`` at its end."""
        element = question.find("questiontext")
        self.form = (element.get("format") if element is not None else None) or "html"
        text = self.markdown(element)
        name, packed = value(question, "image"), value(question, "image_base64")
        if packed:
            return f"{text}\n\n{self.pictures.shown(images_decoded(packed), '')}".strip()
        if name:
            self.lose(
                "image_missing", f"圖片「{name[:60]}」不在檔案裡。", f"The image “{name[:60]}” is not in the file."
            )
        return text

    def _converted(self, raw: str, form: str, find: Find, inline: bool) -> str:
        if form == "plain_text":
            return marks.from_plain(raw)
        if form == "markdown":
            return self._from_markdown(raw, find)
        if form != "html" and not _BLOCK.search(raw):
            raw = raw.replace("\r\n", "\n").replace("\n", "<br>\n")
        return self.pictures.html(_TEX.sub(r"\\(\1\\)", raw), find, inline=inline)

    def _from_markdown(self, raw: str, find: Find) -> str:
        if _TAG.search(raw):
            self.lose("markdown_html", "Markdown 內的 HTML 標籤以文字顯示。", "HTML tags within Markdown show as text.")
        return _MARKDOWN_FILE.sub(lambda match: self._image(match, find), raw)

    def _image(self, match: re.Match[str], find: Find) -> str:
        content, alternative = find(match[2]), match[1][2:-2]
        if content is None:
            self.lose("image_missing", "文字中的圖片不在檔案裡。", "An image of the text is not in the file.")
            return alternative
        return self.pictures.shown(content, alternative)


def images_decoded(packed: str) -> bytes:
    """The bytes of a base64 text. Raises :class:`Fault`."""
    try:
        return images.decoded(packed)
    except images.Unusable as error:
        raise unusable(error) from error


def _files(element: Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for file in element.findall("file"):
        folder = f"/{(file.get('path') or '/').strip('/')}/".replace("//", "/")
        found.setdefault(unicodedata.normalize("NFC", folder + (file.get("name") or "").strip()), file)
    return found


def _path(source: str) -> str:
    """``@@PLUGINFILE@@/a/%E5%9C%96.png?time=1`` → ``/a/圖.png``."""
    rest = source.strip().removeprefix(PLUGIN_FILE)
    rest = re.sub(r"\?(?:time|forcedownload)=.*\Z", "", rest)
    return unicodedata.normalize("NFC", "/" + unquote(rest).lstrip("/"))


def _content(file: Element) -> bytes:
    encoding = (file.get("encoding") or "base64").strip().lower()
    if encoding != "base64":
        raise Fault(
            "file_encoding",
            (f"附檔的編碼「{encoding}」不支援。", f"The encoding “{encoding}” of a file is not supported."),
            ("請重新匯出題目。", "Export the question again."),
        )
    return images_decoded("".join(file.itertext()))


def answers(question: Element) -> Iterator[tuple[Element, Decimal]]:
    """Every answer with its grade in per cent. Raises :class:`Fault` for a grade that is no number."""
    for answer in question.findall("answer"):
        given = (answer.get("fraction") or "").strip()
        old = value(answer, "fraction")
        grade = number(given or "0") if not old else number(old)
        if grade is None:
            raise Fault(
                "grade",
                (
                    f"選項的分數「{given or old}」不是數字。",
                    f"The grade “{given or old}” of an answer is not a number.",
                ),
                (
                    "請填 0 至 100 的數字，例如 100 或 33.33333。",
                    "Give a number from 0 to 100, such as 100 or 33.33333.",
                ),
                answer.sourceline or 0,
            )
        yield answer, grade * 100 if old and abs(grade) <= 1 else grade


def plain_markdown(text: str) -> str:
    """Markdown that shows exactly this text; entities that editors left in it are read."""
    return marks.from_plain(text)
