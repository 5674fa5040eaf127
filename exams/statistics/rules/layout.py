"""The shapes in which a round table leaves the house: JSON v1 and the two published CSV layouts (STA-4).

The JSON object's keys stand in a fixed order. A database may give them back in another; :func:`ordered` restores it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from exams.statistics.rules.round_table import RoundTable

Json = dict[str, Any]

KEYS = (
    "round",
    "persons",
    "seat_registrations",
    "attended_total",
    "attended_definition",
    "certificates",
    "current_round",
    "cross_round",
    "certification_rate",
    "subjects",
)
SUBJECT_KEYS = ("code", "name", "registered", "attended", "attendance_rate", "average", "passed", "pass_rate")
SUBJECT_COLUMNS = ("round", "subject_code", "subject_name_zh", *SUBJECT_KEYS[2:])
TOTALS_COLUMNS = KEYS[:-1]


def as_json(table: RoundTable, *, round_code: str, subjects: Sequence[tuple[str, str]]) -> Json:
    """The table as JSON v1: counts are integers, rates and averages text with two decimals or null.

    ``subjects`` are (position code, name) in the order of the table's lines: ``("S1", "淨零碳規劃管理基礎概論")``.
    """
    lines = [
        {
            "code": code,
            "name": name,
            "registered": line.registered,
            "attended": line.attended,
            "attendance_rate": line.attendance_rate,
            "average": line.average,
            "passed": line.passed,
            "pass_rate": line.pass_rate,
        }
        for (code, name), line in zip(subjects, table.subjects, strict=True)
    ]
    return {
        "round": round_code,
        "persons": table.persons,
        "seat_registrations": table.seats,
        "attended_total": table.attended_total,
        "attended_definition": str(table.definition),
        "certificates": table.certificates,
        "current_round": table.current_round,
        "cross_round": table.cross_round,
        "certification_rate": table.certification_rate,
        "subjects": lines,
    }


def ordered(table: Mapping[str, Any]) -> Json:
    """The stored table with its keys in the published order."""
    found = {key: table[key] for key in KEYS}
    found["subjects"] = [{key: line[key] for key in SUBJECT_KEYS} for line in table["subjects"]]
    return found


def subject_rows(table: Mapping[str, Any]) -> list[list[Any]]:
    """One row per subject, in the order of :data:`SUBJECT_COLUMNS`."""
    return [[table["round"], *(line[key] for key in SUBJECT_KEYS)] for line in table["subjects"]]


def totals_row(table: Mapping[str, Any]) -> list[Any]:
    """The one row of totals, in the order of :data:`TOTALS_COLUMNS`."""
    return [table[key] for key in TOTALS_COLUMNS]
