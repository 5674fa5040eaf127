"""Who in this process listens to which group, and how a word reaches them from any thread or process.

A word is a kind and the groups it is meant for, never what has happened. Every web process hears all words through one
subscription to the channel layer and passes each on to its own listeners by a table, so a thousand sockets need no queue,
task or subscription of their own, and a word to a thousand groups is a few messages. With the layer in memory there is
one process, and the word goes straight to its loop.
"""

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

import structlog
from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

EVERYBODY = "switchboard"
SEND_SECONDS = 2.0
GROUPS_AT_ONCE = 500
log = structlog.get_logger(__name__)


class Listener(Protocol):
    """Somebody who has joined a group."""

    def hear(self, kind: str) -> None:
        """Take a word, on the loop, without waiting for anything."""


class Switchboard:
    """The table of one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._groups: dict[str, set[Listener]] = {}
        self._opening = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Subscribe once, so that words from other processes arrive. Raises what the channel layer raises."""
        async with self._opening:
            layer = get_channel_layer()
            if self._listening is not None or _is_here(layer):
                return
            async with asyncio.timeout(SEND_SECONDS):
                channel = await layer.new_channel()
                await layer.group_add(EVERYBODY, channel)
            self._listening = asyncio.create_task(self._listen(layer, channel))

    def join(self, groups: Iterable[str], listener: Listener) -> None:
        """From now on the listener hears words to these groups."""
        for group in groups:
            self._groups.setdefault(group, set()).add(listener)

    def leave(self, groups: Iterable[str], listener: Listener) -> None:
        """The opposite; harmless for one who has not joined."""
        for group in groups:
            members = self._groups.get(group, set())
            members.discard(listener)
            if not members:
                self._groups.pop(group, None)

    def deliver(self, groups: Iterable[str], kind: str) -> None:
        """Pass a word on: each listener hears it once, however many of its groups are meant."""
        for listener in {each for group in groups for each in self._groups.get(group, ())}:
            listener.hear(kind)

    async def _listen(self, layer: Any, channel: str) -> None:
        while True:
            try:
                message = await layer.receive(channel)
                self.deliver(message["groups"], message["kind"])
            except Exception as error:
                log.error("switchboard_failed", error=type(error).__name__)
                await asyncio.sleep(1)


_board: Switchboard | None = None


def here() -> Switchboard:
    """The switchboard of the running loop; a process has one loop that serves."""
    global _board
    loop = asyncio.get_running_loop()
    if _board is None or _board.loop is not loop:
        _board = Switchboard(loop)
    return _board


def publish(groups: Collection[str], kind: str) -> None:
    """Tell the listeners of these groups, in this process and in all others. From any thread; never waits longer than
    2 s for the channel server, and where this process serves sockets itself it does not wait at all."""
    told, board = sorted(groups), _board
    is_serving = board is not None and board.loop.is_running()
    if not told:
        return
    if _is_here(get_channel_layer()):
        if board is not None and is_serving:
            with contextlib.suppress(RuntimeError):  # the loop has just ended
                board.loop.call_soon_threadsafe(board.deliver, told, kind)
    elif board is not None and is_serving:
        asyncio.run_coroutine_threadsafe(_send(told, kind), board.loop)
    else:
        async_to_sync(_send)(told, kind)


def _is_here(layer: Any) -> bool:
    return isinstance(layer, InMemoryChannelLayer)


async def _send(groups: Sequence[str], kind: str) -> None:
    layer = get_channel_layer()
    try:
        async with asyncio.timeout(SEND_SECONDS):  # a hanging channel server must not hold up the page
            for first in range(0, len(groups), GROUPS_AT_ONCE):
                # "type" is what a consumer of Channels would need; nobody here is one.
                message = {"type": "word", "groups": list(groups[first : first + GROUPS_AT_ONCE]), "kind": kind}
                await layer.group_send(EVERYBODY, message)
    except Exception as error:  # a lost word costs nothing but time: whoever listens asks again by itself
        log.warning("word_not_sent", error=type(error).__name__)
