"""The rights of all sockets of a process: handshakes that arrive together are judged together, and one walk goes round."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Protocol

import structlog
from channels.db import database_sync_to_async

from exams.delivery.selectors import following
from exams.delivery.selectors.following import Claim, Verdict
from lms.core import clock

AT_ONCE = 500
log = structlog.get_logger(__name__)


class Walked(Protocol):
    """A socket on the walk."""

    claim: Claim
    tick_seconds: float

    def take(self, verdict: Verdict) -> None:
        """Stay or close."""


class Patrol:
    """What one loop needs to judge its sockets."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._waiting: list[tuple[Claim, asyncio.Future[Verdict]]] = []
        self._working: asyncio.Task[None] | None = None
        self._walking: asyncio.Task[None] | None = None
        self._open: set[Walked] = set()

    async def ask(self, claim: Claim) -> Verdict:
        """The verdict on one claim, with those of everybody who asks meanwhile. Raises what the database raises."""
        answer: asyncio.Future[Verdict] = self.loop.create_future()
        self._waiting.append((claim, answer))
        if self._working is None:
            self._working = self.loop.create_task(self._work())
        return await answer

    def enter(self, socket: Walked) -> None:
        """From now on the walk comes by."""
        self._open.add(socket)
        if self._walking is None:
            self._walking = self.loop.create_task(self._walk())

    def leave(self, socket: Walked) -> None:
        """It has closed."""
        self._open.discard(socket)
        if not self._open and self._walking is not None:
            self._walking.cancel()
            self._walking = None

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            try:
                verdicts = await _judge([claim for claim, _ in batch])
            except Exception as error:
                for _, answer in batch:
                    _fail(answer, error)
            else:
                for (_, answer), verdict in zip(batch, verdicts, strict=True):
                    with contextlib.suppress(asyncio.InvalidStateError):  # gone meanwhile
                        answer.set_result(verdict)
        self._working = None

    async def _walk(self) -> None:
        """Judge everybody once within the seconds of a tick, some at a time."""
        while self._open:
            everybody = list(self._open)
            parts = [everybody[first : first + AT_ONCE] for first in range(0, len(everybody), AT_ONCE)]
            for part in parts:
                await asyncio.sleep(part[0].tick_seconds / len(parts))
                await self._look_at(part)

    async def _look_at(self, part: Sequence[Walked]) -> None:
        try:
            verdicts = await _judge([each.claim for each in part])
        except Exception as error:  # whoever cannot be judged now is judged on the next round
            log.error("sockets_not_judged", error=type(error).__name__)
            return
        for each, verdict in zip(part, verdicts, strict=True):
            each.take(verdict)


def _fail(answer: "asyncio.Future[Verdict]", error: Exception) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):
        answer.set_exception(error)


@database_sync_to_async
def _judge(claims: list[Claim]) -> list[Verdict]:
    return following.judge(claims, now=clock.now())


_patrol: Patrol | None = None


def here() -> Patrol:
    """The patrol of the running loop; a process has one loop that serves."""
    global _patrol
    loop = asyncio.get_running_loop()
    if _patrol is None or _patrol.loop is not loop:
        _patrol = Patrol(loop)
    return _patrol
