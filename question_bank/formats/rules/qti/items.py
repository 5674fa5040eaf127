"""One assessment item as a question."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from question_bank.formats.rules.exchange import Question, SharedStem
from question_bank.formats.rules.qti import choices, entries, item, pairs, stimuli
from question_bank.formats.rules.qti.item import OWN_UNIT, Content, Item
from question_bank.formats.rules.qti.texts import Texts
from question_bank.formats.rules.verdicts import Fault, Unsupported
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.rules import kinds

_READERS: Final[dict[str, Callable[[Item, Element], Content]]] = {
    "choiceInteraction": choices.choice,
    "inlineChoiceInteraction": choices.inline_choice,
    "orderInteraction": choices.order,
    "matchInteraction": pairs.match,
    "gapMatchInteraction": pairs.gap_match,
    "associateInteraction": pairs.associate,
    "textEntryInteraction": entries.text_entry,
}
_FIELDS: Final = {
    "options": "選項：",
    "rows": "配對左列：",
    "targets": "配對右列：",
    "key": "正解：",
    "units": "單位：",
}
OWN_EXPLANATION: Final = "GREENSTEP_EXPLANATION"


@dataclass(frozen=True)
class Surroundings:
    """What the package and the test around an item say of it."""

    category: str = ""
    shared: Callable[[Texts], SharedStem | None] | None = None


def question(root: Element, texts: Texts, where: str, around: Surroundings) -> Question:
    """The question of an item (in the names of QTI 2). Raises :class:`Fault` or :class:`Unsupported`."""
    _require_plain(root)
    body = root.find("itemBody")
    if body is None:
        raise Fault(
            "no_body", ("缺少 itemBody。", "The item has no itemBody."), ("請補上題目內容。", "Add its content.")
        )
    made = Item(root, copy.deepcopy(body), texts, item.declared(root))
    shared = stimuli.shared(root, made.body, texts)
    if around.shared:
        shared = shared or around.shared(texts)
    content = _content(made)
    for flaw in kinds.get(content["kind"]).flaws(content["body"], content["key"]):
        raise Fault(flaw.code, (f"{_FIELDS.get(flaw.field, '')}{flaw.text_zh}", f"{flaw.field}: {flaw.text_en}"))
    stem = texts.markdown(made.body)
    if not stem and shared is None:
        raise Fault("no_stem", ("題幹是空的。", "The item has no question text."), ("請補上題幹。", "Write it."))
    _lose(root, texts)
    title = " ".join((root.get("title") or "").split())
    return Question(
        where=where,
        name=title,
        stem=stem or title,
        reference=(root.get("identifier") or "").strip(),
        explanation=_explanation(root, texts),
        shared=shared,
        category=around.category,
        images=texts.pictures.kept,
        **content,
    )


def _require_plain(root: Element) -> None:
    """Adaptive items and templates are other questions each time."""
    if (root.get("adaptive") or "false").strip().lower() in ("true", "1"):
        raise _unsupported("adaptive", "adaptive", "調適性（adaptive）題目", "adaptive items")
    if root.find("templateDeclaration") is not None or root.find("templateProcessing") is not None:
        raise _unsupported("template", "templateDeclaration", "以變數產生的（template）題目", "item templates")


def _content(made: Item) -> Content:
    found = [each for each in made.body.iter() if isinstance(each.tag, str) and _is_interaction(each)]
    names = sorted({str(each.tag) for each in found})
    if not found:
        raise _unsupported("no_interaction", "itemBody", "沒有作答處的內容", "items without an interaction")
    for name in names:
        if name not in _READERS:
            raise _interaction(name)
    if len(found) == 1:
        return _READERS[str(found[0].tag)](made, found[0])
    if names == ["inlineChoiceInteraction"]:
        return pairs.menus(made, found)
    main, menu = found[0], found[1]
    if len(found) == 2 and main.tag == "textEntryInteraction" and menu.get("class") == OWN_UNIT:
        return entries.text_entry(made, main, menu)
    listed = "、".join(names), ", ".join(names)
    raise Unsupported(
        "composite",
        (
            f"一題含 {len(found)} 個作答處（{listed[0]}），不支援。",
            f"An item with {len(found)} interactions ({listed[1]}) is not supported.",
        ),
        ("請拆成單題。", "Split it into single questions."),
    )


def _is_interaction(element: Element) -> bool:
    name = str(element.tag)
    return name.endswith("Interaction") or name == "positionObjectStage"


def _interaction(name: str) -> Unsupported:
    words = "申論題" if name == "extendedTextInteraction" else "這種作答方式"
    return Unsupported(
        "interaction",
        (f"{words}（{name}）不支援，沒有匯入。", f"The interaction {name} is not supported; the item was left out."),
        ("請改寫為支援的題型，或保留於原系統。", "Rewrite it as a supported kind, or keep it in its system."),
    )


def _unsupported(code: str, name: str, zh: str, en: str) -> Unsupported:
    return Unsupported(
        code,
        (f"{zh}不支援，沒有匯入（{name}）。", f"Unsupported: {en} ({name}); it was left out."),
        ("請改寫為固定的題目。", "Rewrite it as a fixed question."),
    )


def _explanation(root: Element, texts: Texts) -> str:
    """Feedback in the order of the item; what belongs to an option stands under its words."""
    for each in root.findall("modalFeedback"):
        said = texts.markdown(each)
        if said:
            texts.feedback.append(("", said))
    found = []
    for words, said in texts.feedback:
        short = words if words and "\n" not in words and len(words) <= 200 else ""
        found.append(f"「{short}」：{said}" if short else said)
    kept = list(dict.fromkeys(found))
    if len(kept) > 1:
        texts.lose(
            "feedback",
            "依作答結果顯示的回饋合併為一則解說。",
            "Feedback that depended on the answer became one explanation.",
        )
    return "\n\n".join(kept)


def _lose(root: Element, texts: Texts) -> None:
    if root.find("catalogInfo") is not None or next(root.iter("apipAccessibility"), None) is not None:
        texts.lose("catalog", "無障礙替代內容（catalog）沒有匯入。", "Accessibility catalogs are lost.")
    if root.find("companionMaterialsInfo") is not None:
        texts.lose(
            "materials", "隨題工具（計算機、尺等）沒有匯入。", "Companion materials such as calculators are lost."
        )
    if (root.get("timeDependent") or "false").strip().lower() in ("true", "1"):
        texts.lose("time_dependent", "限時作答的設定沒有匯入。", "That the item depends on time is lost.")
    for each in root.findall("outcomeDeclaration"):
        if (each.get("normalMaximum") or "1").strip() not in ("1", "1.0") and (each.get("identifier") or "") == "SCORE":
            texts.lose("points", "題目配分沒有匯入；配分由試卷藍圖決定。", "Points are the blueprint's to set.")
