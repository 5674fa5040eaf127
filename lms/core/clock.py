"""The one clock of the product.

``now()`` is this process's monotonic time plus an offset to the database's clock, measured every 30 s, so that two web
processes on two hosts give the same verdict at a deadline and a jump of the host's wall clock changes nothing.
Only edges (views, consumers, tasks, commands) call it, once; services take ``now`` as an argument.
"""

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Iterator

from django.db import Error, connection
from django.utils import timezone

_MEASURE_EVERY = 30.0
_TRY_AGAIN_AFTER = 2.0
_LONGEST_READING = 0.5
"""Seconds: a slower answer may have been lying about at either end and says too little about now."""
_lock = threading.Lock()
_offset: float | None = None
_measured_at = 0.0
_frozen: dt.datetime | None = None


class ClockSkew(RuntimeError):
    """The host's clock and the database's clock differ by more than the allowed seconds."""


def now() -> dt.datetime:
    """The current instant, aware, in UTC; the database's clock is the reference."""
    if _frozen is not None:
        return _frozen
    offset = _current_offset()  # may take a while, so the time is read after it
    return dt.datetime.fromtimestamp(offset + time.monotonic(), dt.UTC)


def today() -> dt.date:
    """Today's date in Taiwan."""
    return timezone.localtime(now()).date()


def database_now() -> dt.datetime:
    """The database server's own wall clock."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            moment: dt.datetime = cursor.fetchone()[0]
            return moment
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
        return dt.datetime.fromisoformat(cursor.fetchone()[0])


def check_skew(limit_seconds: float) -> None:
    """Raise :class:`ClockSkew` when host and database disagree by more than ``limit_seconds``.

    The database has read its clock at some instant between asking and hearing: what a slow answer takes is no skew.
    """
    asked = time.time()
    reading = database_now().timestamp()
    skew = max(asked - reading, reading - time.time(), 0.0)
    if skew > limit_seconds:
        raise ClockSkew(f"The clocks of this host and of the database differ by {skew:.1f} s; set the clock (NTP).")


@contextlib.contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Stand still at ``moment`` (rehearsals and tests)."""
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before


def _current_offset() -> float:
    """The offset, measured again when it is old. Once there is one, nobody waits for a database that does not answer."""
    if _is_old() and _lock.acquire(blocking=_offset is None):
        try:
            if _is_old():
                _measure()
        finally:
            _lock.release()
    assert _offset is not None
    return _offset


def _is_old() -> bool:
    return _offset is None or time.monotonic() - _measured_at > _MEASURE_EVERY


def _measure() -> None:
    """Take a reading at the middle of its round trip. A failed or slow one leaves the offset as it was, for a while:
    monotonic time goes on correctly without the database."""
    global _offset, _measured_at
    began = time.monotonic()
    try:
        reading = database_now().timestamp()
    except Error:
        if _offset is None:
            raise
        reading = None
    ended = time.monotonic()
    if reading is not None and (_offset is None or ended - began <= _LONGEST_READING):
        _offset = reading - (began + ended) / 2
        _measured_at = ended
    else:
        _measured_at = ended - _MEASURE_EVERY + _TRY_AGAIN_AFTER
