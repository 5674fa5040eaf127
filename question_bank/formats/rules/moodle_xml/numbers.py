"""Numbers with tolerances and units: one accepted alternative for each answer and unit."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from question_bank.formats.rules.moodle_xml import elements
from question_bank.formats.rules.moodle_xml.elements import Texts
from question_bank.formats.rules.verdicts import Fault
from question_bank.formats.rules.xml_safety import Element

_FULL = Decimal("99.99")
_NO_UNITS, _OPTIONAL = "3", "0"
_RELATIVE, _GEOMETRIC = ("1", "relative"), ("3", "geometric")


@dataclass(frozen=True)
class _Unit:
    id: str
    text: str
    multiplier: Decimal


def content(question: Element, texts: Texts) -> tuple[dict[str, Any], list[dict[str, str]], list[tuple[str, str]]]:
    """Body, key and notes. A number ``x`` in a unit is right if ``x / multiplier`` is."""
    units = _units(question, texts)
    key: list[dict[str, str]] = []
    notes = []
    for answer, grade in elements.answers(question):
        said = elements.own_text(answer) or _bare(answer)
        notes.append((said if said != "*" else "", texts.markdown(answer.find("feedback"))))
        if said in ("*", "") and grade < _FULL:
            continue
        if grade < _FULL:
            if grade > 0:
                texts.lose("partial_answer", "部分給分的答案沒有匯入。", "Answers with part of the grade are lost.")
            continue
        key += _alternatives(_value(said, answer), _tolerance(answer, said, texts), units)
    body = {"units": [{"id": unit.id, "text": elements.plain_markdown(unit.text)} for unit in units]}
    return body, key, notes


def _bare(answer: Element) -> str:
    """The number outside of ``<text>``, as old files have it."""
    return (answer.text or "").strip()


def _alternatives(value: Decimal, tolerance: Decimal, units: list[_Unit]) -> list[dict[str, str]]:
    if not units:
        return [{"value": elements.plain(value), "tolerance": elements.plain(tolerance), "unit": ""}]
    return [
        {
            "value": elements.plain(value * unit.multiplier),
            "tolerance": elements.plain(tolerance * abs(unit.multiplier)),
            "unit": unit.id,
        }
        for unit in units
    ]


def _value(said: str, answer: Element) -> Decimal:
    found = elements.number(said)
    if found is None:
        raise Fault(
            "number",
            (f"答案「{said[:40]}」不是數字。", f"The answer “{said[:40]}” is not a number."),
            ("請以小數點書寫，例如 3.14。", "Write it with a decimal point, such as 3.14."),
            answer.sourceline or 0,
        )
    return found


def _tolerance(answer: Element, said: str, texts: Texts) -> Decimal:
    given = elements.value(answer, "tolerance", "0")
    found = elements.number(given)
    if found is None or found < 0:
        raise Fault(
            "tolerance",
            (
                f"容許誤差「{given[:40]}」不是零或正數。",
                f"The tolerance “{given[:40]}” is not zero or a positive number.",
            ),
            ("請填數字，例如 0.01。", "Give a number, such as 0.01."),
            answer.sourceline or 0,
        )
    kind = elements.value(answer, "tolerancetype").lower()
    if kind in _RELATIVE or kind in _GEOMETRIC:
        if kind in _GEOMETRIC:
            texts.lose("geometric", "幾何誤差改為相對誤差。", "A geometric tolerance was taken as a relative one.")
        return found * abs(_value(said, answer))
    return found


def _units(question: Element, texts: Texts) -> list[_Unit]:
    if elements.value(question, "showunits") == _NO_UNITS:
        return []
    found = []
    for place, unit in enumerate(question.findall("units/unit"), start=1):
        given = elements.value(unit, "multiplier", "1")
        multiplier = elements.number(given)
        if not multiplier:
            raise Fault(
                "multiplier",
                (f"單位的倍數「{given[:40]}」不是數字。", f"The multiplier “{given[:40]}” of a unit is not a number."),
                ("請填不為零的數字。", "Give a number other than zero."),
                unit.sourceline or 0,
            )
        found.append(_Unit(f"u{place}", elements.value(unit, "unit_name"), multiplier))
    if len(found) > 1 and elements.value(question, "showunits", _OPTIONAL) == _OPTIONAL:
        texts.lose("unit_optional", "單位由可不填改為必選。", "The unit, optional before, must now be chosen.")
    if found and elements.value(question, "unitgradingtype", "0") in ("1", "2"):
        texts.lose("unit_penalty", "單位錯誤的部分扣分沒有匯入。", "The penalty for a wrong unit is lost.")
    if found and elements.is_true(elements.value(question, "unitsleft", "0")):
        texts.lose("unit_left", "單位改列於數字之後。", "The unit now stands after the number.")
    return found
