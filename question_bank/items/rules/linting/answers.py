"""Keys: shape, numbers and words that are accepted, and whether the explanation arrives at them."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from question_bank.items.enums import ItemKind
from question_bank.items.rules import kinds, quantities, texts
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.kinds.numerical import number
from question_bank.items.rules.linting.catalogue import flawed, found

QUOTED = 6  # characters; a shorter option stands in many explanations
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_PERCENT = frozenset({"%", "％", "百分比", "百分點"})


def findings(draft: ItemDraft) -> Iterator[Finding]:
    """Every remark on the key of an item."""
    flaws = kinds.get(draft.kind).flaws(draft.body, draft.key)
    yield from (flawed(draft, flaw) for flaw in flaws)
    if flaws:
        return
    if draft.kind == ItemKind.NUMERICAL:
        yield from _numbers(draft)
    if draft.kind == ItemKind.SHORT_TEXT:
        yield from _words(draft)
    if draft.kind == ItemKind.SINGLE:
        yield from _supported(draft)


def _numbers(draft: ItemDraft) -> Iterator[Finding]:
    units = {part.id: part.text.strip() for part in kinds.base.parts(draft.body, "units")}
    for each in draft.key:
        value, tolerance = _value(each, "value"), _value(each, "tolerance")
        if tolerance == 0 and value != value.to_integral_value():
            text_zh = f"正解 {value} 有小數，容許誤差為 0。"
            yield found(
                draft, "key", "numerical_tolerance", text_zh, f"The key {value} has decimals, the tolerance is 0."
            )
        if tolerance and tolerance >= abs(value):
            text_zh = f"正解 {value}、容許誤差 {tolerance}。"
            yield found(draft, "key", "numerical_wide", text_zh, f"The key is {value}, the tolerance {tolerance}.")
        unit = units.get(each.get("unit", ""), next(iter(units.values()), "") if len(units) == 1 else "")
        if unit in _PERCENT and not 0 <= value <= 100:
            text_zh = f"正解 {value}{unit} 不在 0 至 100 之間。"
            yield found(draft, "key", "numerical_implausible", text_zh, f"{value}{unit} is not between 0 and 100.")
    yield from _reached(draft)


def _reached(draft: ItemDraft) -> Iterator[Finding]:
    """Whether a figure of the explanation is the key, within its tolerance."""
    figures = [Decimal(each) for each in _FIGURE.findall(texts.canonical(draft.explanation))]
    if not figures:
        return
    for each in draft.key:
        value, tolerance = abs(_value(each, "value")), _value(each, "tolerance")
        if any(abs(scaled - value) <= tolerance for figure in figures for scaled in (figure, figure * 100)):
            return
    told = draft.key[0]["value"]
    text_zh, text_en = f"解說裡沒有正解 {told}。", f"The explanation never arrives at the key {told}."
    yield found(draft, "key", "key_unsupported", text_zh, text_en)


def _words(draft: ItemDraft) -> Iterator[Finding]:
    if len(draft.key) == 1 and "*" not in str(draft.key[0]["text"]):
        told = draft.key[0]["text"]
        yield found(draft, "key", "short_alternatives", f"只接受「{told}」。", f"Only “{told}” is accepted.")


def _supported(draft: ItemDraft) -> Iterator[Finding]:
    """Whether the explanation quotes one other option, or arrives at its figure, and never at the key's.

    One that names several compares them.
    """
    said = {
        option_id
        for option_id, text in draft.options
        for plain in (texts.canonical, quantities.canonical)
        if _says(plain(draft.explanation), plain(text))
    }
    wrong = sorted(said - draft.right)
    if len(wrong) == 1 and said == set(wrong) and all(_can_be_said(text) for _, text in draft.options):
        text_zh, text_en = (
            f"解說提到選項 {wrong[0]}，卻沒有提到正解。",
            f"It names option {wrong[0]} and never the key.",
        )
        yield found(draft, "explanation", "key_unsupported", text_zh, text_en)


def _can_be_said(text: str) -> bool:
    plain = quantities.canonical(text)
    return bool(_FIGURE.match(plain)) or len(plain) >= QUOTED


def _says(told: str, option: str) -> bool:
    if _FIGURE.match(option):
        return re.search(rf"(?<![\d.]){re.escape(option)}(?![\d.]\d)", told) is not None
    return len(option) >= QUOTED and option in told


def _value(each: Mapping[str, object], name: str) -> Decimal:
    return number(str(each.get(name) or "0")) or Decimal(0)
