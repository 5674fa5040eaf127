"""The ASGI application under ``/answers/v1/`` and the web process's lifespan."""

import asyncio
import uuid
from functools import lru_cache

import structlog
from django.conf import settings
from django.db import connection
from django.urls import reverse

from exams.delivery.gateway import http, lanes
from exams.delivery.gateway.http import Gone, Receive, Reply, Scope, Send, TooLarge
from exams.delivery.gateway.routes import ROUTES
from exams.delivery.gateway.writer import Busy
from exams.delivery.rules.wire import Malformed
from lms.core import clock

PREFIX = "/answers/v1/"
log = structlog.get_logger(__name__)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of the protocol."""
    try:
        reply = await _respond(scope, receive)
    except Gone:
        return
    except Malformed:
        reply = http.malformed()
    except TooLarge:
        reply = http.reply(413, {"code": "too_large"}, (b"connection", b"close"))
    except Busy:
        reply = http.busy()
    except Exception as error:
        # Never the text: it could carry an answer.
        log.error("answers_request_failed", error=type(error).__name__)
        reply = http.busy()
    await http.send_reply(send, reply)


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Check the clock and start the lanes; on shutdown write what is waiting before the process ends."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await asyncio.to_thread(_check_clock)
                await asyncio.to_thread(_read_addresses)
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            for lane in lanes.every():
                lane.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            for lane in reversed(lanes.every()):
                await asyncio.to_thread(lane.stop)
            await send({"type": "lifespan.shutdown.complete"})
            return


def _read_addresses() -> None:
    """All pages' modules are read with the first address that is worked out: before anybody waits for a reply."""
    reverse("delivery:rooms")


def _check_clock() -> None:
    try:
        clock.check_skew(settings.MAX_CLOCK_SKEW_SECONDS)
    finally:
        connection.close()


async def _respond(scope: Scope, receive: Receive) -> Reply:
    name, _, verb = scope["path"].removeprefix(PREFIX).partition("/")
    attempt = _attempt_of(name)
    methods = ROUTES.get(verb)
    if attempt is None or methods is None or scope["path"].endswith("/"):
        return http.reply(404, {"code": "not_found"})
    endpoint = methods.get(scope["method"])
    if endpoint is None:
        allowed = ", ".join(sorted(methods)).encode()
        return http.reply(405, {"code": "method_not_allowed"}, (b"allow", allowed))
    return await endpoint(attempt, scope, receive)


@lru_cache(maxsize=20_000)
def _attempt_of(name: str) -> uuid.UUID | None:
    try:
        found = uuid.UUID(name)
    except ValueError:
        return None
    return found if str(found) == name else None
