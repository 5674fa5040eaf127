"""Sockets as Channels' tutorial makes them, for comparison: a consumer per socket behind AuthMiddlewareStack, in a group of
its room. No right is checked, at the handshake or later. ``POST /tell/<room>`` tells the room. Only a benchmark serves it.
"""

import django

django.setup()

from typing import Any  # noqa: E402

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402


class Screen(AsyncJsonWebsocketConsumer):
    """One candidate's screen."""

    async def connect(self) -> None:
        """Join the room that the address names."""
        self.group = f"plain.{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave it."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def refetch(self, message: dict[str, str]) -> None:
        """Pass it on."""
        await self.send_json({"type": "refetch"})


sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([path("plain/<str:room>/", Screen.as_asgi())])))


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Sockets, and one address that tells a room."""
    if scope["type"] == "websocket":
        await sockets(scope, receive, send)
        return
    await get_channel_layer().group_send(f"plain.{scope['path'].rsplit('/', 1)[1]}", {"type": "refetch"})
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
