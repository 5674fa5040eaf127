"""Text entry: words or numbers, with units as our own exports write them."""

import re
from decimal import Decimal

from question_bank.formats.rules.qti import keys
from question_bank.formats.rules.qti.declarations import Declaration
from question_bank.formats.rules.qti.item import OWN_ANSWER, OWN_UNIT, Content, Item, no_key
from question_bank.formats.rules.qti.processing import Test
from question_bank.formats.rules.qti.texts import gaps, take_out
from question_bank.formats.rules.verdicts import Fault
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import numerical, words

_NUMBERS = ("float", "integer")
_LOOSE = "()"
_WILD = re.compile(r"(?:\.\*|\\[^\w]|\[[A-Za-z]{2}\]|[^\\.*+?()\[\]{}|^$])*")
_PIECE = re.compile(r"(?P<any>\.\*)|\[(?P<letter>[A-Za-z])[A-Za-z]\]|\\?(?P<sign>.)", re.S)


def text_entry(item: Item, interaction: Element, units: Element | None = None) -> Content:
    """A word or a number; ``units`` is the menu of units beside it."""
    declaration = item.declaration(interaction)
    is_number = declaration.base in _NUMBERS
    content = _number(item, declaration, interaction, units) if is_number else _words(item, declaration, interaction)
    if interaction.get("patternMask"):
        item.texts.lose("pattern_mask", "輸入格式的限制沒有匯入。", "The mask of the entry is lost.")
    own = _own_line(interaction)
    if own is not None:
        take_out(own)
    elif _stands_alone(interaction):
        take_out(interaction)
    else:
        gaps(item.body, [interaction], numbered=False)
    return content


def _own_line(interaction: Element) -> Element | None:
    parent = interaction.getparent()
    return parent if parent is not None and parent.get("class") == OWN_ANSWER else None


def _stands_alone(interaction: Element) -> bool:
    parent = interaction.getparent()
    return parent is not None and parent.tag in ("p", "div") and not "".join(parent.itertext()).strip()


def _words(item: Item, declaration: Declaration, interaction: Element) -> Content:
    key = _mapped_words(item, declaration) or _compared_words(item, declaration)
    if not key:
        raise no_key(declaration.identifier)
    longest = max(len(str(each["text"])) for each in key)
    if longest > words.LONGEST:
        raise Fault(
            "long_answer",
            (f"答案超過 {words.LONGEST} 字。", f"An answer is longer than {words.LONGEST} characters."),
            ("請縮短答案或改為其他題型。", "Shorten it or use another kind."),
        )
    expected = interaction.get("expectedLength") or ""
    own = _own_line(interaction) is not None and expected.isdigit() and 1 <= int(expected) <= words.LONGEST
    length = (
        int(expected) if own else max(words.DEFAULT_LENGTH, min(words.LONGEST, longest + 20) if longest > 40 else 0)
    )
    return {"kind": ItemKind.SHORT_TEXT, "body": {"max_length": length}, "key": key}


def _mapped_words(item: Item, declaration: Declaration) -> list[Content]:
    return [_word(each.key, exact=each.case) for each in keys.best(item, declaration)]


def _compared_words(item: Item, declaration: Declaration) -> list[Content]:
    found: list[Content] = []
    for test in item.processing(declaration).tests:
        if test.kind == "pattern":
            wild = _wildcards(test.values[0])
            if wild is None:
                item.texts.lose("pattern", "以正規表示式表示的答案沒有匯入。", "Answers given as patterns are lost.")
            else:
                found.append(wild)
        elif test.kind in ("correct", "values", "text"):
            for value in test.values or declaration.correct:
                made = _word(value, exact=test.case if test.kind == "text" else True)
                found.append({**made, "text": f"*{made['text']}*"} if test.open_ended else made)
    found = found or [_word(value, exact=True) for value in declaration.correct]
    return [each for place, each in enumerate(found) if each not in found[:place]]


def _word(text: str, *, exact: bool) -> Content:
    escaped = text.replace("*", "\\*")
    return {"text": escaped, "exact": True} if exact else {"text": escaped}


def _wildcards(pattern: str) -> Content | None:
    """``淨零.*`` is ``淨零*``; None for patterns that say more than that. An empty group first makes it not exact."""
    loose = pattern.startswith(_LOOSE)
    plain = pattern.removeprefix(_LOOSE).removeprefix("^").removesuffix("$")
    if not plain or not _WILD.fullmatch(plain):
        return None
    text = "".join(_piece(match) for match in _PIECE.finditer(plain))
    return {"text": text} if loose else {"text": text, "exact": True}


def _piece(match: re.Match[str]) -> str:
    if match["any"]:
        return "*"
    sign = match["letter"] or match["sign"]
    return "\\*" if sign == "*" else sign


def _number(item: Item, declaration: Declaration, interaction: Element, units: Element | None) -> Content:
    names, body = _units(item, interaction, units)
    key: list[Content] = []
    tests = [test for test in item.processing(declaration).tests if test.kind in ("number", "correct", "values")]
    mapped = keys.best(item, declaration)
    for each in mapped:
        key.append(_alternative(item, each.key, Test("number"), names))
    for test in tests if not mapped else ():
        for value in test.values or declaration.correct:
            key.append(_alternative(item, value, test, names))
    if not key:
        key = [_alternative(item, value, Test("number"), names) for value in declaration.correct]
    if not key:
        raise no_key(declaration.identifier)
    kept = [each for place, each in enumerate(key) if each not in key[:place]]
    return {"kind": ItemKind.NUMERICAL, "body": body, "key": kept}


def _units(item: Item, interaction: Element, menu: Element | None) -> tuple[dict[str, str], Content]:
    """(identifier → our id, body)."""
    if menu is not None:
        choices = list(menu.iter("inlineChoice"))
        names = {(each.get("identifier") or ""): f"u{place}" for place, each in enumerate(choices, start=1)}
        texts = [item.texts.option(each) for each in choices]
    else:
        own = _own_line(interaction)
        texts = (
            [item.texts.markdown(each, inline=True) for each in own.iter("span") if each.get("class") == OWN_UNIT]
            if own is not None
            else []
        )
        names = {"": "u1"} if texts else {}
    return names, {"units": [{"id": f"u{place}", "text": text} for place, text in enumerate(texts, start=1)]}


def _alternative(item: Item, text: str, test: Test, units: dict[str, str]) -> Content:
    value = numerical.number(text)
    if value is None:
        raise Fault(
            "number",
            (f"答案「{text[:40]}」不是數字。", f"The answer “{text[:40]}” is not a number."),
            ("請以小數點書寫，例如 3.14。", "Write it with a decimal point, such as 3.14."),
        )
    below, above = test.tolerance
    if test.relative:
        below, above = (abs(value) * part / 100 for part in (below, above))
    if test.rounded:
        below = above = _half_step(value, *test.rounded)
        item.texts.lose("rounded", "「四捨五入後相等」改為容許誤差。", "Equality after rounding became a tolerance.")
    if below != above:
        value, below = value + (above - below) / 2, (above + below) / 2
        item.texts.lose("asymmetric", "不對稱的容許範圍改以中點表示。", "An uneven tolerance is told from its middle.")
    if test.open_ended:
        item.texts.lose("bounds_excluded", "容許範圍改為包含端點。", "The ends of the tolerance now count as right.")
    unit = next((units[chosen] for _, chosen in test.also if chosen in units), units.get("", ""))
    return {"value": _plain(value), "tolerance": _plain(below), "unit": unit}


def _half_step(value: Decimal, mode: str, figures: int) -> Decimal:
    places = figures if mode == "decimalPlaces" else figures - 1 - (value.adjusted() if value else 0)
    return Decimal("0.5").scaleb(-places)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
