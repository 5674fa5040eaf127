"""Numerical questions as Moodle writes them: answers in the first unit, other units by their multipliers."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from question_bank.formats.rules import html_text
from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.xml_safety import Element, fit
from question_bank.items.rules.kinds import base

_RADIO, _NONE = "2", "3"


def numerical(root: Element, question: Question, losses: Losses, answer: Callable[[str, str], Element]) -> None:
    """Write the answers and units."""
    units = base.parts(question.body, "units")
    multipliers = _multipliers(question.key, [unit.id for unit in units])
    if multipliers is None:
        losses.add(
            "units",
            question.where,
            (
                "各單位的正解無法以倍數換算，只匯出第一個單位。",
                "Answers in the units are no multiples of each other; only the first unit is exported.",
            ),
        )
        units, multipliers = units[:1], {unit.id: Decimal(1) for unit in units[:1]}
    first = units[0].id if units else ""
    for each in question.key:
        if (each.get("unit") or first) == first:
            made = answer(str(each["value"]), "100")
            etree.SubElement(made, "tolerance").text = str(each.get("tolerance") or 0)
    if units:
        parent = etree.SubElement(root, "units")
        for unit in units:
            made = etree.SubElement(parent, "unit")
            etree.SubElement(made, "multiplier").text = format(multipliers[unit.id].normalize(), "f")
            etree.SubElement(made, "unit_name").text = fit(html_text.plain(unit.text)[0])
    for name, value in (("unitgradingtype", "0"), ("showunits", _RADIO if units else _NONE), ("unitsleft", "0")):
        etree.SubElement(root, name).text = value


def _multipliers(key: Sequence[Mapping[str, Any]], units: list[str]) -> dict[str, Decimal] | None:
    """How many of each unit make one of the first; None if the accepted answers do not agree on it."""
    if len(units) < 2:
        return dict.fromkeys(units, Decimal(1))
    accepted = {unit: [each for each in key if each.get("unit") == unit] for unit in units}
    found = {}
    for unit, each in accepted.items():
        ratio = _ratio(accepted[units[0]], each)
        if ratio is None:
            return None
        found[unit] = ratio
    return found


def _ratio(first: list[Mapping[str, Any]], other: list[Mapping[str, Any]]) -> Decimal | None:
    if not first or len(first) != len(other):
        return None
    pairs = [(Decimal(str(a["value"])), Decimal(str(b["value"]))) for a, b in zip(first, other, strict=True)]
    ratio = next((b / a for a, b in pairs if a), None)
    if not ratio:
        return None
    spans = [
        (Decimal(str(a.get("tolerance") or 0)), Decimal(str(b.get("tolerance") or 0)))
        for a, b in zip(first, other, strict=True)
    ]
    return ratio if all(a * ratio == b for a, b in [*pairs, *spans]) else None
