"""The key of each kind as people write it in one cell, both ways."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from question_bank.formats.rules.spreadsheet.columns import OPTION_LETTERS
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import numerical

TRUE = frozenset({"t", "true", "yes", "y", "1", "o", "○", "◯", "v", "是", "對", "正確", "✓", "✔", "圈"})
FALSE = frozenset({"f", "false", "no", "n", "0", "x", "×", "✕", "✗", "否", "非", "錯", "錯誤", "叉"})
_PART = re.compile(r"\\([\\|])|(\|)")
_BETWEEN = re.compile(r"[\s,、;/&和與+.)(\[\]>]+")

KINDS = {
    **{kind.value: kind for kind in ItemKind},
    **dict.fromkeys(("單選", "單選題", "選擇", "選擇題", "四選一", "singlechoice", "mc", "mcq", "sc"), ItemKind.SINGLE),
    **dict.fromkeys(("複選", "複選題", "多選", "多選題", "multiplechoice", "multiplecorrect", "ma"), ItemKind.MULTIPLE),
    **dict.fromkeys(("是非", "是非題", "對錯", "truefalse", "tf", "boolean"), ItemKind.TRUE_FALSE),
    **dict.fromkeys(("數值", "數值題", "計算", "計算題", "number", "numeric"), ItemKind.NUMERICAL),
    **dict.fromkeys(("配合", "配合題", "配對", "配對題", "連連看", "match"), ItemKind.MATCHING),
    **dict.fromkeys(("排序", "排序題", "順序", "order"), ItemKind.ORDERING),
    **dict.fromkeys(
        ("簡答", "簡答題", "填空", "填空題", "短答", "shorttext", "shortanswer", "fillin"), ItemKind.SHORT_TEXT
    ),
}
UNSUPPORTED = frozenset({"問答", "問答題", "申論", "申論題", "essay", "克漏字", "cloze", "作文", "上傳", "hotspot"})


class BadKey(ValueError):
    """A key that cannot be read: (zh, en)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def folded(text: str) -> str:
    """Half-width and lower case, without blanks around."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def kind_word(text: str) -> str:
    """How names of kinds are compared."""
    return re.sub(r"[\s_\-]+", "_", folded(text)).strip("_")


def kind_of(text: str) -> ItemKind | None:
    """The kind that a cell names."""
    word = kind_word(text)
    return KINDS.get(word) or KINDS.get(word.replace("_", "")) or KINDS.get(re.sub(r"[(（].*", "", word))


def parted(cell: str) -> list[str]:
    """A cell's alternatives: parted by ``|``; ``\\|`` is a bar of the text and ``\\\\`` a backslash."""
    found, current, done = [], "", 0
    text = cell.replace("｜", "|") if "|" not in cell else cell
    for match in _PART.finditer(text):
        current += text[done : match.start()]
        done = match.end()
        if match[2]:
            found.append(current.strip())
            current = ""
        else:
            current += match[1]
    return [*found, (current + text[done:]).strip()]


def joined(alternatives: Sequence[str]) -> str:
    """The cell that :func:`parted` takes apart."""
    return "|".join(re.sub(r"[\\|]", r"\\\g<0>", each) for each in alternatives)


def letters(text: str, options: dict[str, str]) -> list[str]:
    """The option ids that a key such as ``A,C``, ``AC``, ``(1)`` or an option's own text names."""
    plain = folded(text)
    by_text = [known for known, shown in options.items() if folded(shown) == plain]
    if len(by_text) == 1 and not (len(plain) == 1 and plain in options):
        return by_text
    pieces = [piece for piece in _BETWEEN.split(plain) if piece]
    if len(pieces) == 1 and len(pieces[0]) > 1 and pieces[0].isascii() and pieces[0].isalpha():
        pieces = list(pieces[0])
    found = [_option(piece, options) for piece in pieces]
    if not found or None in found:
        raise BadKey(f"正解「{text[:40]}」不是存在的選項。", f"The key “{text[:40]}” names no option.")
    return [each for each in found if each]


def _option(piece: str, options: dict[str, str]) -> str | None:
    if piece in options:
        return piece
    if piece.isascii() and piece.isdecimal() and len(piece) <= 2 and 1 <= int(piece) <= len(OPTION_LETTERS):
        letter = OPTION_LETTERS[int(piece) - 1]
        return letter if letter in options else None
    return None


def truth(text: str) -> list[str]:
    """``["true"]`` or ``["false"]``."""
    word = folded(text).strip("()")
    if word in TRUE:
        return ["true"]
    if word in FALSE:
        return ["false"]
    raise BadKey(f"「{text[:40]}」不是是非題的答案。", f"“{text[:40]}” is neither true nor false.")


def numbers(cells: dict[str, str], units: list[dict[str, str]]) -> list[dict[str, str]]:
    """The alternatives of a number, with tolerance and unit."""
    given = parted(cells["key"])
    allowed = parted(cells["tolerance"])
    if len(allowed) not in (1, len(given)):
        raise BadKey("容許誤差的組數與正解不同。", "There are not as many tolerances as answers.")
    allowed = allowed if len(allowed) == len(given) else allowed * len(given)
    return [_number(text, tolerance, units) for text, tolerance in zip(given, allowed, strict=True)]


def _number(text: str, tolerance: str, units: list[dict[str, str]]) -> dict[str, str]:
    ids = {folded(unit["text"]): unit["id"] for unit in units}
    unit = ""
    plain = text
    for name in sorted(ids, key=len, reverse=True):
        if folded(plain).endswith(name):
            plain, unit = folded(plain)[: -len(name)].strip(), ids[name]
            break
    value, slack = numerical.number(plain), numerical.number(tolerance or "0")
    if value is None:
        raise BadKey(f"「{text[:40]}」不是數字。", f"“{text[:40]}” is no number.")
    if slack is None or slack < 0:
        raise BadKey(
            f"容許誤差「{tolerance[:40]}」不是零或正數。", f"The tolerance “{tolerance[:40]}” is not zero or more."
        )
    made = {"value": format(value, "f"), "tolerance": format(slack, "f")}
    if len(units) > 1:
        if not unit:
            raise BadKey(
                "有多個單位時，正解須寫出單位，如「3.14 公斤」。",
                "With several units the key names its unit, such as “3.14 kg”.",
            )
        made["unit"] = unit
    return made


def flags(text: str, count: int) -> list[bool]:
    """``1``, ``1|0``: one for all, or one each."""
    found = [folded(each) in TRUE for each in parted(text)]
    return found * count if len(found) == 1 else [*found, *[False] * count][:count]


def written(kind: ItemKind, key: Sequence[Any], units: Sequence[Any] = ()) -> dict[str, str]:
    """The cells that hold a key: ``key``, and ``tolerance`` or ``exact`` where there is one."""
    if kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.ORDERING):
        return {"key": "|".join(",".join(each).upper() for each in key)}
    if kind is ItemKind.TRUE_FALSE:
        return {"key": "|".join("T" if each[0] == "true" else "F" for each in key)}
    if kind is ItemKind.NUMERICAL:
        return _written_numbers(key, {unit.id: unit.text for unit in units})
    if kind is ItemKind.SHORT_TEXT:
        exact = ["1" if each.get("exact") else "0" for each in key]
        return {"key": joined([str(each["text"]) for each in key]), "exact": "|".join(exact) if "1" in exact else ""}
    return {"key": ""}


def _written_numbers(key: Sequence[Any], units: dict[str, str]) -> dict[str, str]:
    values = [f"{each['value']} {units[each['unit']]}" if each.get("unit") else str(each["value"]) for each in key]
    tolerances = [str(each.get("tolerance") or "0") for each in key]
    same = tolerances[0] if len(set(tolerances)) == 1 else "|".join(tolerances)
    return {"key": joined(values), "tolerance": "" if same == "0" else same}
