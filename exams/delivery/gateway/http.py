"""HTTP as the answers server speaks it: bounded bodies in, small replies out."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import cache
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


def malformed() -> Reply:
    """Not a message of the protocol; nothing of it was stored."""
    return reply(400, {"code": "malformed"})


def unauthorised() -> Reply:
    """No right, or none any more."""
    return reply(401, {"code": "unauthorised"}, (b"www-authenticate", b"Bearer"))


def takes_gzip(headers: Iterable[Header]) -> bool:
    """Whether the client wants replies in gzip."""
    for name, value in headers:
        if name == b"accept-encoding":
            for each in value.lower().split(b","):
                coding, _, quality = each.partition(b";")
                if coding.strip() in (b"gzip", b"*"):
                    return quality.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False


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
    headers = [*_common(), (b"content-length", b"%d" % len(body))]
    if extra:
        named = {name for name, _ in extra}
        headers = [header for header in headers if header[0] not in named] + extra
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@cache
def _common() -> tuple[Header, ...]:
    seconds = getattr(settings, "SECURE_HSTS_SECONDS", 0)
    security = [(b"strict-transport-security", f"max-age={seconds}".encode())] if seconds else []
    return (*_HEADERS, *security)
