"""One socket. It is small: a process holds thousands, so none has a task, queue, session or user of its own."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar

import structlog
from django.conf import settings
from django.http import parse_cookie

from exams.delivery import policies, realtime
from exams.delivery.consumers import patrol
from exams.delivery.selectors.following import Claim, Target, Verdict
from lms.core import switchboard

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
SIGNED_OUT = 4401
NOT_FOUND = 4404
TICK_SECONDS = 60.0
LONGEST_KEY = 40
LOOK_AGAIN = {"type": "websocket.send", "text": json.dumps({"type": "refetch"}, separators=(",", ":"))}
log = structlog.get_logger(__name__)
_telling: set["asyncio.Task[None]"] = set()


class HintConsumer:
    """Joins one group chosen by the server for an object the viewer may see, and leaves when the right ends.

    Rights are checked at the handshake and once in so many seconds; signing out closes the socket at once.
    """

    __slots__ = ("claim", "groups", "has_word", "is_closed", "is_signed_in", "send")
    target: ClassVar[Target]
    tick_seconds = TICK_SECONDS

    def __init__(self, claim: Claim, send: Send) -> None:
        self.claim, self.send = claim, send
        self.groups = [self.group(claim.public_id)]
        if claim.session_key:
            self.groups.append(realtime.session_group(claim.session_key))
        self.has_word = self.is_closed = self.is_signed_in = False

    @classmethod
    def as_asgi(cls) -> Any:
        """The application for an address; ``Any`` since Django's ``path`` expects a view."""

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            socket = cls(_claim(cls.target, scope), send)
            await receive()  # the handshake
            if await socket.is_let_in():
                await socket.stay(receive)

        return application

    @staticmethod
    def group(public_id: uuid.UUID) -> str:
        """The group of the object."""
        raise NotImplementedError

    async def is_let_in(self) -> bool:
        """Whether the viewer may follow the object; closes the socket when not, or when nobody can say so now."""
        try:
            verdict = await patrol.here().ask(self.claim)
            await switchboard.here().open()
        except Exception as error:  # the page asks by itself and tries again later
            log.warning("socket_refused", error=type(error).__name__)
            await self.send({"type": "websocket.close"})
            return False
        if not verdict.is_allowed:
            await self.send({"type": "websocket.close", "code": NOT_FOUND})
        self.is_signed_in = verdict.is_signed_in
        return verdict.is_allowed

    async def stay(self, receive: Receive) -> None:
        """Until one of the two sides closes. Nothing a client says has any effect."""
        board, walk = switchboard.here(), patrol.here()
        board.join(self.groups, self)
        walk.enter(self)
        try:
            await self.send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                pass
        except OSError:  # how the server says that the client has gone
            pass
        finally:
            self.is_closed = True
            board.leave(self.groups, self)
            walk.leave(self)

    def hear(self, kind: str) -> None:
        """A word from the switchboard."""
        if kind == realtime.SIGNED_OUT:
            _start(self._close(SIGNED_OUT))
        elif kind == realtime.RECHECK:
            _start(self._prove())
        elif not self.has_word:  # one that has not left yet says the same
            self.has_word = True
            _start(self._tell())

    def take(self, verdict: Verdict) -> None:
        """Close when the right has ended."""
        if self.is_signed_in and not verdict.is_signed_in:
            _start(self._close(SIGNED_OUT))
        elif not verdict.is_allowed:
            _start(self._close(NOT_FOUND))

    async def _prove(self) -> None:
        self.take(await patrol.here().ask(self.claim))

    async def _tell(self) -> None:
        self.has_word = False
        if not self.is_closed:
            await self.send(LOOK_AGAIN)

    async def _close(self, code: int) -> None:
        if not self.is_closed:
            self.is_closed = True
            await self.send({"type": "websocket.close", "code": code})


class AttemptConsumer(HintConsumer):
    """The candidate's own screen."""

    __slots__ = ()
    target = Target.ATTEMPT
    group = staticmethod(realtime.attempt_group)


class RoomConsumer(HintConsumer):
    """A live room, for those on duty in it."""

    __slots__ = ()
    target = Target.ROOM
    group = staticmethod(realtime.room_group)


def _claim(target: Target, scope: Scope) -> Claim:
    given = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    cookies = parse_cookie(given)
    session_key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    if not (session_key.isascii() and session_key.isalnum() and len(session_key) <= LONGEST_KEY):
        session_key = ""  # never one of ours, and what a database refuses would fail everybody judged with it
    return Claim(target, scope["url_route"]["kwargs"]["public_id"], session_key, policies.visitor_hash_of(cookies))


def _start(coroutine: Coroutine[Any, Any, None]) -> None:
    """Let it run beside the others: one slow client holds up nobody."""
    task = asyncio.get_running_loop().create_task(coroutine)
    _telling.add(task)
    task.add_done_callback(_ended)


def _ended(task: "asyncio.Task[None]") -> None:
    _telling.discard(task)
    with contextlib.suppress(asyncio.CancelledError):
        if isinstance(error := task.exception(), Exception) and not isinstance(error, OSError):
            log.warning("socket_not_told", error=type(error).__name__)
