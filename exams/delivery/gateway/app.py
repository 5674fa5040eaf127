"""The ASGI application under ``/answers/v1/`` and the web process's lifespan."""

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from exams.delivery.gateway import protocol, token
from exams.delivery.gateway.writer import Busy, Writer
from exams.delivery.rules.tokens import Claims
from exams.delivery.rules.wire import Malformed
from exams.delivery.services.answers import Submission
from lms.core import clock

PREFIX = "/answers/v1/"
RETRY_AFTER_SECONDS = 2
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
#: The instant of arrival is set by the writer, from its own clock.
_NOT_YET = dt.datetime.min.replace(tzinfo=dt.UTC)

writer = Writer()
log = structlog.get_logger(__name__)


class _TooLarge(Exception):
    """The body is longer than any request of the protocol."""


class _Gone(Exception):
    """The client closed the connection before its request was complete."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of the protocol."""
    try:
        status, body, extra = await _respond(scope, receive)
    except _Gone:
        return
    except Exception as error:
        # Never the text: it could carry an answer.
        log.error("answers_request_failed", error=type(error).__name__)
        status, body, extra = _busy()
    await _send(send, status, body, extra)


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Check the clock and start the writer; on shutdown write what is waiting before the process ends."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await asyncio.to_thread(_check_clock)
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            writer.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(writer.stop)
            await send({"type": "lifespan.shutdown.complete"})
            return


def _check_clock() -> None:
    try:
        clock.check_skew(settings.MAX_CLOCK_SKEW_SECONDS)
    finally:
        connection.close()


Reply = tuple[int, dict[str, Any], list[tuple[bytes, bytes]]]


async def _respond(scope: Scope, receive: Receive) -> Reply:
    attempt = _attempt_of(scope["path"])
    if attempt is None:
        return 404, {"code": "not_found"}, []
    if scope["method"] not in ("GET", "POST"):
        return 405, {"code": "method_not_allowed"}, [(b"allow", b"GET, POST")]
    claims = token.claims_of(scope["headers"], attempt)
    if claims is None:
        return 401, {"code": "unauthorised"}, [(b"www-authenticate", b"Bearer")]
    try:
        submission = await _submission(scope, receive, claims)
        receipt = await writer.save(submission)
    except Malformed:
        return 400, {"code": "malformed"}, []
    except _TooLarge:
        return 413, {"code": "too_large"}, [(b"connection", b"close")]
    except Busy:
        return _busy()
    status, body = protocol.reply(receipt)
    return status, body, [(b"www-authenticate", b"Bearer")] if status == 401 else []


async def _submission(scope: Scope, receive: Receive, claims: Claims) -> Submission:
    if scope["method"] == "GET":
        return Submission(claims, claims.lease, (), _NOT_YET)
    lease, answers = protocol.parse(await _body(scope, receive))
    if lease > claims.lease:
        raise Malformed("a lease this token was not made for")
    return Submission(claims, lease, answers, _NOT_YET)


def _attempt_of(path: str) -> uuid.UUID | None:
    name = path.removeprefix(PREFIX)
    try:
        found = uuid.UUID(name)
    except ValueError:
        return None
    return found if str(found) == name else None


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises :class:`_TooLarge` as soon as it is known to be too long."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > protocol.MAX_BODY_BYTES):
            raise _TooLarge
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > protocol.MAX_BODY_BYTES:
            raise _TooLarge
        if not message.get("more_body", False):
            return b"".join(parts)


def _busy() -> Reply:
    return 503, {"code": "busy"}, [(b"retry-after", str(RETRY_AFTER_SECONDS).encode())]


async def _send(send: Send, status: int, body: dict[str, Any], extra: list[tuple[bytes, bytes]]) -> None:
    content = json.dumps(body, separators=(",", ":")).encode()
    length = (b"content-length", str(len(content)).encode())
    headers = [*_HEADERS, *_transport_security(), *extra, length]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _transport_security() -> list[tuple[bytes, bytes]]:
    seconds = getattr(settings, "SECURE_HSTS_SECONDS", 0)
    return [(b"strict-transport-security", f"max-age={seconds}".encode())] if seconds else []
