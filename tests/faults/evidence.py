"""What the checker judges: the candidates' ledgers on one side, the rows of the database on the other.

The database is read with plain SQL, not through the product.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from tests.faults import ledger

Number = tuple[int, int]
"""(lease, sequence number)."""


class Stored(NamedTuple):
    """A stored answer."""

    item: int
    letter: str
    flagged: bool
    received_at: dt.datetime


@dataclass
class Row:
    """An attempt as the database has it."""

    public_id: str
    state: str
    limit_seconds: int
    started_at: dt.datetime | None
    ends_at: dt.datetime | None
    ended_at: dt.datetime | None
    end_reason: str
    receipt: str
    given_seconds: int
    ends_recorded: int
    events: dict[Number, Stored] = field(default_factory=dict)
    late: dict[Number, Stored] = field(default_factory=dict)
    key: dict[int, tuple[frozenset[str], int]] = field(default_factory=dict)
    score: int | None = None
    scores: int = 0
    order: frozenset[int] = frozenset()


@dataclass
class Evidence:
    """Both sides of one case."""

    case: dict[str, Any]
    rows: dict[str, Row]
    ledgers: dict[str, list[dict[str, Any]]]
    registrations: int
    attempts: int
    runs: int
    grace: dt.timedelta


_ATTEMPTS = """
SELECT a.id, a.public_id::text, a.state, a.limit_seconds, a.started_at, a.ends_at, a.ended_at, a.end_reason, a.receipt,
       a.form_id, a.registration_id, a."order",
       (SELECT coalesce(sum(seconds), 0) FROM delivery_timeadjustment t WHERE t.attempt_id = a.id),
       (SELECT count(*) FROM core_auditevent e
         WHERE e.action = 'attempt.ended' AND e.subject = 'delivery.Attempt:' || a.public_id::text)
FROM delivery_attempt a JOIN sittings_sitting s ON s.id = a.sitting_id JOIN sittings_round r ON r.id = s.round_id
WHERE r.public_id::text = %s
"""
_ANSWERS = """
SELECT attempt_id, lease, client_seq, item_id, options, flagged, received_at FROM {table}
WHERE attempt_id = ANY(%s)
"""
_KEYS = """
SELECT f.form_id, f.version_id, v.key, f.points_hundredths FROM papers_formitem f
JOIN items_itemversion v ON v.id = f.version_id WHERE f.form_id = ANY(%s)
"""
_MARKS = """
SELECT m.registration_id, m.raw_hundredths, u.number FROM outcomes_mark m JOIN outcomes_scorerun u ON u.id = m.run_id
JOIN sittings_round r ON r.id = u.round_id WHERE r.public_id::text = %s ORDER BY u.number
"""
_COUNTS = """
SELECT (SELECT count(*) FROM sittings_registration g JOIN sittings_sitting s ON s.id = g.sitting_id
         WHERE s.round_id = r.id AND g.state = 'registered'),
       (SELECT count(*) FROM outcomes_scorerun u WHERE u.round_id = r.id)
FROM sittings_round r WHERE r.public_id::text = %s
"""


def load(folder: Path, database: "psycopg.Connection[Any]") -> Evidence:
    """Everything about the case in ``folder`` (``case.json`` and ``ledgers/<attempt>.jsonl``)."""
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    ledgers = {path.stem: ledger.read(path) for path in sorted((folder / "ledgers").glob("*.jsonl"))}
    rows, forms, registered = _attempts(database, case["round"])
    _fill_answers(database, rows)
    _fill_keys(database, rows, forms)
    _fill_marks(database, case["round"], registered)
    counts = database.execute(_COUNTS, [case["round"]]).fetchone()
    registrations, runs = counts or (0, 0)
    found = {row.public_id: row for row in rows.values()}
    grace = dt.timedelta(seconds=case["grace_seconds"])
    return Evidence(case, found, ledgers, registrations, len(rows), runs, grace)


def _attempts(
    database: "psycopg.Connection[Any]", round_id: str
) -> tuple[dict[int, Row], dict[int, int], dict[int, Row]]:
    rows: dict[int, Row] = {}
    forms: dict[int, int] = {}
    registered: dict[int, Row] = {}
    for pk, public_id, *columns in database.execute(_ATTEMPTS, [round_id]):
        state, limit, started_at, ends_at, ended_at, reason, receipt, form, registration, order, given, ends = columns
        row = Row(public_id, state, limit, started_at, ends_at, ended_at, reason, receipt, int(given), ends)
        row.order = frozenset(each["item"] for each in order)
        rows[pk], forms[pk], registered[registration] = row, form, row
    return rows, forms, registered


def _fill_answers(database: "psycopg.Connection[Any]", rows: dict[int, Row]) -> None:
    for table in ("delivery_answerevent", "delivery_lateanswer"):
        query = _ANSWERS.format(table=table)
        for attempt, lease, seq, item, options, flagged, received_at in database.execute(query, [list(rows)]):
            row = rows[attempt]
            kept = row.events if table == "delivery_answerevent" else row.late
            kept[lease, seq] = Stored(item, "".join(options), flagged, received_at)


def _fill_keys(database: "psycopg.Connection[Any]", rows: dict[int, Row], forms: dict[int, int]) -> None:
    keys: dict[int, dict[int, tuple[frozenset[str], int]]] = {}
    for form, version, key, points in database.execute(_KEYS, [list(set(forms.values()))]):
        keys.setdefault(form, {})[version] = (frozenset(accepted[0] for accepted in key), points)
    for pk, row in rows.items():
        row.key = keys[forms[pk]]


def _fill_marks(database: "psycopg.Connection[Any]", round_id: str, registered: dict[int, Row]) -> None:
    """The newest run's mark; how many marks a registration has per run is guarded by counting them."""
    seen: dict[tuple[int, int], int] = {}
    for registration, hundredths, number in database.execute(_MARKS, [round_id]):
        row = registered[registration]
        seen[registration, number] = seen.get((registration, number), 0) + 1
        row.score, row.scores = hundredths, max(row.scores, seen[registration, number])
