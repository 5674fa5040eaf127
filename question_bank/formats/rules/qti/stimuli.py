"""Texts that several items share: stimulus files, pages shown as objects, and what XInclude names in the package."""

import re
from functools import partial

from question_bank.formats.rules import xml_safety
from question_bank.formats.rules.exchange import Finding, SharedStem
from question_bank.formats.rules.qti import names
from question_bank.formats.rules.qti.texts import MAX_XML, Texts, places, take_out
from question_bank.formats.rules.xml_safety import Element

_PAGE = re.compile(r"\.x?html?\Z", re.I)


def shared(root: Element, body: Element, texts: Texts) -> SharedStem | None:
    """The shared stem of an item; pages that are shown within the body are taken out of it."""
    found: list[tuple[str, str]] = []
    for each in root.iter("assessmentStimulusRef"):
        path, text = _stimulus(each, texts)
        if text:
            found.append((path, text))
    for each in list(body.iter("object")):
        if not _is_page(each):
            continue
        path, source = _file(each.get("data") or "", texts)
        if source is None:
            _missing(texts, each.get("data") or "")
            continue
        found.append((path, texts.passage(path, partial(_page, source))))
        take_out(each)
    for each in list(body.iter("include")):
        path, text = _stimulus(each, texts)
        if text:
            found.append((path, text))
        take_out(each)
    if not found:
        return None
    return SharedStem("+".join(path for path, _ in found), "\n\n".join(text for _, text in found))


def _is_page(element: Element) -> bool:
    kind, address = (element.get("type") or "").lower(), element.get("data") or ""
    return kind in ("text/html", "application/xhtml+xml") or bool(_PAGE.search(address))


def _stimulus(reference: Element, texts: Texts) -> tuple[str, str]:
    """(identity, text) of the file that a reference names."""
    address = reference.get("href") or ""
    path, source = _file(address, texts)
    text = "" if source is None else texts.passage(path, partial(_body, source))
    if not text:
        _missing(texts, address)
    return path, text


def _page(source: bytes, texts: Texts) -> str:
    return texts.html(source)


def _body(source: bytes, texts: Texts) -> str:
    root = xml_safety.parse(source, texts.path, most=MAX_XML)
    if isinstance(root, Finding):
        return ""
    plain = names.normal(root)
    body = plain.find("stimulusBody")
    return texts.markdown(body if body is not None else plain)


def _file(address: str, texts: Texts) -> tuple[str, bytes | None]:
    for path in places(texts.path, address):
        source = texts.opened(path)
        if source is not None:
            return path, source
    return address, None


def _missing(texts: Texts, address: str) -> None:
    texts.lose(
        "stimulus_missing",
        f"找不到共用題幹 {address[:80]}，題目缺少它。",
        f"The shared stimulus {address[:80]} was not found; the item lacks it.",
        ("請匯入完整的套件（zip）。", "Import the whole package (zip)."),
    )
