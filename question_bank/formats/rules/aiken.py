"""Aiken: single choice as plain lines. Read with full-width letters, Chinese ``答案：``, blank lines and long stems."""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from question_bank.formats.rules import carrying, marks, text_files
from question_bank.formats.rules.exchange import MAX_QUESTIONS, Finding, Question, Reading, Writing
from question_bank.formats.rules.findings import Losses, finding, place
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OPTION = re.compile(r"\s*[(（]?(?P<letter>[A-Za-zＡ-Ｚａ-ｚ])\s*[.)．）、](?P<text>.*)")
_ANSWER = re.compile(
    r"\s*(?:ANSWERS?|ANS|正確答案|參考答案|標準答案|答案|正解|解答)\s*(?P<colon>[::]?)\s*(?P<letters>.*)", re.I
)
_GIVEN = re.compile(r"[(\[]?\s*([A-Z])\s*(?:[)\].、]|$)")
_SEVERAL = re.compile(r"[A-Z](?:\s*[,、&;/]?\s*[A-Z])+")
_EXPLANATION = re.compile(r"\s*(?:解析|解說|詳解|說明|FEEDBACK|EXPLANATION)\s*[:：]\s*(?P<text>.*)", re.I)
_LONGEST = 100_000


@dataclass
class _Draft:
    """A question while its lines come in; ``trailing`` are lines after an option that may belong to it."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    trailing: list[tuple[int, str]] = field(default_factory=list)
    fault: Finding | None = None
    answer: str = ""
    explanation: str = ""

    @property
    def where(self) -> str:
        return place(self.line, self.stem[0] if self.stem else "")

    def settle(self) -> None:
        """What followed the last option belonged to it."""
        if self.options and self.trailing:
            self.options[-1] = "\n".join([self.options[-1], *(text for _, text in self.trailing)])
        self.trailing = []


class Aiken:
    """The format ``aiken``."""

    name = "aiken"

    def recognises(self, data: bytes, file_name: str) -> bool:
        """By its name, or text with options and an answer line."""
        if file_name.lower().endswith(".aiken"):
            return True
        text = text_files.decoded(data)
        lines = text[:200_000].split("\n") if isinstance(text, str) else []
        return any(map(_OPTION.match, lines)) and any(_answer_of(line) is not None for line in lines)

    def read(self, data: bytes, file_name: str) -> Reading:
        """Every question, or by line why not."""
        text = text_files.decoded(data)
        if isinstance(text, Finding):
            return Reading(errors=(text,))
        questions: list[Question] = []
        errors: list[Finding] = []
        for count, draft in enumerate(_drafts(text.split("\n"))):
            if count >= MAX_QUESTIONS:
                errors.append(text_files.too_many(MAX_QUESTIONS))
                break
            fault = _fault(draft)
            if fault:
                errors.append(fault)
            else:
                questions.append(_question(draft))
        if not (questions or errors):
            errors.append(text_files.empty())
        return Reading(tuple(questions), tuple(errors))

    def write(self, questions: Sequence[Question]) -> Writing:
        """Single choice only; all else is named as left out."""
        losses = Losses()
        pieces = [piece for question in questions if (piece := _written(question, losses))]
        return Writing("\n".join(pieces).encode(), "text/plain; charset=utf-8", "txt", losses.found())


FORMAT = Aiken()


def answer_lines(text: str) -> int:
    """How many answer lines stand right after an option."""
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(
        _answer_of(line) is not None and bool(_OPTION.match(before)) for before, line in itertools.pairwise(lines)
    )


def _drafts(lines: list[str]) -> Iterator[_Draft]:
    current: _Draft | None = None
    done: _Draft | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        explanation = _EXPLANATION.match(line) if current is None else None
        if explanation and done:
            done.explanation = explanation["text"].strip()
            continue
        if done:
            yield done
            done = None
        current = current or _Draft(number)
        given = _answer_of(line)
        if given is not None:
            current.settle()
            current.answer = given
            _judge_answer(current, number)
            done, current = current, None
            continue
        successor = _take(current, number, line)
        if successor:
            yield current
            current = successor
    if done:
        yield done
    if current:
        yield current


def _take(draft: _Draft, number: int, line: str) -> _Draft | None:
    """Add a line; the draft that begins instead when this one turns out to have no answer."""
    option = _OPTION.match(line)
    letter = _folded(option["letter"]).upper() if option else ""
    expected = _LETTERS[len(draft.options)] if len(draft.options) < len(_LETTERS) else ""
    if option and letter == expected:
        draft.settle()
        draft.options.append(option["text"].strip())
    elif option and letter == "A" and draft.trailing:
        successor = _Draft(draft.trailing[0][0], stem=[text for _, text in draft.trailing])
        successor.options.append(option["text"].strip())
        draft.trailing = []
        return successor
    elif option and draft.options and option["letter"].isupper():
        draft.fault = draft.fault or _out_of_order(number, letter, expected, draft)
    elif draft.options:
        draft.trailing.append((number, line.strip()))
    else:
        draft.stem.append(line.strip())
    return None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _answer_of(line: str) -> str | None:
    """What an answer line gives, or None if it is none."""
    match = _ANSWER.fullmatch(_folded(line).replace("**", ""))
    if match is None or not (match["colon"] or _GIVEN.fullmatch(match["letters"].strip().upper())):
        return None
    return match["letters"].strip().upper()[:60]


def _judge_answer(draft: _Draft, number: int) -> None:
    """Turn what stands after ``ANSWER:`` into one letter, or name the fault."""
    given = _GIVEN.match(draft.answer)
    letter = given[1] if given else ""
    if draft.fault:
        return
    if _SEVERAL.fullmatch(draft.answer) and _are_options(draft):
        draft.fault = finding(
            "several_answers",
            place(number, draft.stem[0] if draft.stem else ""),
            (
                f"答案「{draft.answer[:20]}」有多個選項，Aiken 只有單選題。",
                "Several options are given; Aiken has single choice only.",
            ),
            ("請改用 CSV、XLSX 或 GIFT 匯入複選題。", "Import multiple choice as CSV, XLSX or GIFT."),
        )
    elif not letter or _LETTERS.index(letter) >= len(draft.options):
        shown = draft.answer[:20] or "–"
        draft.fault = finding(
            "unknown_answer",
            place(number, draft.stem[0] if draft.stem else ""),
            (f"答案「{shown}」不是這一題的選項。", f"The answer “{shown}” is none of its options."),
            ("請填存在的選項代號，例如 ANSWER: B。", "Give the letter of an option, such as ANSWER: B."),
        )
    draft.answer = letter


def _are_options(draft: _Draft) -> bool:
    """Whether every letter of the answer is an option, each once; ``TRUE`` is a word."""
    letters = re.findall(r"[A-Z]", draft.answer)
    return len(set(letters)) == len(letters) and max(map(_LETTERS.index, letters)) < len(draft.options)


def _out_of_order(number: int, letter: str, expected: str, draft: _Draft) -> Finding:
    return finding(
        "option_order",
        place(number, draft.stem[0] if draft.stem else ""),
        (
            f"選項代號「{letter}」不連續，應為「{expected}」。",
            f"Option “{letter}” is out of order; “{expected}” was expected.",
        ),
        ("選項須依 A、B、C… 排列，不可缺漏或重複。", "Letter the options A, B, C … without gaps or repeats."),
    )


def _fault(draft: _Draft) -> Finding | None:
    """Why these lines are no question."""
    if draft.fault:
        return draft.fault
    if not draft.stem:
        return finding(
            "no_stem",
            draft.where,
            ("選項之前沒有題幹。", "There is no question before the options."),
            ("請補上題幹。", "Write the question."),
        )
    if not draft.options:
        return finding(
            "no_options",
            draft.where,
            ("這段文字沒有選項。", "This text has no options."),
            (
                "選項請寫成 A. 或 A)，每行一個；不是題目的文字請刪除。",
                "Write options as A. or A), one a line; remove text that is no question.",
            ),
        )
    if not draft.answer:
        return finding(
            "no_answer",
            draft.where,
            ("沒有 ANSWER（答案）行。", "There is no ANSWER line."),
            ("請在選項後加上 ANSWER: B。", "Add ANSWER: B after the options."),
        )
    if len(draft.options) < 2:
        return finding(
            "few_options",
            draft.where,
            ("至少要有兩個選項。", "At least two options are needed."),
            ("請補上選項。", "Add options."),
        )
    if any(not option for option in draft.options):
        return finding(
            "empty_option", draft.where, ("有空白的選項。", "An option is empty."), ("請補上內容。", "Write its text.")
        )
    if sum(map(len, draft.stem)) > _LONGEST:
        return finding(
            "too_long", draft.where, (f"題幹超過 {_LONGEST:,} 字。", f"The stem has more than {_LONGEST:,} characters.")
        )
    return None


def _question(draft: _Draft) -> Question:
    options = [{"id": _LETTERS[i].lower(), "text": marks.from_plain(text)} for i, text in enumerate(draft.options)]
    return Question(
        where=draft.where,
        kind=ItemKind.SINGLE,
        stem=marks.from_plain("\n".join(draft.stem)),
        body={"options": options},
        key=[[draft.answer.lower()]],
        explanation=marks.from_plain(draft.explanation),
    )


def _written(question: Question, losses: Losses) -> str:
    if question.kind is not ItemKind.SINGLE:
        carrying.leave_out(question, losses, ("Aiken 只有單選題。", "Aiken has single choice only."))
        return ""
    carrying.lose_alternatives(question, losses)
    carrying.lose_common(question, losses, pins=True)
    if question.explanation.strip():
        losses.add("explanation", question.where, ("解說沒有匯出。", "The explanation is not exported."))
    stem = _line(carrying.flat_stem(question, losses), question, losses)
    parts = base.parts(question.body, "options")
    texts = [_line(part.text, question, losses) for part in parts]
    if _OPTION.match(stem) or _answer_of(stem) is not None or any(_answer_of(text) is not None for text in texts):
        carrying.leave_out(
            question,
            losses,
            ("題幹的開頭與 Aiken 的選項或答案行無法區分。", "Its text looks like an option or answer line."),
        )
        return ""
    letters = {part.id: _LETTERS[place] for place, part in enumerate(parts)}
    lines = [stem, *(f"{letters[part.id]}. {text}" for part, text in zip(parts, texts, strict=True))]
    return "\n".join([*lines, f"ANSWER: {letters[question.key[0][0]]}", ""])


def _line(text: str, question: Question, losses: Losses) -> str:
    """One line of plain text."""
    plain, lost = marks.to_plain(text)
    if lost or "\n" in plain:
        losses.add(
            "markup",
            question.where,
            ("格式（粗體、分段、清單等）沒有匯出。", "Formatting (bold, paragraphs, lists) is not exported."),
        )
    return " ".join(plain.split())
