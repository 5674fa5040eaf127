"""Reading XLSX safely: limits before anything is unpacked, no macros, no document types, formulas stay visible."""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lms.core.tables.problems import Unreadable, unreadable

MAX_ENTRIES = 200
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
_SHEET = re.compile(r"xl/worksheets/sheet[0-9]+\.xml")
_MACROS = ("vbaproject", "activex", "externallink")


def records(data: bytes, *, max_rows: int) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells as text) of the first sheet. Raises :class:`Unreadable`."""
    sheet = book(data).worksheets[0]
    for number, cells in enumerate(sheet.iter_rows(max_row=max_rows + 2, values_only=True), start=1):
        yield number, [_text(cell) for cell in cells]


def book(data: bytes) -> Any:
    """The workbook, read only, formulas not computed. Raises :class:`Unreadable`."""
    _require_safe(data)
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever the broken part raises
        raise broken() from error


def sheet_parts(data: bytes) -> Iterator[bytes]:
    """The XML of the worksheets in the order of their names; the package must have been opened by :func:`book`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if _SHEET.fullmatch(name)]
        for name in sorted(names, key=lambda each: (len(each), each)):
            yield package.read(name)


def _require_safe(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            total = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or total > MAX_UNPACKED or total > MAX_RATIO * max(len(data), 1):
                raise broken()
            for entry in entries:
                _require_plain(package, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise broken() from error


def _require_plain(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if any(word in entry.filename.lower() for word in _MACROS):
        raise broken()
    if entry.filename.endswith((".xml", ".rels")):
        with package.open(entry) as part:
            start = part.read(4096).upper()
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise broken()


def _text(value: Any) -> str:
    """A cell as people see it: whole floats without ``.0``, dates in ISO form, empty cells empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def broken() -> Unreadable:
    """What is said of any workbook that cannot be read."""
    return unreadable(
        "workbook",
        ("這不是可以安全讀取的 XLSX 檔。", "This is not an XLSX file that can be read safely."),
        ("請移除巨集與外部連結，或另存為 CSV UTF-8。", "Remove macros and links, or save it as CSV UTF-8."),
    )
