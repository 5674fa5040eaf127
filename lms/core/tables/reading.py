"""Reading CSV: UTF-8 with or without BOM, or Big5; every cell stays text, every bad row is named."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lms.core.tables.problems import Problem, Unreadable, unreadable

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on and its cells by column, surrounding blanks removed."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that have the right shape, and a problem for each that has not."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = field(default=())


def read_file(path: Path, *, columns: Sequence[str], max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Sheet:
    """The table in a ``.csv`` or ``.xlsx`` file. Raises :class:`Unreadable`; ``OSError`` if it cannot be opened."""
    size = path.stat().st_size
    if size > max_bytes:
        raise _too_big(size, max_bytes)
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        from lms.core.tables import workbooks

        return shape(workbooks.records(data, max_rows=max_rows), columns=columns, max_rows=max_rows)
    return read_csv(data, columns=columns, max_rows=max_rows, max_bytes=max_bytes)


def read_csv(data: bytes, *, columns: Sequence[str], max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Sheet:
    """The rows of a CSV whose header names exactly ``columns`` (any order). Raises :class:`Unreadable`."""
    if len(data) > max_bytes:
        raise _too_big(len(data), max_bytes)
    return shape(_records(decoded(data)), columns=columns, max_rows=max_rows)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8 (BOM or not) or Big5. Raises :class:`Unreadable` for anything else."""
    if not data.startswith(_BINARY) and b"\x00" not in data:
        for encoding in ("utf-8-sig", "cp950"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise unreadable(
        "encoding",
        ("檔案不是 UTF-8 或 Big5 編碼的文字檔。", "The file is not text in UTF-8 or Big5."),
        ("請另存為「CSV UTF-8」後再試。", "Save it as “CSV UTF-8” and try again."),
    )


def shape(records: Iterator[tuple[int, list[str]]], *, columns: Sequence[str], max_rows: int) -> Sheet:
    """Rows by column name from raw records, the first being the header. Raises :class:`Unreadable`."""
    header = next(records, None)
    names = [unicodedata.normalize("NFKC", cell).strip() for cell in header[1]] if header else []
    if sorted(names) != sorted(columns):
        raise _wrong_header(header[0] if header else 1, names, columns)
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in records:
        if not any(cells):
            continue  # an empty line, as editors leave at the end
        if len(rows) + len(problems) >= max_rows:
            raise _too_long(max_rows)
        if len(cells) == len(names):
            rows.append(Row(line, dict(zip(names, (cell.strip() for cell in cells), strict=True))))
        else:
            problems.append(_wrong_width(line, len(cells), len(names)))
    return Sheet(tuple(rows), tuple(problems))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which it starts, cells) of every record."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(line, str(error)) from error
        yield line, cells


def _broken(line: int, detail: str) -> Unreadable:
    return unreadable(
        "broken_csv",
        (f"引號或儲存格不完整，無法繼續讀取（{detail}）。", f"A quote or cell is malformed ({detail})."),
        ("請修正這一列的引號，或由試算表重新匯出。", "Mend the quotes of this row, or export the file again."),
        line,
    )


def _wrong_header(line: int, found: list[str], columns: Sequence[str]) -> Unreadable:
    wanted, given = ",".join(columns), ",".join(found)[:200]
    return unreadable(
        "header",
        (f"標題列不符，讀到「{given}」。", f"The header is wrong; it reads “{given}”."),
        (f"第一列必須是：{wanted}", f"The first line must be: {wanted}"),
        line,
    )


def _wrong_width(line: int, found: int, wanted: int) -> Problem:
    return Problem(
        "cells",
        f"有 {found} 格，應有 {wanted} 格。",
        f"It has {found} cells instead of {wanted}.",
        "請補齊或刪除多餘的格子。",
        "Add what is missing or remove what is too much.",
        line=line,
    )


def _too_big(size: int, limit: int) -> Unreadable:
    return unreadable(
        "too_big",
        (f"檔案有 {size:,} 位元組，上限 {limit:,}。", f"The file has {size:,} bytes; the limit is {limit:,}."),
        ("請確認選對檔案，或分次匯入。", "Check that it is the right file, or split it."),
    )


def _too_long(limit: int) -> Unreadable:
    return unreadable(
        "too_long",
        (f"超過 {limit:,} 列。", f"It has more than {limit:,} rows."),
        ("請確認選對檔案，或分次匯入。", "Check that it is the right file, or split it."),
    )
