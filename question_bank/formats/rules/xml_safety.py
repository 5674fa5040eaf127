"""XML from strangers: no document type, no entities of its own, no network, bounded depth and size.

A document type declaration is refused before anything is parsed, whatever the encoding; what still gets through is
parsed without expanding, loading or fetching anything.
"""

import html
import re
from typing import Final, TypeAlias

from lxml import etree

from question_bank.formats.rules.exchange import MAX_BYTES, Finding
from question_bank.formats.rules.findings import finding

Element: TypeAlias = etree._Element
MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 1_000_000
MAX_ATTRIBUTES: Final = 256  # of one element: lxml needs the square of their number to copy them
_WHITE = b" \t\r\n"
_BOMS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\x00<": "utf-16-be",
    b"<\x00": "utf-16-le",
}
_PAGE = ("<html", "<head", "<body", "<!doctype html")
_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}


def parse(data: bytes, where: str = "file", *, lines_before: int = 0, most: int = MAX_BYTES) -> Element | Finding:
    """The root element, or why there is none. Comments and processing instructions are left out.

    ``lines_before`` counts the lines of the file before a piece of it; ``most`` bounds its bytes.
    """
    refused = _refusal(data, where, most)
    if refused:
        return refused
    plain = data.lstrip(_WHITE)
    skipped = lines_before + data[: len(data) - len(plain)].count(b"\n")
    try:
        root = _root(plain)
    except etree.XMLSyntaxError as error:
        return malformed(error, where, skipped)
    except (ValueError, LookupError) as error:  # an encoding that does not exist
        return finding(
            "xml_encoding",
            where,
            (f"無法以宣告的編碼讀取（{error}）。", f"It cannot be read in the encoding it declares ({error})."),
            ("請另存為 UTF-8。", "Save it as UTF-8."),
        )
    if root.getroottree().docinfo.internalDTD is not None:
        return _document_type(where)
    if depth(root) > MAX_DEPTH:
        return _too_deep(where)
    return _too_many(where) if _is_crowded(root) else root


def _root(data: bytes) -> Element:
    """The root; names of characters that HTML knows and XML does not (``&nbsp;``) are understood."""
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.WAR_UNDECLARED_ENTITY and "Entity" not in str(error):
            raise
        return etree.fromstring(_with_characters(data), _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refusal(data: bytes, where: str, most: int) -> Finding | None:
    if len(data) > most:
        return finding(
            "too_big",
            where,
            (f"檔案有 {len(data):,} 位元組，上限 {most:,}。", f"{len(data):,} bytes; the limit is {most:,}."),
            ("請確認選對檔案，或分次匯入。", "Check that it is the right file, or split it."),
        )
    text = _glance(data)
    if not text.strip():
        return finding(
            "empty",
            where,
            ("檔案是空的。", "The file is empty."),
            ("請重新匯出。", "Export it again."),
        )
    start = _after_prolog(text)
    if start.lower().startswith(_PAGE):
        return finding(
            "html_page",
            where,
            ("這是網頁（HTML），不是題目檔。", "This is a web page (HTML), not a file of questions."),
            ("請登入原系統重新匯出；下載到的可能是登入頁。", "Export it again; what was saved may be a sign-in page."),
        )
    return _document_type(where) if start.startswith("<!") else None


def _after_prolog(text: str) -> str:
    """The first signs after the XML declaration, processing instructions and comments."""
    place = 0
    while True:
        while text[place : place + 1].isspace() or text[place : place + 1] == "\ufeff":
            place += 1
        end = next((mark for start, mark in (("<?", "?>"), ("<!--", "-->")) if text.startswith(start, place)), "")
        found = text.find(end, place) if end else -1
        if found < 0:
            return text[place : place + 40]
        place = found + len(end)


def _glance(data: bytes) -> str:
    """The text as the parser will see its markup; ``\\x00`` left over from an encoding we do not know is dropped."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return data.decode("utf-8", "replace").replace("\x00", "")


def _with_characters(data: bytes) -> bytes:
    text = _glance(data)
    replaced = _NAMED.sub(lambda m: m[0] if m[1] in _PREDEFINED else html.unescape(m[0]), text)
    return re.sub(r"\A\s*<\?xml.*?\?>", "", replaced, count=1, flags=re.S).encode()


def fit(text: str) -> str:
    """A text without the signs that no XML file can hold."""
    return _UNFIT.sub("", text)


def depth(root: Element) -> int:
    """How deep elements are nested."""
    deepest = level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def _is_crowded(root: Element) -> bool:
    """Whether there are more elements, or attributes of one, than any file of questions has."""
    for number, element in enumerate(root.iter(), start=1):
        if number > MAX_ELEMENTS or len(element.attrib) > MAX_ATTRIBUTES:
            return True
    return False


def malformed(error: etree.XMLSyntaxError, where: str, skipped: int = 0) -> Finding:
    """What the parser stumbled over, by line."""
    line = (error.lineno or 1) + skipped
    reason = re.sub(r" line \d+", "", str(error.msg or error).split(", line")[0])
    if "depth" in reason.lower():
        return _too_deep(where)
    place = f"line {line}" if where == "file" else f"{where}, line {line}"
    return finding(
        "xml_malformed",
        place,
        (f"不是完整的 XML（{reason}）。", f"This is not well-formed XML ({reason})."),
        ("請重新匯出，或修正這一行附近的標籤與符號。", "Export it again, or mend the tags and signs near this line."),
    )


def _document_type(where: str) -> Finding:
    return finding(
        "xml_entities",
        where,
        (
            "含有 DOCTYPE 或實體宣告，基於安全不予讀取。",
            "It declares a document type or entities, which is not accepted.",
        ),
        ("請刪除 DOCTYPE 宣告後再試。", "Remove the DOCTYPE declaration and try again."),
    )


def _too_deep(where: str) -> Finding:
    return finding(
        "xml_depth",
        where,
        (f"標籤巢狀超過 {MAX_DEPTH} 層。", f"Elements are nested more than {MAX_DEPTH} deep."),
        ("請確認檔案沒有損壞。", "Check that the file is not damaged."),
    )


def _too_many(where: str) -> Finding:
    return finding(
        "xml_crowded",
        where,
        ("標籤或屬性多得不像題目檔。", "It has more elements or attributes than any file of questions."),
        ("請確認選對檔案，或分次匯入。", "Check that it is the right file, or split it."),
    )
