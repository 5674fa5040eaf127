"""Choice, inline choice and order."""

from question_bank.formats.rules.qti import keys
from question_bank.formats.rules.qti.item import Content, Item, known, lettered, pinned
from question_bank.formats.rules.qti.texts import gaps, replace
from question_bank.formats.rules.verdicts import Unsupported
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.enums import ItemKind

_TRUE = {"true", "t", "yes", "correct", "right", "是", "對", "正確", "○", "o", "真"}
_FALSE = {"false", "f", "no", "incorrect", "wrong", "非", "否", "錯", "錯誤", "不正確", "✕", "x", "×", "假"}


def choice(item: Item, interaction: Element) -> Content:
    """Single or multiple choice; two choices named true and false that say so are true or false."""
    declaration = item.declaration(interaction)
    choices = list(interaction.iter("simpleChoice"))
    options = [
        {"id": mark, "text": item.texts.option(each)}
        for each, mark in zip(choices, lettered(choices).values(), strict=True)
    ]
    ids = lettered(choices)
    most = (interaction.get("maxChoices") or "1").strip()
    single = declaration.cardinality != "multiple" or (most == "1" and interaction.get("maxChoices") is not None)
    verdict = _verdict(item, interaction, choices, options) if single else None
    if verdict is None:
        options = pinned(interaction, choices, options)
    key = (
        [[known(each, ids)] for each in keys.one_of(item, declaration)]
        if single
        else [sorted(known(one, ids) for one in each) for each in keys.sets(item, declaration)]
    )
    _limits(item, interaction, len(options), single)
    replace(interaction, interaction.findall("prompt"))
    if verdict is not None:
        return {"kind": ItemKind.TRUE_FALSE, "body": {}, "key": [[verdict[each[0]]] for each in key]}
    kind = ItemKind.SINGLE if single else ItemKind.MULTIPLE
    return {"kind": kind, "body": {"options": options}, "key": key}


def _verdict(item: Item, interaction: Element, choices: list[Element], options: list[Content]) -> dict[str, str] | None:
    """Our id → true or false, if identifiers and words both say so."""
    names = [(each.get("identifier") or "").strip().lower() for each in choices]
    said = [str(option["text"]).strip().rstrip("。.").lower() for option in options]
    if sorted(names) != ["false", "true"]:
        return None
    if any(text not in (_TRUE if name == "true" else _FALSE) for name, text in zip(names, said, strict=True)):
        return None
    return {str(option["id"]): name for option, name in zip(options, names, strict=True)}


def _limits(item: Item, interaction: Element, count: int, single: bool) -> None:
    most, least = (interaction.get("maxChoices") or "").strip(), (interaction.get("minChoices") or "0").strip()
    if not single and most.isdigit() and 0 < int(most) < count:
        item.texts.lose("max_choices", "可選數目的上限沒有匯入。", "The limit on the number of choices is lost.")
    if not single and least.isdigit() and int(least) > 1:
        item.texts.lose("min_choices", "最少選擇數沒有匯入。", "The least number of choices is lost.")


def inline_choice(item: Item, interaction: Element) -> Content:
    """A gap in the text with a menu is a single choice."""
    declaration = item.declaration(interaction)
    choices = list(interaction.iter("inlineChoice"))
    ids = lettered(choices)
    options = [{"id": ids[(each.get("identifier") or "").strip()], "text": item.texts.option(each)} for each in choices]
    key = [[known(each, ids)] for each in keys.one_of(item, declaration)]
    gaps(item.body, [interaction], numbered=False)
    return {"kind": ItemKind.SINGLE, "body": {"options": pinned(interaction, choices, options)}, "key": key}


def order(item: Item, interaction: Element) -> Content:
    """All choices in their right order."""
    declaration = item.declaration(interaction)
    choices = list(interaction.iter("simpleChoice"))
    ids = lettered(choices)
    options = [{"id": ids[(each.get("identifier") or "").strip()], "text": item.texts.option(each)} for each in choices]
    key = [[known(one, ids) for one in each] for each in keys.sets(item, declaration)]
    if any(len(each) != len(ids) for each in key):
        raise Unsupported(
            "order_subset",
            ("只排部分選項的排序題不支援。", "Ordering only some of the choices is not supported."),
            ("請改為全部都要排。", "Have all of them ordered."),
        )
    if any((each.get("fixed") or "").lower() in ("true", "1") for each in choices):
        item.texts.lose("fixed", "排序題中固定位置的選項會一起洗牌。", "Fixed choices of an ordering are shuffled too.")
    replace(interaction, interaction.findall("prompt"))
    return {"kind": ItemKind.ORDERING, "body": {"options": options}, "key": key}
