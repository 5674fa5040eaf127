"""Questions to GIFT: texts as ``[markdown]``, our code as ``[id:…]``, what GIFT cannot say as a loss."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from question_bank.formats.rules import carrying
from question_bank.formats.rules.exchange import Question, Writing
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.gift.escapes import escaped
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base, words

_WEIGHT_LIKE = re.compile(r"\s*[%％]")
_PREFIX_LIKE = re.compile(r"\s*[\[［]")
_BRACKETS = re.compile(r"[\[\]\\]")
_HUNDRED = Decimal(100)


def write(questions: Sequence[Question]) -> Writing:
    """A GIFT file of these questions; one that GIFT cannot hold is left out and named."""
    losses = Losses()
    pieces: list[str] = []
    category = ""
    for question in questions:
        lines = _answers(question, losses)
        if lines is None:
            continue
        if question.topic and question.topic != category:
            category = question.topic
            pieces.append(f"$CATEGORY: $course$/top/{category}\n")
        pieces.append(_question(question, lines, losses))
    return Writing("\n".join(pieces).encode(), "text/plain; charset=utf-8", "gift", losses.found())


def _question(question: Question, lines: list[str], losses: Losses) -> str:
    reference = question.code or question.reference
    note = f"// [id:{_BRACKETS.sub(_behind, reference)}]\n" if reference else ""
    title = question.name or reference
    head = f"::{escaped(' '.join(title.split()))}::" if title else ""
    carrying.lose_common(question, losses, pins=True)
    stem = carrying.flat_stem(question, losses) + carrying.unit_note(question, losses)
    said = [f"####{_text(question.explanation)}"] if question.explanation.strip() else []
    if not said and any("＃＃＃＃" in line for line in lines):
        said = ["####"]
    if len(lines) == 1 and not said:
        return f"{note}{head}[markdown]{escaped(stem.strip())}{{{lines[0]}}}\n"
    inside = "\n".join(f"\t{line}" for line in [*lines, *said])
    return f"{note}{head}[markdown]{escaped(stem.strip())}{{\n{inside}\n}}\n"


def _answers(question: Question, losses: Losses) -> list[str] | None:
    """The lines between the braces, or None where GIFT has none for this question."""
    writer = _WRITERS.get(question.kind)
    if writer is None:
        carrying.leave_out(question, losses, ("GIFT 沒有這種題型。", "GIFT has no such kind."))
        return None
    return writer(question, losses)


def _single(question: Question, losses: Losses) -> list[str]:
    right = {each[0] for each in question.key}
    return [
        _line("=" if part.id in right else "~", part.text, "100" if part.id in right else "0")
        for part in base.parts(question.body, "options")
    ]


def _multiple(question: Question, losses: Losses) -> list[str]:
    carrying.lose_alternatives(question, losses)
    right = set(question.key[0])
    share = format((_HUNDRED / len(right)).quantize(Decimal("0.00001")).normalize(), "f")
    return [
        f"~%{share if part.id in right else '-100'}%{_text(part.text)}{_guard(part.text)}"
        for part in base.parts(question.body, "options")
    ]


def _true_false(question: Question, losses: Losses) -> list[str] | None:
    if len({each[0] for each in question.key}) > 1:
        carrying.leave_out(question, losses, ("是非兩者皆為正解。", "Both true and false are right."))
        return None
    return ["TRUE" if question.key[0][0] == "true" else "FALSE"]


def _numerical(question: Question, losses: Losses) -> list[str] | None:
    if len(base.parts(question.body, "units")) > 1:
        carrying.leave_out(question, losses, ("GIFT 不能選單位。", "GIFT cannot ask for a unit."))
        return None
    answers = [f"{each['value']}:{each.get('tolerance') or 0}" for each in question.key]
    return [f"#{answers[0]}"] if len(answers) == 1 else ["#", *(f"={each}" for each in answers)]


def _matching(question: Question, losses: Losses) -> list[str]:
    carrying.lose_alternatives(question, losses)
    rows = {part.id: part.text for part in base.parts(question.body, "rows")}
    targets = {part.id: part.text for part in base.parts(question.body, "targets")}
    pairs = [pair.split(":") for pair in question.key[0]]
    used = {target for _, target in pairs}
    lines = [
        f"={_text(rows[row])} -> {_text(targets[target])}{_guard(rows[row] + targets[target])}" for row, target in pairs
    ]
    return [*lines, *(f"= -> {_text(text)}{_guard(text)}" for target, text in targets.items() if target not in used)]


def _short_text(question: Question, losses: Losses) -> list[str]:
    if any(each.get("exact") for each in question.key):
        losses.add(
            "exact", question.where, ("「完全相符」的要求無法保留。", "That an answer must match exactly is not kept.")
        )
    longest = max(words.DEFAULT_LENGTH, *(len(each["text"]) for each in question.key))
    if question.body.get("max_length", words.DEFAULT_LENGTH) != min(longest, words.LONGEST):
        losses.add("max_length", question.where, ("字數上限無法保留。", "The limit of characters is not kept."))
    return [_line("=", _arrowless(each["text"]), "100", marked=False) for each in question.key]


def _line(mark: str, text: str, weight: str, *, marked: bool = True) -> str:
    shown = _text(text) if marked else escaped(text.strip())
    return f"{mark}{f'%{weight}%' if _WEIGHT_LIKE.match(text) else ''}{shown}{_guard(text)}"


def _text(text: str) -> str:
    """A text within the braces; one that starts with a bracket is told not to be a format's name."""
    bare = text.strip()
    return f"{'[markdown]' if _PREFIX_LIKE.match(bare) else ''}{escaped(_arrowless(bare))}"


def _behind(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _arrowless(text: str) -> str:
    return text.replace("->", "-\\>")


def _guard(text: str) -> str:
    """An empty feedback, so that a full-width ＃ of the text is not taken for one."""
    return "#" if "＃" in text else ""


_WRITERS: dict[ItemKind, Callable[[Question, Losses], list[str] | None]] = {
    ItemKind.SINGLE: _single,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.TRUE_FALSE: _true_false,
    ItemKind.NUMERICAL: _numerical,
    ItemKind.MATCHING: _matching,
    ItemKind.SHORT_TEXT: _short_text,
}
