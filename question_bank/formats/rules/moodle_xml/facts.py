"""Facts of ours that Moodle has no place for, kept as tags so that our own exports come back whole."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.moodle_xml import elements
from question_bank.formats.rules.verdicts import Notes
from question_bank.formats.rules.xml_safety import Element, fit

_MARK = "greenstep:"
_LONGEST = 50  # Moodle cuts longer tags
_NAMES = {
    "code": "code",
    "topic": "topic",
    "use": "use",
    "difficulty": "difficulty",
    "as-of": "valid_as_of",
    "source": "source_title",
    "url": "source_url",
    "reference": "references",
}


def tags(root: Element, question: Question, losses: Losses) -> None:
    """Write the tags of a question."""
    found = [f"{_MARK}{name}={text}" for name, text in _pairs(question)]
    if not found:
        return
    if any(len(tag) > _LONGEST for tag in found):
        losses.add(
            "long_tags",
            question.where,
            (
                "出處等資料以標籤匯出；超過 50 字的部分，Moodle 匯入時會截斷。",
                "Source and other facts are exported as tags; Moodle cuts those of more than 50 characters.",
            ),
        )
    parent = etree.SubElement(root, "tags")
    for tag in found:
        etree.SubElement(etree.SubElement(parent, "tag"), "text").text = fit(tag)


def _pairs(question: Question) -> list[tuple[str, str]]:
    difficulty = None if question.difficulty is None else format(question.difficulty.normalize(), "f")
    single = {
        "code": question.code,
        "topic": question.topic,
        "use": question.use,
        "difficulty": difficulty,
        "as-of": question.valid_as_of and question.valid_as_of.isoformat(),
        "source": question.source_title,
        "url": question.source_url,
    }
    return [
        *((name, text) for name, text in single.items() if text),
        *(("reference", each) for each in question.references),
    ]


def read(element: Element, notes: Notes) -> dict[str, Any]:
    """What the tags of one of our own exports say; other tags are lost."""
    facts: dict[str, Any] = {}
    for tag in [*element.findall("tags/tag"), *element.findall("coursetags/tag")]:
        text = elements.own_text(tag)
        name, _, said = text.removeprefix(_MARK).partition("=")
        value = _value(name, said) if text.startswith(_MARK) else None
        if value is None:
            if text:
                notes.lose("tags", "標籤（tags）沒有匯入。", "Tags are lost.")
        elif name == "reference":
            facts["references"] = (*facts.get("references", ()), value)
        else:
            facts[_NAMES[name]] = value
    return facts


def _value(name: str, said: str) -> Any:
    if name not in _NAMES or not said:
        return None
    try:
        match name:
            case "as-of":
                return date.fromisoformat(said)
            case "difficulty":
                return Decimal(said)
            case _:
                return said
    except (ValueError, InvalidOperation):
        return None
