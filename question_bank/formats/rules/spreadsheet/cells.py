"""Rows of text out of a CSV or an XLSX, with what made a cell unfit: a formula, a date that was none, an error."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lms.core.tables import formulas, workbooks
from lms.core.tables.problems import Unreadable
from question_bank.formats.rules import text_files
from question_bank.formats.rules.exchange import MAX_BYTES, MAX_QUESTIONS, Finding
from question_bank.formats.rules.findings import finding

MAX_COLUMNS = 80
MAX_ROWS = MAX_QUESTIONS + 200
_CALL = re.compile(r"[-+＋－]\s*[A-Za-z_.]+\d*\s*[(!|]")
_COMMAND = re.compile(r"\|[^|!]*![A-Z]{1,3}\d")
_MERGES = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_PERCENT = re.compile(r"0(?:\.(0+))?%")


@dataclass
class Record:
    """A row: the line it starts on, its texts by place, and (place, code) of cells that cannot be used."""

    line: int
    cells: list[str]
    unfit: dict[int, str] = field(default_factory=dict)
    dates: set[int] = field(default_factory=set)


@dataclass
class Grid:
    """A table; ``merges`` are ranges that were one cell, ``fault`` says why reading ended early."""

    records: list[Record]
    merges: list[str] = field(default_factory=list)
    fault: Finding | None = None


def from_csv(data: bytes) -> list[Grid]:
    """The rows of a CSV, parted by commas, tabs or semicolons."""
    text = text_files.decoded(data)
    if isinstance(text, Finding):
        return [Grid([], fault=text)]
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    grid = Grid([])
    while len(grid.records) < MAX_ROWS:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return [grid]
        except csv.Error as error:
            grid.fault = _broken_row(line, str(error))
            return [grid]
        grid.records.append(_csv_record(line, cells[:MAX_COLUMNS]))
    grid.fault = text_files.too_many(MAX_QUESTIONS)
    return [grid]


def _csv_record(line: int, cells: list[str]) -> Record:
    record = Record(line, [unguarded(cell) for cell in cells])
    for place, cell in enumerate(cells):
        if is_live(cell):
            record.unfit[place] = "formula"
    return record


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from executing it."""
    bare = cell.strip()
    return bare[1:] if bare.startswith("'") and formulas.is_formula(bare.lstrip("'")) else bare


def guarded_twice(text: str) -> str:
    """A text that itself starts with an apostrophe before a formula, so that reading takes off only the guard."""
    return f"'{text}" if text.startswith("'") and formulas.is_formula(text.lstrip("'")) else text


def is_live(cell: str) -> bool:
    """Whether a spreadsheet would compute this cell: a formula, a function call, a command; ``-5 °C`` is a text."""
    if cell.startswith(("\t", "\r")) and cell.strip()[:1] in "=+-@＝＋－＠" and cell.strip():
        return True
    bare = cell.strip()
    return bare.startswith(("=", "＝", "@", "＠")) or (
        formulas.is_formula(bare) and bool(_CALL.match(bare) or _COMMAND.search(bare))
    )


def from_xlsx(data: bytes) -> list[Grid]:
    """The sheets of a workbook, each with its rows."""
    if len(data) > MAX_BYTES:
        return [Grid([], fault=text_files.too_big(len(data)))]
    try:
        return list(_sheets(data))
    except Unreadable as error:
        found = error.problem
        return [
            Grid(
                [], fault=finding(found.code, "file", (found.why_zh, found.why_en), (found.remedy_zh, found.remedy_en))
            )
        ]


def _sheets(data: bytes) -> Iterator[Grid]:
    book = workbooks.book(data)
    merges = _merges(data)
    for place, sheet in enumerate(book.worksheets[:10]):
        grid = Grid([], merges.get(place, []))
        try:
            for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS), start=1):
                grid.records.append(_xlsx_record(number, row))
        except Exception as error:  # openpyxl raises whatever the broken part raises
            raise workbooks.broken() from error
        if len(grid.records) > MAX_ROWS:
            grid.fault = text_files.too_many(MAX_QUESTIONS)
        _fill_merges(grid)
        yield grid


def _xlsx_record(number: int, row: Any) -> Record:
    record = Record(number, [])
    for place, cell in enumerate(row):
        value = cell.value
        if value is not None and cell.data_type == "f":
            record.unfit[place] = "formula"
        elif value is not None and cell.data_type == "e":
            record.unfit[place] = "error_value"
        if isinstance(value, dt.datetime | dt.date | dt.time):
            record.dates.add(place)
        record.cells.append("" if value is None else _shown(value, str(getattr(cell, "number_format", "") or "")))
    return record


def _shown(value: Any, number_format: str) -> str:
    """A cell as its author sees it: leading zeros, percentages, ISO dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int | float):
        percent = _PERCENT.fullmatch(number_format)
        if percent:
            return f"{value * 100:.{len(percent[1] or '')}f}%"
        if isinstance(value, int) or value.is_integer():
            zeros = len(number_format) if number_format.strip("0") == "" else 0
            return str(int(value)).zfill(zeros)
        return f"{value:.15g}"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()


def _merges(data: bytes) -> dict[int, list[str]]:
    """Merged ranges by sheet, straight from the package: the fast reader does not see them."""
    return {
        place: sorted(match[1].decode() for match in _MERGES.finditer(part))[:1000]
        for place, part in enumerate(workbooks.sheet_parts(data))
    }


def _fill_merges(grid: Grid) -> None:
    """A value merged down a column stands in every row of the range; across columns only in the first cell."""
    for reference in grid.merges:
        first, last = reference.split(":")
        column, top = _cell(first)
        bottom = min(_cell(last)[1], len(grid.records))
        if top > len(grid.records) or column >= MAX_COLUMNS or not grid.records[top - 1].cells:
            continue
        value = grid.records[top - 1].cells[column : column + 1]
        for record in grid.records[top:bottom]:
            if value and column < len(record.cells) and not record.cells[column]:
                record.cells[column] = value[0]


def _cell(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(reference[len(letters) :])


def _broken_row(line: int, detail: str) -> Finding:
    return finding(
        "broken_csv",
        f"line {line}",
        (
            f"引號或儲存格不完整，其後無法讀取（{detail}）。",
            f"A quote or cell is malformed; nothing after it was read ({detail}).",
        ),
        ("請修正這一列的引號，或由試算表重新匯出。", "Mend the quotes of this row, or export the file again."),
    )
