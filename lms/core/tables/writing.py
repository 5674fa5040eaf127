"""The one writer of user-facing tables. Two CSV profiles and XLSX; none of them can carry a live formula.

``MACHINE`` is raw UTF-8 for programs and open data. ``EXCEL`` carries a BOM and an apostrophe before cells that a
spreadsheet would execute. The two downloads carry different labels.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.core.tables.formulas import guarded

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
_ILLEGAL = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


@dataclass(frozen=True, slots=True)
class Profile:
    """How a CSV is written."""

    name: str
    bom: bool
    newline: str
    guard: bool


MACHINE = Profile("machine", bom=False, newline="\n", guard=False)
EXCEL = Profile("excel", bom=True, newline="\r\n", guard=True)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]], *, profile: Profile = MACHINE) -> str:
    """A CSV as text. None becomes an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=profile.newline)
    for row in (header, *rows):
        writer.writerow([_cell(value, profile) for value in row])
    return out.getvalue()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]], *, profile: Profile = MACHINE) -> bytes:
    """A CSV as the bytes of a file."""
    return csv_text(header, rows, profile=profile).encode("utf-8-sig" if profile.bom else "utf-8")


def xlsx(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of (title, header, rows). Numbers stay numbers, every text is typed as a string, never a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title[:31])
        for number, row in enumerate((header, *rows), start=1):
            for column, value in enumerate(row, start=1):
                _write(sheet.cell(row=number, column=column), value)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any, profile: Profile) -> str:
    text = "" if value is None else str(value)
    return guarded(text) if profile.guard and isinstance(value, str) else text


def _write(cell: Any, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.value = value
        return
    cell.value = str(value).translate(_ILLEGAL)
    cell.data_type = "s"  # openpyxl would type "=…" as a formula
