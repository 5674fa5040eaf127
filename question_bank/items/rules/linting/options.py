"""Options: equal ones, hints by length or wording, letters and “all of the above” that shuffling makes meaningless."""

import re
from collections.abc import Iterator
from itertools import combinations

from question_bank.items.enums import ItemKind
from question_bank.items.rules import kinds, quantities, texts, wording
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.kinds.base import Part
from question_bank.items.rules.linting.catalogue import found

LENGTH_RATIO = 2
KEY_RATIO = 1.5  # the key against the longest of the others
SHORT_OPTION = 5  # characters; below that, one word more is no hint
CLANG = 4  # characters of the stem that only the key says again
CONTAINED = 4  # characters; a shorter option stands in many texts
CHOICES = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE})
SHUFFLED = CHOICES | {ItemKind.ORDERING, ItemKind.MATCHING}
_UNSEEN = re.compile(r"!\[[^\]]*\]\([^)]*\)|\$[^$]*\$|[\s*_`]+")
_CODE = re.compile(r"[a-z\d ]")  # a unit or formula that the question needs
_NUMERIC = re.compile(r"[\d.,%\s萬億千元年度噸公斤kgtw/hco2e約個]+", re.IGNORECASE)


def findings(draft: ItemDraft) -> Iterator[Finding]:
    """Every remark on the options of an item, whatever its kind."""
    if draft.kind in SHUFFLED:
        yield from _letters(draft)
        yield from _all_or_none(draft)
    if draft.kind in CHOICES | {ItemKind.ORDERING}:
        yield from _equal(draft, "options", "options_equal", "選項", "Options")
    if draft.kind == ItemKind.MATCHING:
        yield from _equal(draft, "targets", "targets_equal", "目標", "Targets")
        yield from _equal(draft, "rows", "rows_equal", "項目", "Rows")
    if draft.kind in CHOICES:
        yield from (*_overlapping(draft), *_lengths(draft))
    if draft.kind == ItemKind.SINGLE:
        yield from (*_key_length(draft), *_clang(draft))
    if draft.kind == ItemKind.MULTIPLE:
        yield from _how_many(draft)


def visible_length(text: str) -> int:
    """How long a text looks, without markup and images."""
    return len(_UNSEEN.sub("", text))


def _parts(draft: ItemDraft, name: str) -> tuple[Part, ...]:
    return kinds.base.parts(draft.body, name)


def _letters(draft: ItemDraft) -> Iterator[Finding]:
    own = [("options", part.text) for part in _parts(draft, "options")]
    named = [*draft.texts(), ("source", draft.source_title)]
    told = {(name, letters) for name, text in own if (letters := wording.letters_alone(text))}
    told |= {(name, letter) for name, text in named if (letter := wording.letter_reference(text))}
    for name, letter in sorted(told):
        yield found(draft, name, "option_letter", f"「{letter}」提到選項字母。", f"“{letter}” names an option letter.")


def _all_or_none(draft: ItemDraft) -> Iterator[Finding]:
    options = _parts(draft, "options")
    pinned_last = options[-1] if options and options[-1].pinned else None
    for name, text in draft.texts():
        phrase = wording.all_or_none(text)
        if phrase is None:
            continue
        if name == "options" and pinned_last is not None and text == pinned_last.text:
            yield found(
                draft, name, "all_or_none_pinned", f"最後的選項是「{phrase}」。", f"The last option is “{phrase}”."
            )
        else:
            yield found(
                draft,
                name,
                "all_or_none",
                f"「{phrase}」在選項重排後沒有意義。",
                f"“{phrase}” means nothing once shuffled.",
            )


def _equal(draft: ItemDraft, name: str, code: str, noun_zh: str, noun_en: str) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for part in _parts(draft, name):
        same = quantities.canonical(part.text) or part.text.strip()
        if same and same in seen:
            text_zh = f"{noun_zh} {seen[same]} 與 {part.id} 內容或數值相同。"
            text_en = f"{noun_en} {seen[same]} and {part.id} say the same (numbers compared by value)."
            yield found(draft, name, code, text_zh, text_en)
        seen.setdefault(same, part.id)


def _overlapping(draft: ItemDraft) -> Iterator[Finding]:
    plain = [(option_id, texts.canonical(text)) for option_id, text in draft.options]
    for (one, short), (other, long) in combinations(sorted(plain, key=lambda each: len(each[1])), 2):
        if (
            len(short) >= CONTAINED
            and not short[0].isdigit()
            and short != long
            and (long.startswith(short) or long.endswith(short))
        ):
            text_zh = f"選項 {one} 的文字包含在選項 {other} 裡。"
            yield found(draft, "options", "options_overlap", text_zh, f"Option {other} contains all of option {one}.")


def _lengths(draft: ItemDraft) -> Iterator[Finding]:
    lengths = sorted(visible_length(text) for _, text in draft.options)
    if lengths and lengths[-1] > LENGTH_RATIO * max(lengths[0], SHORT_OPTION):
        text_zh = f"最長選項 {lengths[-1]} 字、最短 {lengths[0]} 字。"
        text_en = f"The longest option has {lengths[-1]} characters, the shortest {lengths[0]}."
        yield found(draft, "options", "length_ratio", text_zh, text_en)


def _key_length(draft: ItemDraft) -> Iterator[Finding]:
    own = [visible_length(text) for option_id, text in draft.options if option_id in draft.right]
    others = [visible_length(text) for option_id, text in draft.options if option_id not in draft.right]
    if own and others and max(own) > KEY_RATIO * max(*others, SHORT_OPTION):
        text_zh = f"正解 {max(own)} 字，其他選項最長 {max(others)} 字。"
        text_en = f"The key has {max(own)} characters, the longest of the others {max(others)}."
        yield found(draft, "options", "key_stands_out", text_zh, text_en)


def _clang(draft: ItemDraft) -> Iterator[Finding]:
    stem = texts.canonical(draft.stem)
    pieces = {piece for i in range(len(stem) - CLANG + 1) if not _CODE.search(piece := stem[i : i + CLANG])}
    plain = {option_id: texts.canonical(text) for option_id, text in draft.options if not _NUMERIC.fullmatch(text)}
    others = [text for option_id, text in plain.items() if option_id not in draft.right]
    for option_id in sorted(draft.right & plain.keys()):
        key = plain[option_id]
        shared = [key[i : i + CLANG] for i in range(len(key) - CLANG + 1) if key[i : i + CLANG] in pieces]
        telling = [piece for piece in shared if not any(_half_said(piece, text) for text in others)]
        if telling and others:
            text_zh = f"只有正解與題幹都說到「{telling[0]}」。"
            yield found(draft, "options", "clang", text_zh, f"Only the key repeats “{telling[0]}” of the stem.")


def _half_said(piece: str, text: str) -> bool:
    """Whether another option has half of the piece: then it tells nobody the answer."""
    half = CLANG // 2
    return any(piece[i : i + half] in text for i in range(CLANG - half + 1))


def _how_many(draft: ItemDraft) -> Iterator[Finding]:
    sizes = {len(set(each)) for each in draft.key if isinstance(each, list)}
    if sizes == {1}:
        yield found(draft, "key", "multiple_one", "只有一個選項為正解。", "One option is right, no more.")
    if sizes and max(sizes) == len(draft.options):
        yield found(draft, "key", "multiple_all", "全部選項都是正解。", "Every option is right.")
