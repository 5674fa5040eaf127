"""CSV and XLSX: one row a question, one scheme of columns, headers in Chinese or English.

Files are written by the platform's one safe writer, so no cell of them can be executed.
"""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from lms.core.tables import writing as tables
from question_bank.formats.rules import text_files
from question_bank.formats.rules.exchange import Finding, Question, Reading, Writing
from question_bank.formats.rules.findings import finding
from question_bank.formats.rules.spreadsheet import cells, columns, reading, template, writing

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Csv:
    """The format ``csv``: UTF-8, UTF-16 or Big5; commas, tabs or semicolons."""

    name = "csv"

    def recognises(self, data: bytes, file_name: str) -> bool:
        """By its name, or a header of ours in the first lines."""
        if file_name.lower().endswith((".csv", ".tsv")):
            return True
        text = text_files.decoded(data)
        if isinstance(text, Finding):
            return False
        grid = cells.from_csv(text[:20_000].rsplit("\n", 1)[0].encode())[0]
        return any(columns.is_header(columns.named(record.cells)) for record in grid.records[:15])

    def read(self, data: bytes, file_name: str) -> Reading:
        """Every row with its verdict."""
        return reading.read(cells.from_csv(data))

    def write(self, questions: Sequence[Question]) -> Writing:
        """A CSV that Excel opens without executing anything."""
        header, rows, losses = writing.table(questions)
        safe = [[cells.guarded_twice(cell) for cell in row] for row in rows]
        return Writing(tables.csv_bytes(header, safe, profile=tables.EXCEL), tables.CSV_TYPE, "csv", losses)


class Xlsx:
    """The format ``xlsx``: the first sheet with a header of ours."""

    name = "xlsx"

    def recognises(self, data: bytes, file_name: str) -> bool:
        """A package with a workbook in it, or the name of one."""
        if file_name.lower().endswith((".xlsx", ".xls", ".xlsm")) or data.startswith(_OLD_EXCEL):
            return True
        try:
            with zipfile.ZipFile(BytesIO(data)) as package:
                return "xl/workbook.xml" in package.namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    def read(self, data: bytes, file_name: str) -> Reading:
        """Every row with its verdict."""
        if data.startswith(_OLD_EXCEL):
            return Reading(errors=(_old_excel(),))
        return reading.read(cells.from_xlsx(data))

    def write(self, questions: Sequence[Question]) -> Writing:
        """A workbook whose cells are all texts."""
        header, rows, losses = writing.table(questions)
        return Writing(tables.xlsx([("題目 questions", header, rows)]), tables.XLSX_TYPE, "xlsx", losses)


CSV = Csv()
XLSX = Xlsx()


def _old_excel() -> Finding:
    return finding(
        "old_excel",
        "file",
        ("這是舊版 Excel（.xls）或有密碼的檔案。", "This is an old Excel file (.xls) or one with a password."),
        ("請另存為 .xlsx（不設密碼）或 CSV UTF-8。", "Save it as .xlsx without password, or as CSV UTF-8."),
    )


def csv_template() -> bytes:
    """The template as CSV: header and examples."""
    header, rows = template.table()
    return tables.csv_bytes(header, rows, profile=tables.EXCEL)


def xlsx_template() -> bytes:
    """The template as a workbook, with a sheet that explains every column."""
    return tables.xlsx([("題目 questions", *template.table()), ("說明 help", *template.help_table())])
