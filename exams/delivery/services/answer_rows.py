"""The statements of the answers path, one of each for a whole batch, in SQL that PostgreSQL and SQLite both speak.

The rows of a batch travel as one JSON text, so a statement has the same few parameters (and, prepared, the same plan)
whatever the size of the batch. The two databases differ in three words: how JSON is unfolded, how an instant is read,
and that only one of them locks rows.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import OperationalError, connection

_LOCK_NOT_AVAILABLE = "55P03"


@dataclass(slots=True)
class Standing:
    """The columns of an attempt that decide about an answer; ``held_seq`` and ``top_seq`` move with the batch.

    Instants are read when asked for: most are not, and ``ends_at`` is the same every time.
    """

    pk: int
    state: str
    end_reason: str
    lease: int
    token_hash: str
    ends: str | None
    paused: str | None
    last_seen: str | None
    last_saved: str | None
    held_seq: int
    top_seq: int
    news: int

    @property
    def ends_at(self) -> dt.datetime | None:
        """When the time is up."""
        return _moment(self.ends)

    @property
    def paused_at(self) -> dt.datetime | None:
        """Since when the clock stands still."""
        return _moment(self.paused)

    @property
    def last_seen_at(self) -> dt.datetime | None:
        """The last request that was written down."""
        return _moment(self.last_seen)

    @property
    def last_saved_at(self) -> dt.datetime | None:
        """The last answer."""
        return _moment(self.last_saved)


@dataclass(frozen=True, slots=True)
class _Dialect:
    rows: str
    """A table of JSON texts from one parameter, its column named ``value``."""
    moment: str
    """An instant from the text of a naive one in UTC."""
    lock: str
    patience: str


_DIALECTS = {
    "postgresql": _Dialect(
        rows="json_array_elements(CAST(%s AS json))",
        moment="CAST({} || 'Z' AS timestamptz)",
        lock=" FOR NO KEY UPDATE OF a",
        patience=" SKIP LOCKED",
    ),
    # The transaction is the only writer from its first statement on.
    "sqlite": _Dialect(rows="json_each(%s)", moment="{}", lock="", patience=""),
}
_EVENTS = """
INSERT INTO delivery_answerevent (attempt_id, lease, client_seq, item_id, options, flagged, received_at)
SELECT CAST(r.value->>0 AS bigint), CAST(r.value->>1 AS integer), CAST(r.value->>2 AS integer),
       CAST(r.value->>3 AS bigint), r.value->4, CAST(r.value->>5 AS boolean), {moment}
FROM {rows} AS r WHERE true ON CONFLICT DO NOTHING
"""
_STANDINGS = """
SELECT a.id, a.state, a.end_reason, a.lease, a.token_hash, CAST(a.ends_at AS text), CAST(a.paused_at AS text),
       CAST(a.last_seen_at AS text), CAST(a.last_saved_at AS text), a.held_seq, a.top_seq, a.news
FROM delivery_attempt AS a
WHERE a.id IN (SELECT CAST(r.value->>0 AS bigint) FROM {rows} AS r) ORDER BY a.id{lock}
"""
_PROGRESS = """
UPDATE delivery_attempt SET last_seen_at = {now}, held_seq = CAST(r.value->>1 AS integer),
       top_seq = CAST(r.value->>2 AS integer), last_saved_at = COALESCE({saved}, last_saved_at)
FROM {rows} AS r WHERE delivery_attempt.id = CAST(r.value->>0 AS bigint)
"""


def locked(pks: Iterable[int], *, skip_locked: bool = False) -> dict[int, Standing]:
    """The attempts, locked in the order of their keys; with ``skip_locked`` only those that nobody else holds."""
    own = _dialect()
    lock = own.lock + (own.patience if skip_locked else "")
    keys = "[" + ",".join([f"[{pk}]" for pk in pks]) + "]"
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS.format(rows=own.rows, lock=lock), [keys])
        rows = cursor.fetchall()
    return {row[0]: Standing(*row) for row in rows}


def event(attempt: int, lease: int, seq: int, item: int, options: str, flagged: bool, at: str) -> str:
    """One row for :func:`add_events`; ``options`` is JSON already, ``at`` comes from :func:`text_of`."""
    return f'[{attempt},{lease},{seq},{item},{options},{"true" if flagged else "false"},"{at}"]'


def add_events(events: Sequence[str]) -> None:
    """Store answers. A replay meets the unique constraint and stays the row it was."""
    if events:
        own = _dialect()
        _execute(_EVENTS.format(rows=own.rows, moment=own.moment.format("r.value->>6")), ["[" + ",".join(events) + "]"])


def write_progress(saved: Iterable[Standing], seen: Iterable[Standing], *, now: dt.datetime) -> None:
    """Who saved or only showed up; no indexed column changes."""
    at = text_of(now)
    rows = [[each.pk, each.held_seq, each.top_seq, at] for each in saved]
    rows += [[each.pk, each.held_seq, each.top_seq, None] for each in seen]
    if rows:
        own = _dialect()
        moments = {"now": own.moment.format("%s"), "saved": own.moment.format("r.value->>3")}
        _execute(_PROGRESS.format(rows=own.rows, **moments), [at, json.dumps(rows)])


def text_of(moment: dt.datetime) -> str:
    """An instant in UTC as the statements read it, and as Django writes it on SQLite."""
    return str(moment)[:-6] if moment.tzinfo is dt.UTC else str(moment.astimezone(dt.UTC))[:-6]


def is_lock_timeout(error: OperationalError) -> bool:
    """Whether somebody else held a row for longer than the connection waits."""
    return getattr(error.__cause__, "sqlstate", "") == _LOCK_NOT_AVAILABLE


def _execute(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _dialect() -> _Dialect:
    return _DIALECTS[connection.vendor]


@lru_cache(maxsize=20_000)
def _moment(text: str | None) -> dt.datetime | None:
    """An instant as a database writes it; SQLite leaves out that it is in UTC."""
    if text is None:
        return None
    read = dt.datetime.fromisoformat(text)
    return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read.astimezone(dt.UTC)
