"""A lane of the answers server: requests that arrive together are joined into one transaction (group commit).

One thread with one database connection takes whatever is waiting, hands it to the lane's handler, and answers after the
commit. While it writes, the next batch gathers by itself, so no timer is needed. The queue is bounded: when it is full
the client is told to come back, which costs a candidate nothing (the browser's journal holds the answer).
"""

import asyncio
import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

from lms.core import clock

QUEUE_LIMIT = 2_000
BATCH_LIMIT = 250
OUTAGES = (OperationalError, InterfaceError)
FRESH_TRY_SECONDS = 1.0
"""A failure that came quickly is tried again at once; one that took longer is an outage, and clients come back."""
log = structlog.get_logger(__name__)

Q = TypeVar("Q")
R = TypeVar("R")
Handler: TypeAlias = Callable[[Sequence[Q], Sequence[dt.datetime], dt.datetime], Sequence[R]]
"""(requests, the instant each arrived, now) → their outcomes in the same order, after the commit.

It runs in the lane's thread and makes its own transaction; if it raises, nothing of the batch may be stored.
"""


class Busy(Exception):
    """The queue is full, the lane is stopping, or the database does not answer: try again shortly."""


@dataclass(slots=True)
class Waiting(Generic[Q]):
    """A request in the queue; ``arrived`` is monotonic, so waiting its turn never makes an answer late."""

    request: Q
    arrived: float
    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[Any]"


class Writer(Generic[Q, R]):
    """Runs between :meth:`start` and :meth:`stop`; :meth:`submit` may be called from any event loop."""

    def __init__(
        self,
        handler: "Handler[Q, R]",
        *,
        name: str = "answers",
        queue_limit: int = QUEUE_LIMIT,
        batch_limit: int = BATCH_LIMIT,
    ) -> None:
        self.name = name
        self.handler = handler
        self._queue: queue.Queue[Waiting[Q] | None] = queue.Queue(maxsize=queue_limit)
        self._batch_limit = batch_limit
        self._thread: threading.Thread | None = None
        self._accepting = False

    def start(self) -> None:
        """Take up work."""
        if self._thread is None:
            self._accepting = True
            self._thread = threading.Thread(target=self._run, name=f"{self.name}-writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Take nothing new, write what is waiting, end the thread."""
        self._accepting = False
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    async def submit(self, request: Q) -> R:
        """What became of the request, once that is durable. Raises :class:`Busy`."""
        loop = asyncio.get_running_loop()
        waiting = Waiting(request, time.monotonic(), loop, loop.create_future())
        if not self._accepting:
            raise Busy
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            raise Busy from None
        found: R = await waiting.done
        return found

    def _run(self) -> None:
        try:
            while True:
                batch, last = self._take()
                if batch:
                    self._settle(batch, self._outcomes(batch))
                if last:
                    return
        finally:
            connection.close()

    def _take(self) -> "tuple[list[Waiting[Q]], bool]":
        """At least one waiting request and all that came with it; True when told to stop."""
        batch: list[Waiting[Q]] = []
        entry = self._queue.get()
        while entry is not None:
            batch.append(entry)
            if len(batch) >= self._batch_limit:
                return batch, False
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _outcomes(self, batch: "list[Waiting[Q]]") -> "Sequence[R | Exception]":
        """An outcome for every request, or why there is none."""
        began = time.monotonic()
        try:
            return self.write(batch)
        except OUTAGES:
            connection.close()  # the next try opens a fresh connection: the database may have been restarted
            if time.monotonic() - began < FRESH_TRY_SECONDS:
                return self._once_more(batch)
            return _refused(batch)
        except Exception:
            # One bad request must not fail its neighbours: each gets a transaction of its own.
            return [self._once_more([waiting])[0] for waiting in batch]

    def _once_more(self, batch: "list[Waiting[Q]]") -> "Sequence[R | Exception]":
        try:
            return self.write(batch)
        except Exception as error:
            connection.close()
            # Never the text: it could carry an answer.
            log.error("batch_not_written", lane=self.name, error=type(error).__name__, requests=len(batch))
            return _refused(batch)

    def write(self, batch: "Sequence[Waiting[Q]]") -> Sequence[R]:
        """Hand a batch to the handler, in this thread."""
        now, instant = clock.now(), time.monotonic()
        arrived = [now - dt.timedelta(seconds=instant - each.arrived) for each in batch]
        return self.handler([each.request for each in batch], arrived, now)

    def _settle(self, batch: "list[Waiting[Q]]", outcomes: "Sequence[R | Exception]") -> None:
        """Wake every loop once, however many of the batch's requests wait in it."""
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], R | Exception]]] = {}
        for waiting, outcome in zip(batch, outcomes, strict=True):
            by_loop.setdefault(waiting.loop, []).append((waiting.done, outcome))
        for loop, settled in by_loop.items():
            loop.call_soon_threadsafe(_deliver, settled)


def _refused(batch: "Sequence[Waiting[Any]]") -> list[Exception]:
    return [Busy() for _ in batch]


def _deliver(settled: "list[tuple[asyncio.Future[Any], Any]]") -> None:
    for done, outcome in settled:
        if done.done():  # the client went away; what it sent is stored all the same
            continue
        if isinstance(outcome, Exception):
            done.set_exception(outcome)
        else:
            done.set_result(outcome)
