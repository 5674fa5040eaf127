"""Match, gap match, associate and several menus of the same words: all are rows with targets."""

from collections.abc import Iterable, Sequence

from question_bank.formats.rules.qti import keys
from question_bank.formats.rules.qti.declarations import Declaration
from question_bank.formats.rules.qti.item import Content, Item, distinct, known, no_key
from question_bank.formats.rules.qti.texts import gaps, replace, take_out
from question_bank.formats.rules.verdicts import Fault, Unsupported
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.enums import ItemKind

Pair = tuple[str, str]


def match(item: Item, interaction: Element) -> Content:
    """Each row of one set gets one of the other; where it is the other way round, the sets change sides."""
    sets = [_choices(each) for each in interaction.findall("simpleMatchSet")]
    if len(sets) != 2:
        raise Fault(
            "match_sets",
            ("配對題須有兩組 simpleMatchSet。", "A matchInteraction needs two sets of choices."),
            ("請補上缺少的一組。", "Add the missing set."),
        )
    first, second = sets
    alternatives = _pairs(item, item.declaration(interaction))
    if not _each_once(alternatives, first, 0) and _each_once(alternatives, second, 1):
        first, second = second, first
        alternatives = [[(b, a) for a, b in each] for each in alternatives]
    if not _each_once(alternatives, first, 0):
        raise _many("matchInteraction")
    content = _matching(item, first, second, alternatives)
    replace(interaction, interaction.findall("prompt"))
    return content


def associate(item: Item, interaction: Element) -> Content:
    """Pairs within one list: their first halves are the rows."""
    choices = list(interaction.iter("simpleAssociableChoice"))
    alternatives = _pairs(item, item.declaration(interaction))
    used = [one for pair in alternatives[0] for one in pair]
    if len(set(used)) < len(used) or len(alternatives) > 1:
        raise _many("associateInteraction")
    lefts = {pair[0] for pair in alternatives[0]}
    rows = [each for each in choices if _name(each) in lefts]
    targets = [each for each in choices if _name(each) not in lefts]
    item.texts.lose(
        "associate", "兩兩關聯改為配對：每對的一方固定列出。", "Associations became a matching with one half given."
    )
    content = _matching(item, rows, targets, alternatives)
    replace(interaction, interaction.findall("prompt"))
    return content


def gap_match(item: Item, interaction: Element) -> Content:
    """Numbered gaps in a text, each filled by one of the words."""
    words = list(interaction.iter("gapText", "gapImg"))
    holes = list(interaction.iter("gap"))
    names = {_name(each) for each in holes}
    alternatives = [
        [(a, b) if a in names else (b, a) for a, b in each] for each in _pairs(item, item.declaration(interaction))
    ]
    if not _each_once(alternatives, holes, 0):
        raise _many("gapMatchInteraction")
    content = _matching(item, holes, words, alternatives)
    for each in words:
        take_out(each)
    gaps(interaction, holes, numbered=True)
    replace(interaction, list(interaction))
    return content


def menus(item: Item, interactions: Sequence[Element]) -> Content:
    """Several inline choices of the same words."""
    lists = [[item.texts.option(each) for each in one.iter("inlineChoice")] for one in interactions]
    if any(sorted(each) != sorted(lists[0]) for each in lists) or len(set(lists[0])) < len(lists[0]):
        raise Unsupported(
            "menus",
            ("多個下拉選單的選項不同，不支援。", "Several menus with different words are not supported."),
            ("請拆成單題。", "Split it into single questions."),
        )
    targets = [{"id": f"t{place}", "text": text} for place, text in enumerate(lists[0], start=1)]
    ids = {str(target["text"]): str(target["id"]) for target in targets}
    pairs = []
    for place, (one, texts) in enumerate(zip(interactions, lists, strict=True), start=1):
        named = dict(zip(map(_name, one.iter("inlineChoice")), texts, strict=True))
        right = keys.one_of(item, item.declaration(one))
        if right[0] not in named:
            raise no_key(right[0])
        pairs.append(f"r{place}:{ids[named[right[0]]]}")
    rows = [{"id": f"r{place}", "text": f"（{place}）"} for place in range(1, len(interactions) + 1)]
    gaps(item.body, interactions, numbered=True)
    return {"kind": ItemKind.MATCHING, "body": {"rows": rows, "targets": targets}, "key": [pairs]}


def _matching(
    item: Item, rows: Sequence[Element], targets: Sequence[Element], alternatives: list[list[Pair]]
) -> Content:
    left = distinct(rows, "r")
    right = distinct(targets, "t")
    order = list(left.values())
    key = [
        sorted(
            (f"{known(a, left)}:{known(b, right)}" for a, b in each), key=lambda pair: order.index(pair.split(":")[0])
        )
        for each in alternatives
    ]
    body = {
        "rows": [
            {"id": mark, "text": _row(item, each, place)}
            for place, (each, mark) in enumerate(zip(rows, left.values(), strict=True), start=1)
        ],
        "targets": [
            {"id": mark, "text": _text(item, each)} for each, mark in zip(targets, right.values(), strict=True)
        ],
    }
    return {"kind": ItemKind.MATCHING, "body": body, "key": key}


def _row(item: Item, element: Element, place: int) -> str:
    return f"（{place}）" if element.tag == "gap" else _text(item, element)


def _text(item: Item, element: Element) -> str:
    return item.texts.option(element)


def _pairs(item: Item, declaration: Declaration) -> list[list[Pair]]:
    found = []
    for each in keys.sets(item, declaration):
        pairs = [tuple(value.split()) for value in each]
        if any(len(pair) != 2 for pair in pairs):
            raise Fault(
                "pair",
                ("正解不是兩個 identifier 的配對。", "A value of the key is not a pair of identifiers."),
                ("請以空格分開兩個 identifier。", "Write two identifiers with a space between."),
            )
        found.append([(pair[0], pair[1]) for pair in pairs])
    return found


def _each_once(alternatives: list[list[Pair]], rows: Iterable[Element], side: int) -> bool:
    names = sorted(map(_name, rows))
    return bool(names) and all(sorted(pair[side] for pair in each) == names for each in alternatives)


def _choices(element: Element) -> list[Element]:
    return list(element.iter("simpleAssociableChoice"))


def _name(element: Element) -> str:
    return (element.get("identifier") or "").strip()


def _many(name: str) -> Unsupported:
    return Unsupported(
        "many_to_many",
        (
            f"{name} 有項目對應零個或多個答案，我們的配對題每列只有一個答案。",
            f"In the {name} something has no partner or several; our matching gives each row exactly one.",
        ),
        ("請拆成單題，或讓每列恰有一個答案。", "Split it, or give each row exactly one partner."),
    )
