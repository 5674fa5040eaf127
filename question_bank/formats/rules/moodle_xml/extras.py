"""Feedback and what else surrounds a Moodle question."""

from collections.abc import Sequence

from question_bank.formats.rules.moodle_xml import elements
from question_bank.formats.rules.moodle_xml.elements import Texts
from question_bank.formats.rules.xml_safety import Element

# Moodle's own sentences, in every export that nobody changed.
_STANDARD = {
    *("your answer is correct.", "your answer is partially correct.", "your answer is incorrect."),
    *("答對了。", "部分正確。", "答錯了。", "你的答案正確", "你的答案部分正確", "你的答案不正確"),
    *("您的答案正確。", "您的答案部分正確。", "您的答案不正確。", "您的答案正確", "您的答案部分正確", "您的答案不正確"),
}
_STANDARD_PENALTIES = ("", "0", "0.1", "0.3333333", "0.333333", "1")


def explanation(question: Element, texts: Texts, notes: Sequence[tuple[str, str]]) -> str:
    """The general feedback, then the feedback to each answer under the words of that answer."""
    pieces = [texts.markdown(question.find("generalfeedback"))]
    for said, note in notes:
        if note:
            short = said if said and "\n" not in said and len(said) <= 200 else ""
            pieces.append(f"「{short}」：{note}" if short else note)
    kept = [piece for piece in pieces if piece]
    return "\n\n".join(dict.fromkeys(kept))


def lose(question: Element, texts: Texts) -> None:
    """Report what our items do not have."""
    if any(elements.own_text(hint) or elements.own_text(hint.find("hintcontent")) for hint in question.findall("hint")):
        texts.lose("hints", "提示（hint）沒有匯入。", "Hints are lost.")
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        said = texts.markdown(question.find(name))
        if said and said.strip().lower() not in _STANDARD:
            texts.lose(
                "combined_feedback", "答對、部分答對、答錯的回饋沒有匯入。", "Feedback to right and wrong is lost."
            )
    points = elements.number(elements.value(question, "defaultgrade", "1"))
    if points is not None and points != 1:
        texts.lose("points", "題目配分沒有匯入；配分由試卷藍圖決定。", "Points are the blueprint's to set.")
    penalty = elements.number(elements.value(question, "penalty", "0"))
    if penalty is not None and elements.plain(penalty) not in _STANDARD_PENALTIES:
        texts.lose("penalty", "重試扣分沒有匯入。", "The penalty for further tries is lost.")
    if elements.is_true(elements.value(question, "hidden", "0")):
        texts.lose("hidden", "在 Moodle 中隱藏的題目也已讀取。", "A question hidden in Moodle was read all the same.")
    if elements.own_text(question.find("instructions")):
        texts.lose("instructions", "單位的作答說明沒有匯入。", "The instructions for units are lost.")
