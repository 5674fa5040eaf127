"""The templates of tables as files."""

from lms.core.tables.writing import CSV_TYPE, XLSX_TYPE
from question_bank.formats.rules import spreadsheet


def template(name: str) -> tuple[bytes, str] | None:
    """(content, media type) of a template, None for a format that has none."""
    if name == "csv":
        return spreadsheet.csv_template(), CSV_TYPE
    if name == "xlsx":
        return spreadsheet.xlsx_template(), XLSX_TYPE
    return None
