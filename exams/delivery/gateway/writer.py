"""A lane of the answers server: requests that arrive together are joined into one transaction (group commit).

One thread with one database connection takes whatever is waiting, hands it to the lane's handler, and answers after the
commit. While it writes, the next batch gathers by itself, so no timer is needed. The queue is bounded: when it is full
the client is told to come back, which costs a candidate nothing (the browser's journal holds the answer). When the
database hangs, a watchman tells everybody who has waited for too long the same; the thread goes on when the database does.
"""

import asyncio
import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

from exams.delivery.gateway import database
from lms.core import clock

QUEUE_LIMIT = 2_000
BATCH_LIMIT = 250
OUTAGES = (OperationalError, InterfaceError)
FRESH_TRY_SECONDS = 1.0
"""A failure that came quickly is tried again at once; one that took longer is an outage, and clients come back."""
PATIENCE_SECONDS = 6.0
"""For how long a batch may be with the database before everybody who waits is sent away; clients give up after eight."""
_WATCH_SECONDS = 0.5
log = structlog.get_logger(__name__)

Q = TypeVar("Q")
R = TypeVar("R")
Handler: TypeAlias = Callable[[Sequence[Q], Sequence[dt.datetime], dt.datetime], Sequence[R]]
"""(requests, the instant each arrived, now) → their outcomes in the same order, after the commit.

It runs in the lane's thread and makes its own transaction; if it raises, nothing of the batch may be stored.
"""


class Busy(Exception):
    """The queue is full, the lane is stopping, or the database does not answer: try again shortly."""


class Waiting(NamedTuple):
    """A request in the queue; ``arrived`` is monotonic, so waiting its turn never makes an answer late."""

    request: Any
    arrived: float
    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[Any]"


class Writer(Generic[Q, R]):
    """Runs between :meth:`start` and :meth:`stop`; :meth:`submit` may be called from any event loop.

    ``prepared``: see ``database.adopt``. ``patience``: seconds that a batch may take.
    """

    def __init__(
        self,
        handler: "Handler[Q, R]",
        *,
        name: str = "answers",
        queue_limit: int = QUEUE_LIMIT,
        batch_limit: int = BATCH_LIMIT,
        prepared: bool = False,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.name = name
        self.handler = handler
        self.prepared = prepared
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._queue_limit = queue_limit
        self._batch_limit = batch_limit
        self._patience = patience
        self._thread: threading.Thread | None = None
        self._accepting = False
        self._stopped = threading.Event()
        self._under_way: tuple[float, list[Waiting]] | None = None

    def start(self) -> None:
        """Take up work."""
        if self._thread is None:
            self._accepting = True
            self._stopped.clear()
            self._thread = threading.Thread(target=self._run, name=f"{self.name}-writer", daemon=True)
            self._thread.start()
            threading.Thread(target=self._watch, name=f"{self.name}-watchman", daemon=True).start()

    def stop(self) -> None:
        """Take nothing new, write what is waiting, end the thread; a database that hangs is not waited for."""
        self._accepting = False
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(2 * self._patience)
            self._stopped.set()
            self._thread = None

    async def submit(self, request: Q) -> R:
        """What became of the request, once that is durable. Raises :class:`Busy`."""
        if not self._accepting or self._queue.qsize() >= self._queue_limit or self._hangs():
            raise Busy
        loop = asyncio.get_running_loop()
        done: asyncio.Future[R] = loop.create_future()
        self._queue.put(Waiting(request, time.monotonic(), loop, done))
        return await done

    def _run(self) -> None:
        database.adopt(prepared=self.prepared)
        try:
            last = False
            while not last:
                batch, last = self._take()
                if batch:
                    self._under_way = time.monotonic(), batch
                    outcomes = self._outcomes(batch)
                    self._under_way = None
                    _settle(zip(batch, outcomes, strict=True))
        finally:
            connection.close()

    def _take(self) -> tuple[list[Waiting], bool]:
        """At least one waiting request and all that came with it; True when told to stop."""
        batch: list[Waiting] = []
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

    def _outcomes(self, batch: list[Waiting]) -> "Sequence[R | Exception]":
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

    def _once_more(self, batch: list[Waiting]) -> "Sequence[R | Exception]":
        try:
            return self.write(batch)
        except Exception as error:
            connection.close()
            # Never the text: it could carry an answer.
            log.error("batch_not_written", lane=self.name, error=type(error).__name__, requests=len(batch))
            return _refused(batch)

    def write(self, batch: Sequence[Waiting]) -> Sequence[R]:
        """Hand a batch to the handler, in this thread."""
        now, instant = clock.now(), time.monotonic()
        arrived = [now - dt.timedelta(seconds=instant - each.arrived) for each in batch]
        return self.handler([each.request for each in batch], arrived, now)

    def _watch(self) -> None:
        """While the database hangs, nobody waits for it: what is sent again is the same row."""
        while not self._stopped.wait(min(_WATCH_SECONDS, self._patience)):
            under_way = self._under_way
            if under_way is not None and self._hangs():
                waiting = [*under_way[1], *self._drained()]
                log.error("database_hangs", lane=self.name, requests=len(waiting))
                _settle(zip(waiting, _refused(waiting), strict=True))

    def _hangs(self) -> bool:
        under_way = self._under_way
        return under_way is not None and time.monotonic() - under_way[0] > self._patience

    def _drained(self) -> Iterator[Waiting]:
        while True:
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                return
            if entry is None:  # told to stop: for the lane's own thread
                self._queue.put(None)
                return
            yield entry


def _refused(batch: Sequence[Waiting]) -> list[Exception]:
    return [Busy() for _ in batch]


def _settle(outcomes: Any) -> None:
    """Wake every loop once, however many of the batch's requests wait in it."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for (_request, _arrived, loop, done), outcome in outcomes:
        by_loop.setdefault(loop, []).append((done, outcome))
    for loop, settled in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_deliver, settled)


def _deliver(settled: list[tuple["asyncio.Future[Any]", Any]]) -> None:
    for done, outcome in settled:
        if done.done():  # the client went away, or was sent away; what it sent may be stored all the same
            continue
        if isinstance(outcome, Exception):
            done.set_exception(outcome)
        else:
            done.set_result(outcome)
