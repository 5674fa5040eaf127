"""The downloads of a statistics run, all from its one stored table."""

import json
from dataclasses import dataclass

from exams.statistics.models import StatisticsRun
from exams.statistics.rules import layout
from lms.core.tables import writing


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand out."""

    name: str
    body: bytes
    content_type: str


def make(run: StatisticsRun, kind: str) -> File | None:
    """The file ``subjects.csv``, ``totals.csv``, ``subjects-excel.csv``, ``table.json`` or ``table.xlsx``; else None."""
    table = layout.ordered(run.table)
    subjects, totals = layout.subject_rows(table), layout.totals_row(table)
    if kind == "subjects.csv":
        body, content_type = writing.csv_bytes(layout.SUBJECT_COLUMNS, subjects), writing.CSV_TYPE
    elif kind == "subjects-excel.csv":
        body = writing.csv_bytes(layout.SUBJECT_COLUMNS, subjects, profile=writing.EXCEL)
        content_type = writing.CSV_TYPE
    elif kind == "totals.csv":
        body, content_type = writing.csv_bytes(layout.TOTALS_COLUMNS, [totals]), writing.CSV_TYPE
    elif kind == "table.json":
        body, content_type = json.dumps(table, ensure_ascii=False, indent=2).encode(), "application/json"
    elif kind == "table.xlsx":
        sheets = [("subjects", layout.SUBJECT_COLUMNS, subjects), ("totals", layout.TOTALS_COLUMNS, [totals])]
        body, content_type = writing.xlsx(sheets), writing.XLSX_TYPE
    else:
        return None
    round = run.score_run.round
    return File(f"{round.programme.code}_{round.code}_run{run.score_run.number}_{kind}", body, content_type)
