"""What one item must be before anyone answers it (ITM-5; ``content/README.md``).

Every check answers a defect seen in public item banks: wrong or impossible keys, equal options, items under the wrong
subject. What a pool must be as a whole stands in :mod:`question_bank.items.rules.pools`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.items.rules import kinds, texts, wording
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault

OPTION_IDS = ("a", "b", "c", "d")
LONGEST = {"source_title": 200, "source_url": 400}
DIFFICULTY = (Decimal("0.30"), Decimal("0.95"))
USE_LETTERS = {"P": ItemUse.PRACTICE, "D": ItemUse.SAMPLE, "S": ItemUse.SECURE}
_CODE = re.compile(r"(?P<prefix>GC-U\d{2}|L\d{3,5})-(?P<use>[PDS])\d{2,3}")


def item_faults(draft: ItemDraft) -> list[Fault]:
    """Everything wrong with one item by itself."""
    checks = (_identity, _values, _options, _key, _texts, _negative)
    return [fault for check in checks for fault in check(draft)]


def _identity(draft: ItemDraft) -> Iterator[Fault]:
    match = _CODE.fullmatch(draft.code)
    if match is None:
        yield _fault(
            draft,
            "code",
            "code_shape",
            "代碼格式應為 GC-U01-P01 或 L11101-P01（P 練習、D 示範、S 保密）。",
            "The code must read like GC-U01-P01 or L11101-P01 (P practice, D sample, S secure).",
        )
        return
    if USE_LETTERS[match["use"]] != draft.use:
        yield _fault(
            draft,
            "use",
            "code_use",
            f"代碼的字母 {match['use']} 與用途 {draft.use} 不符；請改代碼或用途。",
            f"The code's letter {match['use']} does not fit the use {draft.use}; change one of them.",
        )
    parts = draft.topic.split("/")
    if match["prefix"] not in (parts[-1], "-".join(parts[-2:])):
        yield _fault(
            draft,
            "topic",
            "code_topic",
            f"代碼與主題「{draft.topic}」不符；題目放錯主題或代碼有誤。",
            f"The code does not belong to the topic “{draft.topic}”; move the item or correct its code.",
        )


def _values(draft: ItemDraft) -> Iterator[Fault]:
    for name, kind in (("use", ItemUse), ("kind", ItemKind), ("state", ItemState)):
        if getattr(draft, name) not in set(kind):
            allowed = ", ".join(member.value for member in kind)
            yield _fault(draft, name, "unknown_value", f"只能是 {allowed}。", f"Must be one of {allowed}.")
    low, high = DIFFICULTY
    if draft.difficulty is None or not low <= draft.difficulty <= high:
        yield _fault(
            draft,
            "difficulty",
            "difficulty_range",
            f"預估答對率須在 {low} 至 {high} 之間。",
            f"The expected share of right answers lies between {low} and {high}.",
        )
    for name, most in LONGEST.items():
        if len(getattr(draft, name)) > most:
            yield _fault(
                draft, "source", "too_long", f"最多 {most} 字，請縮短。", f"At most {most} characters; shorten it."
            )
    if not draft.source_url.startswith("https://"):
        yield _fault(
            draft,
            "source",
            "source_url",
            "出處須為 https:// 開頭的網址。",
            "The source needs an address that starts with https://.",
        )


def _options(draft: ItemDraft) -> Iterator[Fault]:
    if tuple(option_id for option_id, _ in draft.options) != OPTION_IDS:
        yield _fault(
            draft,
            "options",
            "option_ids",
            "須有 a、b、c、d 四個選項，並依此順序。",
            "Give exactly four options a, b, c, d, in this order.",
        )
    seen: dict[str, str] = {}
    for option_id, text in draft.options:
        same = texts.canonical(text)
        if same in seen:
            yield _fault(
                draft,
                "options",
                "options_equal",
                f"選項 {seen[same]} 與 {option_id} 內容或數值相同；請改寫其中一個。",
                f"Options {seen[same]} and {option_id} say the same (numbers compared by value); rewrite one.",
            )
        seen.setdefault(same, option_id)


def _key(draft: ItemDraft) -> Iterator[Fault]:
    if draft.kind in set(ItemKind) and kinds.get(draft.kind).flaws(draft.body, draft.key):
        yield _fault(
            draft,
            "key",
            "key_unknown",
            "正解須為一個存在的選項代號。",
            "The key must be one option id that exists.",
        )


def _texts(draft: ItemDraft) -> Iterator[Fault]:
    named = [("stem", draft.stem), ("explanation", draft.explanation), ("source", draft.source_title)]
    for name, text in [*named, *(("options", text) for _, text in draft.options)]:
        if not text.strip():
            yield _fault(draft, name, "empty_text", "不可空白，請補上內容。", "Must not be empty; write it.")
        if found := wording.all_or_none(text):
            yield _fault(
                draft,
                name,
                "all_or_none",
                f"「{found}」：不使用「以上皆是／皆非」類說法，請改為具體內容。",
                f"“{found}”: no “all/none of the above”; write a real option.",
            )
        if found := wording.letter_reference(text):
            yield _fault(
                draft,
                name,
                "option_letter",
                f"「{found}」提到選項字母；選項會隨機排列，請改寫為事實。",
                f"“{found}” names an option letter; options are shuffled, so name the fact.",
            )


def _negative(draft: ItemDraft) -> Iterator[Fault]:
    if found := wording.unmarked_negative(draft.stem):
        yield _fault(
            draft,
            "stem",
            "negative_not_bold",
            f"「{found}」是否定題，請把否定字寫成 **不** 或 **非**。",
            f"“{found}” asks for the exception; write its negative word in bold: **不** or **非**.",
        )


def _fault(draft: ItemDraft, name: str, code: str, text_zh: str, text_en: str) -> Fault:
    return Fault(code, draft.place(name), text_zh, text_en)
