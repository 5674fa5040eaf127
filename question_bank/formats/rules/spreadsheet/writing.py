"""Questions to rows: everything of an item has its column; what a table cannot hold is a loss."""

from collections.abc import Sequence

from question_bank.formats.rules import carrying
from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.findings import Finding, Losses
from question_bank.formats.rules.spreadsheet import columns, content
from question_bank.formats.rules.spreadsheet.columns import OPTION_LETTERS, TEMPLATE_LETTERS, Column
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base


def table(questions: Sequence[Question]) -> tuple[list[str], list[list[str]], tuple[Finding, ...]]:
    """(header, rows, losses)."""
    losses = Losses()
    filled = [cells for question in questions if (cells := _cells(question, losses)) is not None]
    scheme = columns.scheme(_letters(filled))
    rows = [[row.get(column.name, "") for column in scheme] for row in filled]
    return [column.title for column in scheme], rows, losses.found()


def header(scheme: Sequence[Column]) -> list[str]:
    """The header row in both languages."""
    return [column.title for column in scheme]


def _letters(filled: Sequence[dict[str, str]]) -> str:
    """As many option columns as the widest question needs, at least those of the template."""
    used = [OPTION_LETTERS.index(name[-1]) for row in filled for name in row if name.startswith("option_")]
    return OPTION_LETTERS[: max(len(TEMPLATE_LETTERS), *(place + 1 for place in used), 0)]


def _cells(question: Question, losses: Losses) -> dict[str, str] | None:
    if question.kind is ItemKind.MATCHING and not _fits(question):
        carrying.leave_out(
            question, losses, ("配合題的列與誘答超過 26 個。", "It has more than 26 rows and distractors.")
        )
        return None
    if question.kind is ItemKind.MATCHING:
        carrying.lose_alternatives(question, losses)
    carrying.lose_images(question, losses)
    reference = question.code or question.reference
    found = content.cells(question) | {
        "code": reference,
        "topic": question.topic,
        "use": question.use,
        "kind": question.kind.value,
        "stem": question.stem,
        "explanation": question.explanation,
        "source_title": question.source_title,
        "source_url": question.source_url,
        "valid_as_of": question.valid_as_of.isoformat() if question.valid_as_of else "",
        "difficulty": "" if question.difficulty is None else format(question.difficulty, "f"),
        "references": ", ".join(question.references),
    }
    if question.shared:
        found |= {
            "group_code": question.shared.reference,
            "group_stem": question.shared.text,
            "part": str(question.part or ""),
        }
    return found


def _fits(question: Question) -> bool:
    used = {pair.split(":")[1] for pair in question.key[0]}
    unused = [part for part in base.parts(question.body, "targets") if part.id not in used]
    return len(base.parts(question.body, "rows")) + len(unused) <= len(OPTION_LETTERS)
