"""Moodle's question types as our kinds."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from question_bank.formats.rules.moodle_xml import elements, numbers
from question_bank.formats.rules.moodle_xml.elements import Texts
from question_bank.formats.rules.verdicts import Fault, Unsupported
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import words

Content = dict[str, Any]
IDS = "abcdefghijklmnopqrstuvwxyz"
FULL = Decimal("99.99")
_SHARES = {Decimal(100) / count for count in range(1, 11)} | {Decimal(text) for text in ("80", "75", "66.66667", "70")}
_SHARES |= {Decimal(text) for text in ("60", "40", "30", "90", "83.33333", "5", "0")}


def content(question: Element, texts: Texts) -> Content:
    """Kind, body, key and the notes to each answer. Raises :class:`Fault`."""
    return _READERS[kind_name(question)](question, texts)


def kind_name(question: Element) -> str:
    """Moodle's name for the type of a question."""
    return (question.get("type") or "").strip().lower()


def require(question: Element) -> None:
    """Raise :class:`Unsupported` for a type that we do not have."""
    name = kind_name(question)
    if name not in _READERS:
        raise Unsupported(
            "kind",
            (
                f"題型「{name or '?'}」不支援，沒有匯入。",
                f"The question type “{name or '?'}” is not supported; left out.",
            ),
            ("請改寫為支援的題型，或保留於原系統。", "Rewrite it as a supported kind, or keep it in its system."),
        )


def _multichoice(question: Element, texts: Texts) -> Content:
    found = _options(question, texts)
    options: list[Content] = [{"id": IDS[place], "text": text} for place, (text, _, _) in enumerate(found)]
    if not elements.is_true(elements.value(question, "shuffleanswers", "1")):
        options = [{**option, "pinned": True} for option in options]
    grades = [grade for _, grade, _ in found]
    _check_grades(grades, texts)
    single = elements.is_true(elements.value(question, "single", "true"))
    if question.get("type") == "multichoiceset":
        single = False
    return {
        "kind": ItemKind.SINGLE if single else ItemKind.MULTIPLE,
        "body": {"options": options},
        "key": _one_of(grades, texts) if single else _all_of(grades, texts),
        "notes": [(text, note) for text, _, note in found],
    }


def _options(question: Element, texts: Texts) -> list[tuple[str, Decimal, str]]:
    found = []
    for answer, grade in elements.answers(question):
        text = texts.markdown(answer, inline=True)
        if not text and grade <= 0:
            texts.lose("empty_option", "空白的選項沒有匯入。", "An empty option was left out.")
            continue
        found.append((text, grade, texts.markdown(answer.find("feedback"))))
    if len(found) > len(IDS):
        raise _too_many()
    return found


def _too_many() -> Fault:
    return Fault(
        "many_options",
        (f"選項超過 {len(IDS)} 個。", f"There are more than {len(IDS)} options."),
        ("請刪減選項。", "Remove some options."),
    )


def _check_grades(grades: Sequence[Decimal], texts: Texts) -> None:
    if any(grade < 0 for grade in grades):
        texts.lose(
            "negative", "選項的扣分沒有匯入；倒扣由試卷藍圖決定。", "Negative grades are the blueprint's to set."
        )
    if any(abs(grade) > 100 or min(abs(abs(grade) - share) for share in _SHARES) > Decimal("0.01") for grade in grades):
        texts.lose(
            "odd_grade",
            "選項分數不是 Moodle 的有效值（如 33.33333），請確認正解。",
            "A grade is not one that Moodle knows (such as 33.33333); check the key.",
        )


def _one_of(grades: Sequence[Decimal], texts: Texts) -> list[list[str]]:
    right = [IDS[place] for place, grade in enumerate(grades) if grade >= FULL]
    if not right:
        raise Fault(
            "no_key",
            ("單選題沒有 100% 的選項。", "No option of the single choice has 100 %."),
            ("請把正解的分數設為 100。", "Give the right option 100."),
        )
    if any(0 < grade < FULL for grade in grades):
        texts.lose("partial", "部分給分的選項視為錯誤。", "Options with part of the grade count as wrong.")
    return [[each] for each in right]


def _all_of(grades: Sequence[Decimal], texts: Texts) -> list[list[str]]:
    right = [IDS[place] for place, grade in enumerate(grades) if grade > 0]
    if not right:
        raise Fault(
            "no_key",
            ("多選題沒有正分的選項。", "No option of the multiple choice has a grade above zero."),
            ("請設定正解的分數。", "Give the right options their grades."),
        )
    shares = [grade for grade in grades if grade > 0]
    if max(shares) - min(shares) > Decimal("0.5"):
        texts.lose(
            "weights",
            "選項各自的配分沒有匯入；正分者皆為正解。",
            "Weights of options are lost; all above zero are right.",
        )
    total = sum(shares, Decimal(0))
    if abs(total - 100) > Decimal("0.5") and any(abs(share - 100) > Decimal("0.5") for share in shares):
        texts.lose(
            "grade_sum", "正分合計不是 100%，請確認正解。", "Grades above zero do not add up to 100 %; check the key."
        )
    return [right]


def _true_false(question: Element, texts: Texts) -> Content:
    right: str | None = None
    notes = []
    for place, (answer, grade) in enumerate(elements.answers(question)):
        said = elements.own_text(answer).lower()
        if said not in ("true", "false"):
            texts.lose(
                "true_false_order",
                "是非題的答案文字不是 true／false，依順序判讀。",
                "Answers other than true and false were read by their order.",
            )
            said = "true" if place == 0 else "false"
        if grade >= FULL:
            right = said
        notes.append(("是" if said == "true" else "非", texts.markdown(answer.find("feedback"))))
    if right is None:
        raise Fault(
            "no_key",
            ("是非題沒有 100% 的答案。", "Neither true nor false has 100 %."),
            ("請設定正解。", "Set the right answer."),
        )
    return {"kind": ItemKind.TRUE_FALSE, "body": {}, "key": [[right]], "notes": notes}


def _short_answer(question: Element, texts: Texts) -> Content:
    exact = elements.is_true(elements.value(question, "usecase", "0"))
    key: list[dict[str, Any]] = []
    notes = []
    for answer, grade in elements.answers(question):
        text = elements.own_text(answer)
        note = texts.markdown(answer.find("feedback"))
        notes.append((text if text != "*" else "", note))
        if grade >= FULL and text:
            key.append({"text": text, "exact": True} if exact else {"text": text})
        elif grade > 0:
            texts.lose("partial_answer", "部分給分的答案沒有匯入。", "Answers with part of the grade are lost.")
    _require_answers(key)
    longest = max(len(each["text"]) for each in key)
    if longest > words.LONGEST:
        raise Fault(
            "long_answer",
            (f"答案超過 {words.LONGEST} 字。", f"An answer is longer than {words.LONGEST} characters."),
            ("請縮短答案或改為其他題型。", "Shorten it or use another kind."),
        )
    body = {"max_length": max(words.DEFAULT_LENGTH, min(words.LONGEST, longest + 20) if longest > 40 else 0)}
    return {"kind": ItemKind.SHORT_TEXT, "body": body, "key": key, "notes": notes}


def _require_answers(key: Sequence[Any]) -> None:
    if not key:
        raise Fault(
            "no_key",
            ("沒有給滿分的答案。", "No answer has the full grade."),
            ("請把正解的分數設為 100。", "Give the right answer 100."),
        )


def _numerical(question: Element, texts: Texts) -> Content:
    body, key, notes = numbers.content(question, texts)
    _require_answers(key)
    return {"kind": ItemKind.NUMERICAL, "body": body, "key": key, "notes": notes}


def _matching(question: Element, texts: Texts) -> Content:
    rows: list[Content] = []
    targets: dict[str, str] = {}
    pairs = []
    for sub in question.findall("subquestion"):
        row, target = texts.markdown(sub, inline=True), _target(sub, texts)
        if not target:
            if row:
                raise Fault(
                    "row_answer",
                    ("配對題有一列沒有答案。", "A row of the matching has no answer."),
                    ("請補上答案。", "Add the answer."),
                    sub.sourceline or 0,
                )
            continue
        mark = targets.setdefault(target, f"t{len(targets) + 1}")
        if row:
            rows.append({"id": f"r{len(rows) + 1}", "text": row})
            pairs.append(f"r{len(rows)}:{mark}")
    body = {"rows": rows, "targets": [{"id": mark, "text": text} for text, mark in targets.items()]}
    return {"kind": ItemKind.MATCHING, "body": body, "key": [pairs], "notes": []}


def _target(sub: Element, texts: Texts) -> str:
    """An answer is plain text in Moodle, formatted in some plugins."""
    answer = sub.find("answer")
    if answer is not None and answer.get("format") in ("html", "markdown"):
        return texts.markdown(answer, inline=True)
    return elements.plain_markdown(elements.own_text(answer))


def _ordering(question: Element, texts: Texts) -> Content:
    found = sorted(elements.answers(question), key=lambda pair: pair[1])
    if len(found) > len(IDS):
        raise _too_many()
    options = [
        {"id": IDS[place], "text": texts.markdown(answer, inline=True)} for place, (answer, _) in enumerate(found)
    ]
    if elements.value(question, "selecttype", "ALL").upper() not in ("ALL", "0"):
        texts.lose("subset", "排序題改為全部項目都要排。", "All entries are to be ordered, not a selection of them.")
    notes = [
        (option["text"], texts.markdown(answer.find("feedback")))
        for option, (answer, _) in zip(options, found, strict=True)
    ]
    return {
        "kind": ItemKind.ORDERING,
        "body": {"options": options},
        "key": [[option["id"] for option in options]],
        "notes": notes,
    }


_READERS: dict[str, Callable[[Element, Texts], Content]] = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
}
