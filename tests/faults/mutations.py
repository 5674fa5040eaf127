"""Positive controls of the checker: what was right a moment ago is spoiled in one place, and the checker must say so.

    python -m tests.faults.mutations FOLDER DATABASE_URL

takes a case that has passed. Rows are spoiled inside a transaction that is rolled back, ledgers in memory. Prints one
JSON object (mutation → invariants that went red) and exits with 1 when a mutation stayed unseen.
"""

import copy
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.faults import checker, evidence
from tests.faults.evidence import Evidence

_WINNER = """(SELECT e.id FROM delivery_answerevent e JOIN delivery_attempt a ON a.id = e.attempt_id
 WHERE a.public_id::text = %(attempt)s AND e.options <> '[]' ORDER BY e.lease DESC, e.client_seq DESC LIMIT 1)"""


@dataclass(frozen=True)
class Mutation:
    """One thing spoiled, and the invariant that must go red."""

    name: str
    invariant: str
    sql: str = ""
    spoil: Callable[[Evidence, str], None] | None = None


def _second_receipt(found: Evidence, attempt: str) -> None:
    held = next(entry for entry in found.ledgers[attempt] if entry["do"] == "receipt")
    found.ledgers[attempt].append(held | {"receipt": "ZZZZZZZZ99"})


def _traceback(found: Evidence, attempt: str) -> None:
    body = 'Traceback (most recent call last): File "/srv/…"'
    found.ledgers[attempt].append({"do": "error", "t": 0, "what": "save", "status": 500, "body": body})


def _name(found: Evidence, attempt: str) -> None:
    body = f"<p>{found.case['banned'][0]}</p>"
    found.ledgers[attempt].append({"do": "error", "t": 0, "what": "start", "status": 503, "body": body})


def _never_recovered(found: Evidence, _: str) -> None:
    for entries in found.ledgers.values():
        for entry in entries:
            if entry["do"] == "ack" and entry["t"] > found.case["fault_ended"]:
                entry["t"] += 90


def _phantom(found: Evidence, attempt: str) -> None:
    acked = next(entry for entry in found.ledgers[attempt] if entry["do"] == "ack")
    acked["held"] = 9_999


def _lost_evidence(found: Evidence, attempt: str) -> None:
    found.ledgers[attempt].append({"do": "kept", "t": 0, "lease": 77, "seqs": [1], "code": "expired_kept"})


MUTATIONS = [
    Mutation("a deleted row", "I1", f"DELETE FROM delivery_answerevent WHERE id = {_WINNER}"),
    Mutation(
        "a shifted answer",
        "I1",
        "UPDATE delivery_answerevent SET options = CASE WHEN options = '[\"b\"]' THEN '[\"c\"]'::jsonb ELSE '[\"b\"]'::jsonb END"
        f" WHERE id = {_WINNER}",
    ),
    Mutation(
        "an answer at another number",
        "I1",
        f"UPDATE delivery_answerevent SET client_seq = client_seq + 5000 WHERE id = {_WINNER}",
    ),
    Mutation(
        "an answer of somebody else",
        "I1",
        "UPDATE delivery_answerevent SET client_seq = client_seq + 6000, attempt_id = (SELECT id FROM delivery_attempt"
        " WHERE public_id::text <> %(attempt)s AND form_id = (SELECT form_id FROM delivery_attempt WHERE"
        f" public_id::text = %(attempt)s) LIMIT 1) WHERE id = {_WINNER}",
    ),
    Mutation(
        "an answer counted long after the end",
        "I1",
        f"UPDATE delivery_answerevent SET received_at = received_at + interval '9 hours' WHERE id = {_WINNER}",
    ),
    Mutation(
        "a moved deadline",
        "I2",
        "UPDATE delivery_attempt SET ends_at = ends_at - interval '1 second' WHERE public_id::text = %(attempt)s",
    ),
    Mutation(
        "a moved start",
        "I2",
        "UPDATE delivery_attempt SET started_at = started_at + interval '1 second',"
        " ends_at = ends_at + interval '1 second' WHERE public_id::text = %(attempt)s",
    ),
    Mutation(
        "another receipt stored", "I3", "UPDATE delivery_attempt SET receipt = 'X' WHERE public_id::text = %(attempt)s"
    ),
    Mutation(
        "a changed score",
        "I4",
        "UPDATE outcomes_mark SET raw_hundredths = raw_hundredths + CASE WHEN raw_hundredths > 5000 THEN -500 ELSE 500 END"
        " WHERE registration_id = (SELECT registration_id FROM delivery_attempt WHERE public_id::text = %(attempt)s)",
    ),
    Mutation("a second receipt", "I3", spoil=_second_receipt),
    Mutation("a number called held that is not", "I5", spoil=_phantom),
    Mutation("late answers dropped", "I1", spoil=_lost_evidence),
    Mutation("answers that stay slow", "I6", spoil=_never_recovered),
    Mutation("a traceback in an error", "I7", spoil=_traceback),
    Mutation("a name in an error", "I7", spoil=_name),
]


def red(mutation: Mutation, folder: Path, database: "psycopg.Connection[Any]", clean: Evidence) -> list[str]:
    """The invariants that the checker finds violated after the mutation."""
    attempt = _victim(clean)
    if mutation.spoil is not None:
        found = copy.deepcopy(clean)
        mutation.spoil(found, attempt)
    else:
        with database.transaction(force_rollback=True):
            changed = database.execute(mutation.sql.encode(), {"attempt": attempt}).rowcount
            if not changed:
                return []
            found = evidence.load(folder, database)
    return sorted({violation.invariant for violation in checker.check(found)})


def _victim(found: Evidence) -> str:
    """A candidate with answers, a score and a receipt."""
    for attempt, entries in sorted(found.ledgers.items()):
        row, kinds = found.rows[attempt], {entry["do"] for entry in entries}
        if {"ack", "receipt"} <= kinds and row.score and any(stored.letter for stored in row.events.values()):
            return attempt
    raise RuntimeError("nobody has handed in")


def main(arguments: list[str]) -> int:
    """Try every mutation on one case."""
    folder, url = Path(arguments[0]), arguments[1]
    with psycopg.connect(url, autocommit=True) as database:
        clean = evidence.load(folder, database)
        if checker.check(clean):
            raise SystemExit("The controls need a case that passes.")
        seen = {each.name: red(each, folder, database, clean) for each in MUTATIONS}
    unseen = [each.name for each in MUTATIONS if each.invariant not in seen[each.name]]
    sys.stdout.write(json.dumps({"seen": seen, "unseen": unseen}, ensure_ascii=False) + "\n")
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
