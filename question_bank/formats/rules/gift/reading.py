"""GIFT to questions: a fault in one question does not lose the others."""

import re
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.rules import text_files
from question_bank.formats.rules.exchange import MAX_QUESTIONS, Finding, Question, Reading
from question_bank.formats.rules.findings import Losses, place
from question_bank.formats.rules.gift import answers, blocks, escapes, kinds
from question_bank.formats.rules.gift.blocks import Block
from question_bank.formats.rules.verdicts import Fault, Unsupported

_TITLE = re.compile(r"\s*(?:::|：：)(?P<title>.*?)(?:::|：：)", re.S)
_OPEN_TITLE = re.compile(r"\s*(?:::|：：)")
_LONGEST = 100_000


@dataclass
class _Found:
    questions: list[Question] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    unsupported: list[Finding] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)


def read(data: bytes) -> Reading:
    """The questions of a GIFT file and everything that did not become one."""
    text = text_files.decoded(data)
    if isinstance(text, Finding):
        return Reading(errors=(text,))
    found = _Found()
    for count, block in enumerate(blocks.split(text)):
        if count >= MAX_QUESTIONS:
            found.errors.append(text_files.too_many(MAX_QUESTIONS))
            break
        _take(block, found)
    if not (found.questions or found.errors or found.unsupported):
        found.errors.append(text_files.empty())
    return Reading(tuple(found.questions), tuple(found.errors), tuple(found.unsupported), found.losses.found())


def _take(block: Block, found: _Found) -> None:
    title, rest = _title(block.text)
    where = place(block.line, title or _start(rest))
    try:
        found.questions.append(_question(block, title, rest, where, found.losses))
    except Unsupported as kind:
        found.unsupported.append(kind.at(where))
    except Fault as fault:
        found.errors.append(fault.at(where))


def _title(text: str) -> tuple[str, str]:
    match = _TITLE.match(text)
    if match:
        return " ".join(escapes.shown(match["title"]).split()), text[match.end() :]
    return "", text


def _start(text: str) -> str:
    """The first words of a question without a title."""
    return escapes.shown(kinds.prefix(text[:400])[1]).split("{")[0].strip()[:40]


def _question(block: Block, title: str, rest: str, where: str, losses: Losses) -> Question:
    _require_sound(block, rest)
    before, inside, after = _cut(rest)
    form, before = kinds.prefix(before)
    if not before.strip():
        before = title
    stem = f"{before.rstrip() if not after.strip() else before}{f'_____{after}' if after.strip() else ''}"
    if not stem.strip():
        raise Fault("no_stem", ("題目沒有題幹。", "The question has no text."), ("請補上題幹。", "Write the question."))
    content: dict[str, Any] = kinds.content(answers.read(inside), kinds.Text(form, where, losses), stem)
    if block.tags:
        losses.add("tags", where, ("標籤沒有匯入。", "Tags are not imported."))
    return Question(where=where, name=title, reference=block.reference, category=block.category, **content)


def _require_sound(block: Block, rest: str) -> None:
    if block.depth or block.broken:
        line = block.opened_at
        raise Fault(
            "unbalanced_braces",
            (f"大括號不成對（第 {line} 行）。", f"The braces do not pair (line {line})."),
            (
                "請補上缺少的 { 或 }；文字中的大括號寫成 \\{ 與 \\}。",
                "Add the missing { or }; write a brace of the text as \\{ or \\}.",
            ),
        )
    if len(rest) > _LONGEST:
        raise Fault(
            "too_long",
            (f"這一題超過 {_LONGEST:,} 字。", f"The question has more than {_LONGEST:,} characters."),
            ("請檢查是否漏了空行或右大括號。", "Look for a missing blank line or closing brace."),
        )
    if _OPEN_TITLE.match(rest):
        raise Fault(
            "open_title",
            ("題名缺少結尾的「::」。", "The title lacks its closing “::”."),
            ("請寫成 ::題名:: 題幹。", "Write ::title:: question."),
        )
    if not block.groups:
        raise Unsupported(
            "description",
            ("沒有作答大括號的說明文字，沒有匯入。", "A description without answer braces was not imported."),
            ("若為題目請加上 { }。", "If it is a question, add its braces."),
        )
    if block.groups > 1:
        raise Unsupported(
            "several_gaps",
            ("一題有多個作答欄（克漏字），不支援。", "Several gaps in one question (cloze) are not supported."),
            ("請拆成多題。", "Split it into several questions."),
        )


def _cut(text: str) -> tuple[str, str, str]:
    """Before, inside and after the one pair of outer braces."""
    start, end = text.index("{"), text.rindex("}")
    return text[:start], text[start + 1 : end], text[end + 1 :]
