"""Conventions of the reviewed content files (``content/README.md``), beyond what every item must be."""

import re
from collections.abc import Iterator
from decimal import Decimal

from question_bank.items.enums import ItemKind, ItemUse
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault
from question_bank.items.rules.linting import identities
from question_bank.items.rules.linting.facts import DIFFICULTY

OPTION_IDS = ("a", "b", "c", "d")
USE_LETTERS = {"P": ItemUse.PRACTICE, "D": ItemUse.SAMPLE, "S": ItemUse.SECURE}
_CODE = re.compile(r"(?P<prefix>GC-U\d{2}|L\d{3,5})-(?P<use>[PDS])\d{2,3}")


def faults(draft: ItemDraft) -> Iterator[Fault]:
    """Code, use and topic that disagree; an unusual difficulty; other than four options a to d."""
    match = _CODE.fullmatch(draft.code)
    if match is None:
        text_zh = "代碼格式應為 GC-U01-P01 或 L11101-P01（P 練習、D 示範、S 保密）。"
        text_en = "The code must read like GC-U01-P01 or L11101-P01 (P practice, D sample, S secure)."
        yield Fault("code_shape", draft.place("code"), text_zh, text_en)
    else:
        yield from _disagreements(draft, match)
    low, high = DIFFICULTY
    if draft.difficulty is not None and not low <= Decimal(draft.difficulty) <= high:
        text_zh = f"預估答對率須在 {low} 至 {high} 之間。"
        text_en = f"The expected share of right answers lies between {low} and {high}."
        yield Fault("difficulty_range", draft.place("difficulty"), text_zh, text_en)
    if draft.kind == ItemKind.SINGLE and tuple(option_id for option_id, _ in draft.options) != OPTION_IDS:
        text_zh = "須有 a、b、c、d 四個選項，並依此順序。"
        yield Fault(
            "option_ids", draft.place("options"), text_zh, "Give exactly four options a, b, c, d, in this order."
        )


def _disagreements(draft: ItemDraft, match: re.Match[str]) -> Iterator[Fault]:
    if USE_LETTERS[match["use"]] != draft.use:
        text_zh = f"代碼的字母 {match['use']} 與用途 {draft.use} 不符；請改代碼或用途。"
        text_en = f"The code's letter {match['use']} does not fit the use {draft.use}; change one of them."
        yield Fault("code_use", draft.place("use"), text_zh, text_en)
    if not identities.belongs(match["prefix"], draft.topic):
        text_zh = f"代碼與主題「{draft.topic}」不符；題目放錯主題或代碼有誤。"
        text_en = f"The code does not belong to the topic “{draft.topic}”; move the item or correct its code."
        yield Fault("code_topic", draft.place("topic"), text_zh, text_en)
