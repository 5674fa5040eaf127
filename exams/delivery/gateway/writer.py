"""The single writer of answers: requests that arrive together are joined into one transaction (group commit).

One thread with one database connection takes whatever is waiting, writes it, and answers after the commit. While it
writes, the next batch gathers by itself, so no timer is needed. The queue is bounded: when it is full the client is told
to come back, which costs a candidate nothing (the browser's journal holds the answer).
"""

import asyncio
import datetime as dt
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from django.db import InterfaceError, OperationalError, connection

from exams.delivery.services import answers
from exams.delivery.services.answers import Receipt, Submission
from lms.core import clock

QUEUE_LIMIT = 2_000
BATCH_LIMIT = 250
OUTAGES = (OperationalError, InterfaceError)
FRESH_TRY_SECONDS = 1.0
"""A failure that came quickly is tried again at once; one that took longer is an outage, and clients come back."""
log = structlog.get_logger(__name__)


class Busy(Exception):
    """The queue is full, the writer is stopping, or the database does not answer: try again shortly."""


@dataclass(slots=True)
class _Waiting:
    """A request in the queue; ``arrived`` is monotonic, so waiting its turn never makes an answer late."""

    submission: Submission
    arrived: float
    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[Receipt]"


class Writer:
    """Runs between :meth:`start` and :meth:`stop`; :meth:`save` may be called from any event loop."""

    def __init__(self, *, queue_limit: int = QUEUE_LIMIT, batch_limit: int = BATCH_LIMIT) -> None:
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(maxsize=queue_limit)
        self._batch_limit = batch_limit
        self._thread: threading.Thread | None = None
        self._accepting = False

    def start(self) -> None:
        """Take up work."""
        if self._thread is None:
            self._accepting = True
            self._thread = threading.Thread(target=self._run, name="answers-writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Take nothing new, write what is waiting, end the thread."""
        self._accepting = False
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    async def save(self, submission: Submission) -> Receipt:
        """What became of the submission, once that is durable. Raises :class:`Busy`."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(submission, time.monotonic(), loop, loop.create_future())
        if not self._accepting:
            raise Busy
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            raise Busy from None
        return await waiting.done

    def _run(self) -> None:
        try:
            while True:
                batch, last = self._take()
                if batch:
                    self._handle(batch)
                if last:
                    return
        finally:
            connection.close()

    def _take(self) -> tuple[list[_Waiting], bool]:
        """At least one waiting request and all that came with it; True when told to stop."""
        batch: list[_Waiting] = []
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

    def _handle(self, batch: list[_Waiting]) -> None:
        for waiting, receipt in zip(batch, _receive(batch), strict=True):
            waiting.loop.call_soon_threadsafe(_settle, waiting.done, receipt)


def _receive(batch: list[_Waiting]) -> Sequence[Receipt | Exception]:
    """A receipt for every request, or why there is none."""
    began = time.monotonic()
    try:
        return _write(batch)
    except OUTAGES:
        connection.close()  # the next try opens a fresh connection: the database may have been restarted
        if time.monotonic() - began < FRESH_TRY_SECONDS:
            return _receive_again(batch)
        return _refused(batch)
    except Exception:
        # One bad request must not fail its neighbours: each gets a transaction of its own.
        return [_receive_again([waiting])[0] for waiting in batch]


def _receive_again(batch: list[_Waiting]) -> Sequence[Receipt | Exception]:
    try:
        return _write(batch)
    except Exception as error:
        connection.close()
        log.error("answers_not_written", error=type(error).__name__, requests=len(batch))
        return _refused(batch)


def _refused(batch: list[_Waiting]) -> list[Exception]:
    return [Busy() for _ in batch]


def _write(batch: list[_Waiting]) -> Sequence[Receipt]:
    now, instant = clock.now(), time.monotonic()
    submissions = [
        replace(each.submission, received_at=now - dt.timedelta(seconds=instant - each.arrived)) for each in batch
    ]
    return answers.receive(submissions, now=now)


def _settle(done: "asyncio.Future[Receipt]", receipt: Receipt | Exception) -> None:
    if done.done():  # the client went away; what it sent is stored all the same
        return
    if isinstance(receipt, Exception):
        done.set_exception(receipt)
    else:
        done.set_result(receipt)
