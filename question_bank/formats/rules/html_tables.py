"""Tables of HTML as Markdown tables: one header row, no merged cells; what this changes is reported."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from question_bank.formats.rules import escapes
from question_bank.formats.rules.html_elements import local_name
from question_bank.formats.rules.losses import Loss

MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 50
_MERGED: Final = Loss(
    "merged_cells",
    "合併的儲存格已拆開，內容放在第一格，請確認表格。",
    "Merged cells were split; their content stands in the first one. Check the table.",
)
_HEADER: Final = Loss(
    "table_header", "表格沒有標題列，第一列改作標題列。", "The table has no header row; its first row became one."
)
_LARGE: Final = Loss(
    "table_size", "表格過大，只保留前 500 列、50 欄。", "The table is too large; 500 rows of 50 columns are kept."
)


@dataclass(frozen=True)
class Grid:
    """Cells by row and column (None where a merged cell reaches), alignment by column."""

    cells: tuple[tuple[Any | None, ...], ...]
    right: tuple[bool, ...]
    losses: tuple[Loss, ...]


def rows(table: Any) -> list[list[Any]]:
    """The cells of the table's own rows; those of tables within it are not its own."""
    found: list[list[Any]] = []
    pending = list(reversed(table))
    while pending:
        element = pending.pop()
        name = local_name(element)
        if name in ("tbody", "thead", "tfoot"):
            pending.extend(reversed(element))
        elif name == "tr":
            found.append([cell for cell in element if local_name(cell) in ("td", "th")])
    return [row for row in found if row]


def grid(table: Any) -> Grid:
    """The table as a rectangle."""
    own = rows(table)
    losses: list[Loss] = []
    places: dict[tuple[int, int], Any | None] = {}
    for y, row in enumerate(own[:MAX_ROWS]):
        x = 0
        for cell in row:
            while (y, x) in places:
                x += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if (wide, high) != (1, 1) and _MERGED not in losses:
                losses.append(_MERGED)
            for below in range(high):
                for beside in range(wide):
                    places.setdefault((y + below, x + beside), None)
            places[y, x] = cell
            x += wide
    height = min(len(own), MAX_ROWS)
    width = min(max((x + 1 for y, x in places if y < height), default=0), MAX_COLUMNS)
    if len(own) > MAX_ROWS or any(x >= MAX_COLUMNS for _, x in places):
        losses.append(_LARGE)
    if own and not _is_header(own[0]):
        losses.append(_HEADER)
    cells = tuple(tuple(places.get((y, x)) for x in range(width)) for y in range(height))
    return Grid(cells, tuple(_is_right(cells, x) for x in range(width)), tuple(losses))


def written(table: Grid, text: Callable[[Any], str]) -> str:
    """The Markdown of a table; ``text`` writes one cell."""
    if not table.cells or not table.right:
        return ""
    lines = [[escapes.cell(text(cell)) if cell is not None else "" for cell in row] for row in table.cells]
    rule = ["---:" if right else "---" for right in table.right]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), MAX_COLUMNS)) if re.fullmatch(r"\d{1,4}", value) else 1


def _is_header(row: list[Any]) -> bool:
    return (
        all(local_name(cell) == "th" for cell in row)
        or local_name(row[0].getparent()) in ("thead",)
        or (local_name(row[0].getparent().getparent()) == "thead")
    )


def _is_right(cells: tuple[tuple[Any | None, ...], ...], x: int) -> bool:
    """Are all cells of a column that hold something (the header aside) set to the right?"""
    column = [row[x] for row in (cells[1:] or cells)]
    return any(cell is not None for cell in column) and all(_stands_right(cell) for cell in column if cell is not None)


def _stands_right(cell: Any) -> bool:
    style = (cell.get("style") or "").replace(" ", "").lower()
    return "text-align:right" in style or cell.get("align") == "right"
