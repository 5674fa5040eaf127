"""A host whose clock is wrong, for one process: what Python reads of the wall clock is shifted, monotonic time is not.

The shift stands in a file and may change while the process runs. (libfaketime would reach further, but the waits of its
threads do not end as they should, and connections to PostgreSQL time out.)
"""

import datetime as dt
import time
from pathlib import Path

from django.utils import timezone

LOOK_EVERY = 0.5
_real = time.time


class Shift:
    """The seconds in the file, looked at twice a second."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.seconds = 0.0
        self.looked_at = 0.0

    def now(self) -> float:
        """The wrong time."""
        if time.monotonic() - self.looked_at > LOOK_EVERY:
            self.looked_at = time.monotonic()
            self.seconds = float(self.path.read_text())
        return _real() + self.seconds


def install(path: str) -> None:
    """From here on this process lives by the shifted clock. Call before the product is imported."""
    shift = Shift(path)
    time.time = shift.now
    time.time_ns = lambda: int(shift.now() * 1_000_000_000)
    timezone.now = lambda: dt.datetime.fromtimestamp(shift.now(), dt.UTC)
