"""What is right, from correct responses, mappings and rules."""

from decimal import Decimal

from question_bank.formats.rules.qti.declarations import Declaration, Entry
from question_bank.formats.rules.qti.item import Item, no_key

Alternatives = list[tuple[str, ...]]


def one_of(item: Item, declaration: Declaration) -> list[str]:
    """The choices of which each is right alone. Raises :class:`Fault` if there are none."""
    found = _mapped_singles(item, declaration)
    if not found:
        found = list(dict.fromkeys(value for each in compared(item, declaration) for value in each[:1]))
    if not found:
        raise no_key(declaration.identifier)
    return found


def sets(item: Item, declaration: Declaration) -> Alternatives:
    """The sets of choices of which each is right as a whole. Raises :class:`Fault` if there are none."""
    positive = _mapped_set(item, declaration)
    if positive and (not declaration.correct or set(positive) == set(declaration.correct)):
        return [positive]
    if positive:
        _conflict(item)
    found = compared(item, declaration)
    if not found:
        raise no_key(declaration.identifier)
    return found


def compared(item: Item, declaration: Declaration) -> Alternatives:
    """What the response is compared with: by rules, else the correct response."""
    given = declaration.correct
    tests = item.processing(declaration).tests
    found = [given if test.kind == "correct" else test.values for test in tests if test.kind in ("correct", "values")]
    found = [each for each in dict.fromkeys(found) if each]
    return found or ([given] if given else [])


def best(item: Item, declaration: Declaration) -> list[Entry]:
    """The mapped values that earn most; empty if the response is not marked by its mapping."""
    processing = item.processing(declaration)
    if not declaration.entries or not (processing.maps or (processing.template == "none" and not declaration.correct)):
        return []
    most = max(each.value for each in declaration.entries)
    if most <= 0:
        return []
    if any(0 < each.value < most for each in declaration.entries):
        item.texts.lose("partial", "部分給分沒有匯入；由試卷藍圖決定。", "Part scores are the blueprint's to set.")
    return [each for each in declaration.entries if each.value == most]


def _mapped_singles(item: Item, declaration: Declaration) -> list[str]:
    found = [each.key for each in best(item, declaration)]
    if found and declaration.correct and not set(declaration.correct) & set(found):
        _conflict(item)
        return list(declaration.correct[:1])
    return found


def _mapped_set(item: Item, declaration: Declaration) -> tuple[str, ...]:
    """All choices with a positive value; unequal values, deductions and bounds are lost."""
    processing = item.processing(declaration)
    if not declaration.entries or not (processing.maps or not declaration.correct):
        return ()
    positive = [each for each in declaration.entries if each.value > 0]
    if len({each.value for each in positive}) > 1:
        item.texts.lose(
            "weights",
            "選項各自的配分沒有匯入；正分者皆為正解。",
            "Weights of options are lost; all above zero are right.",
        )
    if declaration.default < 0 or any(each.value < 0 for each in declaration.entries):
        item.texts.lose(
            "negative", "選項的扣分沒有匯入；倒扣由試卷藍圖決定。", "Negative values are the blueprint's to set."
        )
    most, total = declaration.bounds[1], sum((each.value for each in positive), Decimal(0))
    if most is not None and most < total:
        item.texts.lose(
            "bounds",
            "得分上限（upperBound）沒有匯入；正分的選項全部為正解，請核對。",
            "The upper bound of the score is lost: all options above zero are right; check the key.",
        )
    return tuple(each.key for each in positive)


def _conflict(item: Item) -> None:
    item.texts.lose(
        "key_conflict",
        "計分對照與 correctResponse 不一致，以 correctResponse 為正解，請核對。",
        "The mapping and the correct response disagree; the correct response was taken, check it.",
    )
