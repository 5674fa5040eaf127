"""HTTP as the answers server speaks it: bounded bodies in, small replies out."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]
Reply = tuple[int, bytes, list[Header]]
"""Status, body, and headers beside those that every reply carries."""

MAX_BODY_BYTES = 65_536
RETRY_AFTER_SECONDS = 2

_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class TooLarge(Exception):
    """The body is longer than any request of the protocol."""


class Gone(Exception):
    """The client closed the connection before its request was complete."""


def reply(status: int, body: Any, *headers: Header) -> Reply:
    """A reply with a JSON body."""
    return status, json.dumps(body, separators=(",", ":")).encode(), list(headers)


def busy() -> Reply:
    """Nothing is known to be stored: come back."""
    return reply(503, {"code": "busy"}, (b"retry-after", str(RETRY_AFTER_SECONDS).encode()))


def unauthorised() -> Reply:
    """No right, or none any more."""
    return reply(401, {"code": "unauthorised"}, (b"www-authenticate", b"Bearer"))


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises :class:`TooLarge` as soon as it is known to be too long, :class:`Gone`."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > MAX_BODY_BYTES):
            raise TooLarge
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY_BYTES:
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(parts)


async def send_reply(send: Send, given: Reply) -> None:
    """Send a reply with the headers that every reply carries; its own come last and replace ours of the same name."""
    status, body, extra = given
    named = {name for name, _ in extra}
    common = [header for header in (*_HEADERS, *_transport_security()) if header[0] not in named]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*common, *extra, length]})
    await send({"type": "http.response.body", "body": body})


def _transport_security() -> list[Header]:
    seconds = getattr(settings, "SECURE_HSTS_SECONDS", 0)
    return [(b"strict-transport-security", f"max-age={seconds}".encode())] if seconds else []
