"""What formats of other systems cannot carry of a question: said once, in one way, for all of them."""

from question_bank.formats.rules import marks
from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.findings import Losses
from question_bank.items.enums import ItemKind
from question_bank.items.rules import kinds
from question_bank.items.rules.kinds import base


def texts(question: Question) -> list[str]:
    """Every Markdown text of a question."""
    shared = [question.shared.text] if question.shared else []
    own = [text for _, text in kinds.get(question.kind).texts(question.body)]
    return [*shared, question.stem, *own, question.explanation]


def leave_out(question: Question, losses: Losses, why: tuple[str, str]) -> None:
    """This question cannot be written at all."""
    losses.add(
        f"left_out_{question.kind}",
        question.where,
        (f"沒有匯出：{why[0]}", f"Left out: {why[1]}"),
        ("請改用 QTI、CSV 或 XLSX 匯出。", "Export it as QTI, CSV or XLSX."),
    )


def lose_common(question: Question, losses: Losses, *, pins: bool = False, images: bool = True) -> None:
    """Sources and dates, fixed options, images and formulas."""
    where = question.where
    facts = (question.source_title, question.source_url, question.valid_as_of, question.difficulty, question.references)
    if any(fact not in ("", None, ()) for fact in facts):
        losses.add(
            "facts",
            where,
            ("出處、查核日期、難度與引用法規沒有匯出。", "Source, date, difficulty and references are not exported."),
        )
    if pins and any(part.pinned for part in base.parts(question.body, "options")):
        losses.add("pinned", where, ("固定位置的選項無法保留。", "That an option keeps its place is not kept."))
    if images:
        lose_images(question, losses)
    if any(marks.has_formula(text) for text in texts(question)):
        losses.add("formula", where, ("公式以 TeX 原文匯出。", "Formulas are exported as TeX source."))


def lose_images(question: Question, losses: Losses) -> None:
    """Images stay behind; the text keeps their name, by which this bank finds them again."""
    if any(marks.has_image(text) for text in texts(question)):
        losses.add(
            "images",
            question.where,
            (
                "圖片沒有隨檔匯出，只留下代號與說明。",
                "Images do not travel with the file; only their name and description do.",
            ),
            ("請改用 Moodle XML 或 QTI 匯出。", "Export it as Moodle XML or QTI."),
        )


def flat_stem(question: Question, losses: Losses) -> str:
    """The stem with the shared stem before it."""
    if question.shared is None:
        return question.stem
    losses.add(
        "shared_stem",
        question.where,
        ("題組的共同題幹已併入各題題幹。", "The shared stem was written into the stem of each question."),
    )
    return f"{question.shared.text.strip()}\n\n{question.stem.strip()}"


def unit_note(question: Question, losses: Losses) -> str:
    """A single unit as a note after the stem."""
    units = base.parts(question.body, "units") if question.kind is ItemKind.NUMERICAL else ()
    if len(units) != 1:
        return ""
    losses.add("unit", question.where, ("單位已寫入題幹結尾。", "The unit was written at the end of the stem."))
    return f"（單位：{units[0].text.strip()}）"


def lose_alternatives(question: Question, losses: Losses) -> None:
    """Only the first of several accepted answers can be written."""
    if len(question.key) > 1:
        losses.add(
            "alternatives",
            question.where,
            ("有多組正解，只匯出第一組。", "Of several accepted answers only the first is exported."),
        )
