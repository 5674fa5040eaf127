"""Body and key of a row, for each kind, both ways."""

import re
from collections.abc import Mapping
from typing import Any

from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.spreadsheet import keys
from question_bank.formats.rules.spreadsheet.columns import OPTION_LETTERS
from question_bank.formats.rules.spreadsheet.keys import BadKey
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base, numerical

_ARROWS = (re.compile(r"\s*->\s*"), re.compile(r"\s*(?:=>|→|－＞|=＞|－>|-＞)\s*"))
_ESCAPED_ARROW = re.compile(r"(-)\\>")
Content = tuple[dict[str, Any], list[Any]]


def read(kind: ItemKind, cells: Mapping[str, str]) -> Content:
    """(body, key). Raises :class:`BadKey`."""
    given = {name: cells.get(name, "") for name in ("key", "tolerance", "unit", "exact", "max_length", "pinned_last")}
    options = {letter: text for letter in OPTION_LETTERS if (text := cells.get(f"option_{letter}", ""))}
    if kind is not ItemKind.MATCHING and not given["key"]:
        raise BadKey("正解空白。", "The key is empty.")
    if kind in (ItemKind.TRUE_FALSE, ItemKind.SHORT_TEXT, ItemKind.NUMERICAL):
        _require_no_options(kind, options)
    return _READERS[kind](options, given)


def guessed(cells: Mapping[str, str]) -> ItemKind | None:
    """The kind that options and key tell, where the cell is empty."""
    options = {letter: text for letter in OPTION_LETTERS if (text := cells.get(f"option_{letter}", ""))}
    key = cells.get("key", "")
    if options and key:
        try:
            return ItemKind.MULTIPLE if len(keys.letters(key.split("|")[0], options)) > 1 else ItemKind.SINGLE
        except BadKey:
            return ItemKind.SINGLE
    if options and all(len(_sides(text)) == 2 for text in options.values()):
        return ItemKind.MATCHING
    word = keys.folded(key)
    if word in (keys.TRUE | keys.FALSE) - {"0", "1"}:
        return ItemKind.TRUE_FALSE
    return ItemKind.NUMERICAL if key and numerical.number(key) is not None else None


def _choice(options: dict[str, str], given: dict[str, str]) -> Content:
    pinned = _pinned(given["pinned_last"], options)
    _require_options(options)
    made = [
        {"id": letter, "text": text, **({"pinned": True} if letter in pinned else {})}
        for letter, text in options.items()
    ]
    return {"options": made}, []


def _single(options: dict[str, str], given: dict[str, str]) -> Content:
    body, _ = _choice(options, given)
    key = [keys.letters(each, options) for each in _alternatives(given["key"])]
    if any(len(each) != 1 for each in key):
        raise BadKey(
            "單選題的正解只能有一個選項；數個選項皆可時以 | 分隔。",
            "A single choice has one right option; part several accepted ones by |.",
        )
    return body, key


def _multiple(options: dict[str, str], given: dict[str, str]) -> Content:
    body, _ = _choice(options, given)
    return body, [sorted(set(keys.letters(each, options))) for each in _alternatives(given["key"])]


def _ordering(options: dict[str, str], given: dict[str, str]) -> Content:
    _require_options(options)
    key = [keys.letters(re.sub(r"[-=]?>|→", ",", each), options) for each in _alternatives(given["key"])]
    if any(sorted(each) != sorted(options) for each in key):
        raise BadKey("排序題的正解須把每個選項各排一次。", "The key must list every option exactly once.")
    return {"options": [{"id": letter, "text": text} for letter, text in options.items()]}, key


def _true_false(options: dict[str, str], given: dict[str, str]) -> Content:
    return {}, [keys.truth(each) for each in _alternatives(given["key"])]


def _numerical(options: dict[str, str], given: dict[str, str]) -> Content:
    units = [{"id": f"u{place}", "text": text} for place, text in enumerate(keys.parted(given["unit"]), 1) if text]
    return {"units": units}, keys.numbers(given, units)


def _short_text(options: dict[str, str], given: dict[str, str]) -> Content:
    texts = keys.parted(given["key"])
    exact = keys.flags(given["exact"], len(texts))
    key = [{"text": text, **({"exact": True} if flag else {})} for text, flag in zip(texts, exact, strict=True)]
    length = keys.folded(given["max_length"])
    if length and not (length.isdecimal() and 1 <= int(length) <= 200):
        raise BadKey("字數上限須為 1 至 200。", "The limit is 1 to 200.")
    return ({"max_length": int(length)} if length else {}), key


def _matching(options: dict[str, str], given: dict[str, str]) -> Content:
    rows: list[dict[str, str]] = []
    targets: dict[str, str] = {}
    key: list[str] = []
    for letter, text in options.items():
        pair = _sides(text)
        if len(pair) != 2:
            raise BadKey(
                f"選項{letter.upper()} 須寫成「左 -> 右」。", f"Option {letter.upper()} must read “left -> right”."
            )
        left, right = (_ESCAPED_ARROW.sub(r"\1>", side.strip()) for side in pair)
        target = targets.setdefault(right, f"t{len(targets) + 1}")
        if left:
            rows.append({"id": f"r{len(rows) + 1}", "text": left})
            key.append(f"{rows[-1]['id']}:{target}")
    if not rows:
        raise BadKey("配合題沒有任何「左 -> 右」。", "There is no pair “left -> right”.")
    return {"rows": rows, "targets": [{"id": known, "text": text} for text, known in targets.items()]}, [key]


_READERS = {
    ItemKind.SINGLE: _single,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.ORDERING: _ordering,
    ItemKind.TRUE_FALSE: _true_false,
    ItemKind.NUMERICAL: _numerical,
    ItemKind.SHORT_TEXT: _short_text,
    ItemKind.MATCHING: _matching,
}


def _sides(text: str) -> list[str]:
    """Left and right of the first arrow; other arrows count where there is no ``->``."""
    arrow = next((each for each in _ARROWS if each.search(text)), None)
    return arrow.split(text, maxsplit=1) if arrow else [text]


def _alternatives(key: str) -> list[str]:
    return [each for each in key.replace("｜", "|").split("|") if each.strip()] or [key]


def _require_options(options: dict[str, str]) -> None:
    if len(options) < 2:
        raise BadKey("至少要有兩個選項。", "At least two options are needed.")
    expected = OPTION_LETTERS[: len(options)]
    if "".join(options) != expected:
        missing = next(letter for letter in expected if letter not in options).upper()
        raise BadKey(f"選項{missing} 空白而後面還有選項。", f"Option {missing} is empty while later ones are not.")


def _require_no_options(kind: ItemKind, options: dict[str, str]) -> None:
    if options and not (kind is ItemKind.TRUE_FALSE and all(_is_truth(text) for text in options.values())):
        raise BadKey(f"{kind.value} 題不可有選項。", f"A {kind.value} item has no options.")


def _is_truth(text: str) -> bool:
    return keys.folded(text) in keys.TRUE | keys.FALSE


def _pinned(cell: str, options: dict[str, str]) -> set[str]:
    """The options that keep their place: so many of the last, or those named."""
    word = keys.folded(cell)
    if not word:
        return set()
    if word.isascii() and word.isdecimal() and int(word) <= len(options):
        return set(list(options)[len(options) - int(word) :])
    return set(keys.letters(cell, options))


def cells(question: Question) -> dict[str, str]:
    """The cells that hold body and key of a question."""
    units = base.parts(question.body, "units")
    found = keys.written(question.kind, _renamed(question), units)
    if question.kind is ItemKind.MATCHING:
        return found | _pairs(question)
    options = base.parts(question.body, "options")
    found |= {f"option_{letter}": part.text for letter, part in zip(OPTION_LETTERS, options, strict=False)}
    pinned = [letter for letter, part in zip(OPTION_LETTERS, options, strict=False) if part.pinned]
    if pinned:
        found["pinned_last"] = ",".join(pinned).upper()
    if units:
        found["unit"] = keys.joined([unit.text for unit in units])
    if "max_length" in question.body:
        found["max_length"] = str(question.body["max_length"])
    return found


def _renamed(question: Question) -> list[Any]:
    """The key with options called a, b, c … in their order."""
    options = base.parts(question.body, "options")
    letter = {part.id: name for part, name in zip(options, OPTION_LETTERS, strict=False)}
    if not options:
        return list(question.key)
    return [[letter[known] for known in each] for each in question.key]


def _pairs(question: Question) -> dict[str, str]:
    rows = {part.id: part.text for part in base.parts(question.body, "rows")}
    targets = {part.id: part.text for part in base.parts(question.body, "targets")}
    matched = dict(pair.split(":") for pair in question.key[0])
    used = set(matched.values())
    lines = [f"{_arrowless(text)} -> {targets[matched[row]]}" for row, text in rows.items()]
    lines += [f"-> {text}" for target, text in targets.items() if target not in used]
    return {f"option_{letter}": line for letter, line in zip(OPTION_LETTERS, lines, strict=False)}


def _arrowless(text: str) -> str:
    return text.replace("->", "-\\>")
