"""Rows of a scanner's file: ``sheet,responses``, one line per sheet, every bad line named.

``sheet`` is the number as printed (hyphens optional). ``responses`` has one field per row of the sheet, separated by
blanks, in order: letters without separators (``B``, ``AC``), ``.`` or ``-`` for a blank, all marks a scanner saw where
there were several: ``B . AC D``. Lower case is accepted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from exams.delivery.rules import readings, sheet_numbers
from exams.delivery.rules.readings import Line
from lms.core.tables.formulas import is_formula
from lms.core.tables.problems import Problem

COLUMNS = ("sheet", "responses")


class RawRow(Protocol):
    """A row of text cells with the line it stands on."""

    @property
    def line(self) -> int: ...

    def __getitem__(self, column: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Scanned:
    """A good row."""

    line: int
    number: str
    reading: Mapping[str, Sequence[str]]


def check(
    rows: Iterable[RawRow], sheets: Mapping[str, Sequence[Line]]
) -> tuple[tuple[Scanned, ...], tuple[Problem, ...]]:
    """The good rows and every problem; ``sheets`` has the lines of each sheet that may be read, by number."""
    good: list[Scanned] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for row in rows:
        number = sheet_numbers.typed(row["sheet"])
        found = list(_number_problems(row, number, sheets, first))
        reading: dict[str, list[str]] = {}
        if not found:
            first[number] = row.line
            reading, found = _reading(row, sheets[number])
        problems += found
        if not found:
            good.append(Scanned(row.line, number, reading))
    return tuple(good), tuple(problems)


def _number_problems(
    row: RawRow, number: str, sheets: Mapping[str, Sequence[Line]], first: Mapping[str, int]
) -> Iterator[Problem]:
    if is_formula(row["sheet"]) or not sheet_numbers.is_valid(number):
        yield _problem(
            row,
            "sheet",
            "number",
            "卡號不正確或檢查碼不符。",
            "The number is wrong or its check digit does not fit.",
            "請對照答案卡上印的十位數卡號。",
            "Compare it with the ten digits printed on the sheet.",
        )
    elif number not in sheets:
        yield _problem(
            row,
            "sheet",
            "unknown_sheet",
            "這張卡不屬於本場次，或尚未收回、已作廢、已確認。",
            "The sheet is not of this sitting, or has not come back, is spoiled or accepted.",
            "請先在收卷頁點收，或刪除這一列。",
            "Note it as returned first, or remove the line.",
        )
    elif number in first:
        yield _problem(
            row,
            "sheet",
            "repeated",
            f"與第 {first[number]} 列是同一張卡。",
            f"It is the sheet of line {first[number]}.",
            "請保留正確的一列。",
            "Keep the right one of the two.",
        )


def _reading(row: RawRow, lines: Sequence[Line]) -> tuple[dict[str, list[str]], list[Problem]]:
    fields = row["responses"].split()
    if len(fields) != len(lines):
        return {}, [
            _problem(
                row,
                "responses",
                "length",
                f"有 {len(fields)} 題，應有 {len(lines)} 題。",
                f"It has {len(fields)} responses instead of {len(lines)}.",
                "每題一欄、以空白分隔，未作答寫「.」。",
                "One field for each item, blanks between, “.” for none.",
            )
        ]
    reading: dict[str, list[str]] = {}
    wrong: list[int] = []
    for line, text in zip(lines, fields, strict=True):
        marks = readings.parse(text)
        reading[str(line.position)] = list(marks)
        if not set(marks) <= set(line.letters):
            wrong.append(line.position)
    if not wrong:
        return reading, []
    at = ", ".join(map(str, wrong[:10]))
    return reading, [
        _problem(
            row,
            "responses",
            "letter",
            f"第 {at} 題有答案卡上沒有的選項。",
            f"Responses {at} are not on the sheet.",
            "請檢查掃描設定或改為人工登錄。",
            "Check the scanner's settings, or read the sheet by hand.",
        )
    ]


def _problem(row: RawRow, column: str, code: str, why_zh: str, why_en: str, remedy_zh: str, remedy_en: str) -> Problem:
    return Problem(code, why_zh, why_en, remedy_zh, remedy_en, line=row.line, column=column)
