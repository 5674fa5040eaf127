"""A round table for a terminal: aligned by display width, since a Chinese character takes two columns."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from exams.sittings.enums import AttendedDefinition
from exams.statistics.rules import footnotes

_HEADS = (
    ("考科", "subject"),
    ("報考人數", "registered"),
    ("到考人數", "attended"),
    ("到考率 %", "attendance"),
    ("平均分數", "average"),
    ("及格人數", "passed"),
    ("及格比例 %", "pass rate"),
)


def width(text: str) -> int:
    """Columns that ``text`` takes on a terminal."""
    return sum(
        2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text if not unicodedata.combining(each)
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines: first column to the left, all others to the right, two blanks between."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [_line(row, widths) for row in rows]


def render(table: Mapping[str, Any], *, title: str) -> str:
    """The published layout (STA-4) with the definition footnote (STA-3). ``title`` names programme and round."""
    rows = [[head[0] for head in _HEADS], [head[1] for head in _HEADS]]
    for line in table["subjects"]:
        counts = (line["registered"], line["attended"], line["passed"])
        registered, attended, passed = (f"{count:,}" for count in counts)
        rates = [line[key] or "–" for key in ("attendance_rate", "average", "pass_rate")]
        rows.append([f"{line['code']} {line['name']}", registered, attended, rates[0], rates[1], passed, rates[2]])
    lines = aligned(rows)
    rule = "─" * max(width(line) for line in lines)
    head = f"{title}（{table['persons']:,} 人／{table['seat_registrations']:,} 人次）"
    return "\n".join([head, rule, *lines, rule, *_totals(table), "", *_notes(table)])


def _totals(table: Mapping[str, Any]) -> list[str]:
    certificates, total = table["certificates"], table["attended_total"]
    rate = table["certification_rate"]
    shown = f"{rate} %（{certificates:,} ÷ {total:,}）" if rate else "–"
    return aligned(
        [
            ["本次到考總人數* attended total", f"{total:,}"],
            ["本次證書共核發（當次＋跨次） certificates", f"{certificates:,}"],
            ["  當次報考獲證 current round", f"{table['current_round']:,}"],
            ["  跨次報考獲證 cross round", f"{table['cross_round']:,}"],
            ["獲證率 certification rate", shown],
        ]
    )


def _notes(table: Mapping[str, Any]) -> list[str]:
    kind = AttendedDefinition(table["attended_definition"])
    subjects = len(table["subjects"])
    pairs = [footnotes.definition(kind, subjects), *footnotes.notes(subjects)]
    return [f"* {kind}", *(f"  {text}" for pair in pairs for text in pair)]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (" " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))
    cells = [row[0] + first, *(blank + cell for blank, cell in zip(rest, row[1:], strict=True))]
    return "  ".join(cells).rstrip()
