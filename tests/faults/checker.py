"""The checker: ledgers against database after a run (SECURITY.md §4, invariants I1 to I7).

    python -m tests.faults.checker FOLDER DATABASE_URL

reads ``FOLDER/case.json`` and ``FOLDER/ledgers``, prints one JSON object and exits with 1 when an invariant is violated.
"""

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from tests.faults import evidence, measures, scoring
from tests.faults.evidence import Evidence, Number, Row

MOST_RECOVERY = 60.0
LEAKS = ("Traceback", 'File "/', "psycopg", "OperationalError", "postgres://", "SELECT ", "site-packages")


class Violation(NamedTuple):
    """An invariant that does not hold, whose attempt (or empty), and what was found."""

    invariant: str
    attempt: str
    what: str


@dataclass(frozen=True)
class Counts:
    """The numbers of the fault table."""

    candidates: int
    sent: int
    acknowledged: int
    found: int
    replays: int
    late: int
    errors: int
    baseline_p95: float
    silence_seconds: float
    recovery_seconds: float | None


class Book:
    """One candidate's ledger, sorted by what it says."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self.entries = entries
        self.intents: dict[Number, dict[str, Any]] = {}
        self.acked: dict[Number, float] = {}
        self.kept: set[Number] = set()
        self.sends: Counter[Number] = Counter()
        for entry in entries:
            numbers = [(entry["lease"], seq) for seq in entry.get("seqs", [])]
            if entry["do"] == "intent":
                self.intents[entry["lease"], entry["seq"]] = entry
            elif entry["do"] == "sent":
                self.sends.update(numbers)
            elif entry["do"] == "ack":
                for number in numbers:
                    self.acked.setdefault(number, entry["t"])
            elif entry["do"] == "kept":
                self.kept.update(numbers)

    def of(self, *kinds: str) -> Iterator[dict[str, Any]]:
        """The entries of some kinds."""
        return (entry for entry in self.entries if entry["do"] in kinds)


def check(found: Evidence) -> list[Violation]:
    """Everything that does not hold."""
    books = {attempt: Book(entries) for attempt, entries in found.ledgers.items()}
    violations = list(_exactly_one_each(found)) + list(_recovered(found, books)) + list(_no_leak(found, books))
    for attempt, book in books.items():
        row = found.rows.get(attempt)
        if row is None:
            violations.append(Violation("I3", attempt, "the attempt is not in the database"))
            continue
        for judge in (_answers_kept, _time, _one_end, _score, _no_phantom):
            violations += [Violation(name, attempt, what) for name, what in judge(row, book, found)]
    return violations


def counts(found: Evidence) -> Counts:
    """The row of the fault table."""
    books = {attempt: Book(entries) for attempt, entries in found.ledgers.items()}
    acked = [(attempt, number) for attempt, book in books.items() for number in book.acked]
    began, ended = found.case["fault_began"], found.case["fault_ended"]
    waits = _waits(books)
    normal = measures.baseline(waits, began)
    return Counts(
        candidates=len(books),
        sent=sum(len(book.sends) for book in books.values()),
        acknowledged=len(acked),
        found=sum(1 for attempt, number in acked if number in found.rows[attempt].events),
        replays=sum(sum(book.sends.values()) - len(book.sends) for book in books.values()) + found.case["repeated"],
        late=sum(len(row.late) for row in found.rows.values()),
        errors=sum(1 for book in books.values() for _ in book.of("error")),
        baseline_p95=round(normal, 3),
        silence_seconds=round(_silence(books), 1),
        recovery_seconds=measures.recovery(waits, normal=normal, fault_began=began, fault_ended=ended),
    )


Finding = tuple[str, str]


def _answers_kept(row: Row, book: Book, found: Evidence) -> Iterator[Finding]:
    """I1: nothing acknowledged is lost or altered, nothing stored is anybody else's, nothing late counts or is dropped."""
    for number in book.acked:
        if number not in row.events:
            yield "I1", f"acknowledged answer {number} is not in the database"
    for number in book.kept - row.events.keys() - row.late.keys():
        yield "I1", f"late answer {number} was said to be kept and is not"
    for number, stored in [*row.events.items(), *row.late.items()]:
        meant = book.intents.get(number)
        if meant is None or (meant["item"], meant["letter"], meant["flagged"]) != stored[:3]:
            yield "I1", f"stored answer {number} is not what the candidate meant: {stored[:3]}"
    for number in row.events.keys() & row.late.keys():
        yield "I1", f"answer {number} is both counted and kept as late"
    for number, stored in row.events.items():
        if row.ends_at is None or stored.received_at > row.ends_at + found.grace:
            yield "I1", f"answer {number} counts although it came at {stored.received_at}"
    newest = _newest(row.events, {number: stored.item for number, stored in row.events.items()})
    acked = _newest(book.acked, {number: intent["item"] for number, intent in book.intents.items()})
    for item, number in acked.items():
        if newest.get(item, (0, 0)) < number:
            yield "I1", f"item {item} stands at an older answer than the acknowledged {number}"


def _time(row: Row, book: Book, _: Evidence) -> Iterator[Finding]:
    """I2: the end is the start, the allowance and the ledger, in the database and in everything the candidate was told."""
    if row.started_at is None or row.ends_at is None:
        if any(True for _ in book.of("started")):
            yield "I2", "the candidate has started and the database does not know"
        return
    allowed = dt.timedelta(seconds=row.limit_seconds)
    if row.ends_at != row.started_at + allowed + dt.timedelta(seconds=row.given_seconds):
        yield "I2", f"ends at {row.ends_at}, started {row.started_at}, allowed {allowed}, given {row.given_seconds} s"
    for entry in book.of("started"):
        if entry["started_at"] != _told(row.started_at):
            yield "I2", f"the start moved: told {entry['started_at']}, stored {row.started_at}"
    for entry in book.of("told"):
        if entry["ends_at"] != _told(row.started_at + allowed + dt.timedelta(seconds=entry["granted"])):
            yield "I2", f"told an end of {entry['ends_at']} with {entry['granted']} s given"


def _one_end(row: Row, book: Book, _: Evidence) -> Iterator[Finding]:
    """I3: one end, one receipt, one score."""
    receipts = {(entry["receipt"], entry["reason"], entry["ended_at"]) for entry in book.of("receipt")}
    if len(receipts) > 1:
        yield "I3", f"two receipts: {sorted(receipts)}"
    stored = (row.receipt, row.end_reason, _told(row.ended_at) if row.ended_at else None)
    if receipts and receipts != {stored}:
        yield "I3", f"the candidate holds {sorted(receipts)}, the database {stored}"
    if row.ended_at is not None and row.ends_recorded != 1:
        yield "I3", f"{row.ends_recorded} ends in the audit trail"
    if row.end_reason == "time_up" and row.ended_at != row.ends_at:
        yield "I2", f"time was up at {row.ends_at}, its end is written as {row.ended_at}"
    if row.scores > 1:
        yield "I3", f"{row.scores} scores in one run"


def _score(row: Row, book: Book, _: Evidence) -> Iterator[Finding]:
    """I4: the stored score is what the stored answers earn, and what the candidate's own ledger earns."""
    if row.score is None:
        if row.started_at is not None:
            yield "I4", "no score"
        return
    stored = scoring.score(scoring.standing((*n, e.item, e.letter) for n, e in row.events.items()), row.key)
    if stored != row.score:
        yield "I4", f"the score is {row.score}, the stored answers earn {stored}"
    # An answer whose reply was lost may have been stored: whether it was is the one thing the ledger cannot know.
    known = [number for number in book.intents if number in book.acked or number in row.events]
    meant = ((*number, book.intents[number]["item"], book.intents[number]["letter"]) for number in known)
    earned = scoring.score(scoring.standing(meant), row.key)
    if earned != row.score:
        yield "I4", f"the score is {row.score}, the candidate's ledger earns {earned}"


def _no_phantom(row: Row, book: Book, _: Evidence) -> Iterator[Finding]:
    """I5: whatever the screen may call saved, started or handed in is in the database."""
    prefix: dict[int, int] = {}
    for lease, seq in sorted(row.events):
        if seq == prefix.get(lease, 0) + 1:
            prefix[lease] = seq
    for entry in book.of("ack"):
        if (entry["held"] or 0) > prefix.get(entry["lease"], 0):
            yield (
                "I5",
                f"held {entry['held']} of lease {entry['lease']}, stored without a gap {prefix.get(entry['lease'])}",
            )
    lost = [number for number in book.acked if number not in row.events]
    if lost:
        yield "I5", f"{len(lost)} answers were shown as saved and are not"
    if any(True for _ in book.of("receipt")) and row.ended_at is None:
        yield "I5", "handed in with a receipt and not ended"
    standing = scoring.standing((*n, e.item, e.letter) for n, e in row.events.items())
    for entry in book.of("receipt"):
        if entry["answered"] != len(standing):
            yield "I5", f"told {entry['answered']} answered, stored {len(standing)}"


def _exactly_one_each(found: Evidence) -> Iterator[Violation]:
    if not found.attempts == found.registrations == len(found.ledgers):
        what = f"{found.registrations} registrations, {found.attempts} attempts, {len(found.ledgers)} candidates"
        yield Violation("I3", "", what)
    if found.runs != 1:
        yield Violation("I3", "", f"{found.runs} score runs of one set of answers")
    receipts = Counter(row.receipt for row in found.rows.values() if row.receipt)
    for receipt, number in receipts.items():
        if number > 1:
            yield Violation("I3", "", f"receipt {receipt} was given to {number} attempts")


def _recovered(found: Evidence, books: dict[str, Book]) -> Iterator[Violation]:
    """I6, and the second half of I2: saves were impossible for no longer than the fault's bound."""
    silence = _silence(books)
    if silence > found.case["most_silence"]:
        yield Violation("I2", "", f"nothing was acknowledged for {silence:.1f} s and no time was given")
    if not found.case["recovers"]:
        return
    began, ended = found.case["fault_began"], found.case["fault_ended"]
    waits = _waits(books)
    normal = measures.baseline(waits, began)
    after = measures.recovery(waits, normal=normal, fault_began=began, fault_ended=ended)
    if after is None or after > MOST_RECOVERY:
        yield Violation(
            "I6", "", f"p95 was not normal again ({normal:.2f} s before) within {MOST_RECOVERY:.0f} s: {after}"
        )


def _no_leak(found: Evidence, books: dict[str, Book]) -> Iterator[Violation]:
    """I7: error bodies hold no key, no explanation, no name, no secret and nothing of the program's inside."""
    banned = [*LEAKS, *found.case["banned"]]
    for attempt, book in books.items():
        for entry in book.of("error"):
            if entry["status"] >= 400:
                for word in banned:
                    if word in entry["body"]:
                        shown = word if word in LEAKS else "a name, key or secret"
                        yield Violation(
                            "I7", attempt, f"an error body ({entry['status']}, {entry['what']}) holds {shown}"
                        )


def _waits(books: dict[str, Book]) -> list[measures.Answer]:
    return [
        (book.intents[number]["t"], acked_at - book.intents[number]["t"])
        for book in books.values()
        for number, acked_at in book.acked.items()
    ]


def _silence(books: dict[str, Book]) -> float:
    return measures.longest_silence(acked_at for book in books.values() for acked_at in book.acked.values())


def _newest(numbers: Any, items: dict[Number, int]) -> dict[int, Number]:
    found: dict[int, Number] = {}
    for number in numbers:
        item = items[number]
        found[item] = max(found.get(item, (0, 0)), number)
    return found


def _told(moment: dt.datetime) -> str:
    """An instant as the protocol writes it."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def main(arguments: list[str]) -> int:
    """Judge one case."""
    folder, url = Path(arguments[0]), arguments[1]
    with psycopg.connect(url) as database:
        found = evidence.load(folder, database)
    violations = check(found)
    told = {"counts": asdict(counts(found)), "violations": [violation._asdict() for violation in violations]}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
