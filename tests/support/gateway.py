"""Calls the answers server as a web server would: a plain ASGI scope, no network."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync

from exams.delivery import gateway
from exams.delivery.gateway import lanes
from exams.delivery.gateway.writer import Writer


@dataclass(frozen=True)
class Response:
    """Status, headers (lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body."""
        found: dict[str, Any] = json.loads(self.content)
        return found


@contextmanager
def running(lane: str = "answers", **options: int) -> Iterator[Writer[Any, Any]]:
    """The server with a lane of its own for the time of a test."""
    before: Writer[Any, Any] = getattr(lanes, lane)
    found = Writer(before.handler, name=lane, **options)
    setattr(lanes, lane, found)
    found.start()
    try:
        yield found
    finally:
        found.stop()
        setattr(lanes, lane, before)


async def request(
    method: str,
    path: str,
    *,
    token: str | None = None,
    body: bytes | Any = b"",
    headers: list[tuple[bytes, bytes]] | None = None,
) -> Response:
    """One request; a body that is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = list(headers or [])
    if token is not None:
        given.append((b"authorization", f"Bearer {token}".encode()))
    sent: list[dict[str, Any]] = []
    parts = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": given, "query_string": b""}
    await gateway.application(scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Response(sent[0]["status"], found, sent[1]["body"])


def save(attempt: Any, token: str, answers: list[dict[str, Any]], *, lease: int = 1) -> Response:
    """POST answers of an attempt."""
    body = {"lease": lease, "answers": answers}
    found: Response = async_to_sync(request)("POST", path_of(attempt), token=token, body=body)
    return found


def status(attempt: Any, token: str) -> Response:
    """GET how an attempt stands."""
    found: Response = async_to_sync(request)("GET", path_of(attempt), token=token)
    return found


def path_of(attempt: Any) -> str:
    """The address of an attempt's answers."""
    return f"{gateway.PREFIX}{attempt.public_id}"


def answer(seq: int, item: int, *options: str, flagged: bool = False) -> dict[str, Any]:
    """One answer as the protocol writes it."""
    return {"seq": seq, "item": item, "options": list(options), "flagged": flagged}
