"""Sockets that only ever say "look again". What they carry from a client is ignored."""

import asyncio
import contextlib
import uuid
from types import SimpleNamespace
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import get_user
from django.http import Http404

from exams.delivery import policies, realtime

SIGNED_OUT = 4401
NOT_FOUND = 4404
TICK_SECONDS = 60.0


class HintConsumer(AsyncJsonWebsocketConsumer):
    """Joins one group chosen by the server for an object the viewer may see, and leaves when the right ends.

    Rights are checked at the handshake and on every slow tick; signing out closes the socket at once.
    """

    tick_seconds = TICK_SECONDS

    async def connect(self) -> None:
        self.public_id: uuid.UUID = self.scope["url_route"]["kwargs"]["public_id"]
        self.joined: list[str] = []
        refusal = await self._refusal()
        if refusal is not None:
            await self.close(code=refusal)
            return
        await self._join(self.group(self.public_id))
        session_key = self.scope["session"].session_key
        if session_key:
            await self._join(realtime.session_group(session_key))
        await self.accept()
        self.ticking = asyncio.create_task(self._tick())

    async def disconnect(self, code: int) -> None:
        ticking = getattr(self, "ticking", None)
        if ticking is not None and ticking is not asyncio.current_task():
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Nothing a client says has any effect."""

    async def refetch(self, message: dict[str, str]) -> None:
        """Something changed: the client asks for the current state over HTTP."""
        await self.send_json(realtime.REFETCH)

    async def recheck(self, message: dict[str, str]) -> None:
        """Rights may have ended: close at once instead of at the next tick."""
        refusal = await self._refusal()
        if refusal is not None:
            await self.close(code=refusal)

    async def signed_out(self, message: dict[str, str]) -> None:
        """The session of this socket has ended."""
        await self.close(code=SIGNED_OUT)

    def group(self, public_id: uuid.UUID) -> str:
        """The group of the object."""
        raise NotImplementedError

    def check(self, viewer: policies.Viewer) -> None:
        """Raise ``Http404`` unless the viewer may follow the object."""
        raise NotImplementedError

    async def _join(self, group: str) -> None:
        await self.channel_layer.group_add(group, self.channel_name)
        self.joined.append(group)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self.tick_seconds)
            refusal = await self._refusal()
            if refusal is not None:
                await self.close(code=refusal)
                return

    @database_sync_to_async
    def _refusal(self) -> int | None:
        """The close code when the viewer has no right (any more), judged by the session as it is stored now."""
        session = self.scope["session"]
        fresh = type(session._wrapped if hasattr(session, "_wrapped") else session)(session.session_key)
        user = get_user(SimpleNamespace(session=fresh))  # type: ignore[arg-type]
        if self.scope["user"].is_authenticated and not user.is_authenticated:
            return SIGNED_OUT
        viewer = policies.viewer_of({"user": user, "cookies": self.scope.get("cookies", {})})
        try:
            self.check(viewer)
        except Http404:
            return NOT_FOUND
        return None


class AttemptConsumer(HintConsumer):
    """The candidate's own screen."""

    def group(self, public_id: uuid.UUID) -> str:
        return realtime.attempt_group(public_id)

    def check(self, viewer: policies.Viewer) -> None:
        policies.access_attempt(viewer, self.public_id)


class RoomConsumer(HintConsumer):
    """A live room, for those on duty in it."""

    def group(self, public_id: uuid.UUID) -> str:
        return realtime.room_group(public_id)

    def check(self, viewer: policies.Viewer) -> None:
        policies.access_room(viewer.user, self.public_id)
