"""Calls the answers server as a web server would: a plain ASGI scope, no network."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.test import Client

from exams.delivery import gateway, policies
from exams.delivery.gateway import lanes
from exams.delivery.gateway.writer import Writer
from exams.delivery.rules import tickets
from exams.delivery.selectors import entry, paper, payload
from lms.core import clock


@dataclass(frozen=True)
class Response:
    """Status, headers (lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def text(self) -> bytes:
        """The body without its compression."""
        return gzip.decompress(self.content) if self.headers.get("content-encoding") == "gzip" else self.content


@contextmanager
def running(lane: str = "answers", **options: Any) -> Iterator[Writer[Any, Any]]:
    """The server with a lane of its own for the time of a test."""
    before: Writer[Any, Any] = getattr(lanes, lane)
    found = Writer(before.handler, name=lane, prepared=before.prepared, **options)
    setattr(lanes, lane, found)
    found.start()
    try:
        yield found
    finally:
        found.stop()
        setattr(lanes, lane, before)


class _Inline:
    """A lane that serves each request at once, in the test's own thread and transaction."""

    def __init__(self, handler: Any) -> None:
        self.handler = handler

    async def submit(self, request: Any) -> Any:
        def serve() -> Any:
            now = clock.now()
            return self.handler([request], [now], now)[0]

        return await sync_to_async(serve)()


@contextmanager
def inline(lane: str = "door") -> Iterator[None]:
    """The server within the transaction of a ``TestCase``: no thread, no joining of requests."""
    before: Writer[Any, Any] = getattr(lanes, lane)
    setattr(lanes, lane, _Inline(before.handler))
    try:
        yield
    finally:
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


def start(attempt: Any, cookies: dict[str, str], *, ticket: str | None = None, gzip: bool = True) -> Response:
    """Press Start in a browser with these cookies; by default with the ticket that its page would have drawn."""
    headers = [(b"cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()).encode())]
    if gzip:
        headers.append((b"accept-encoding", b"gzip, deflate, br"))
    token = ticket_for(attempt, cookies) if ticket is None else ticket
    found: Response = async_to_sync(request)("POST", f"{path_of(attempt)}/start", token=token, body={}, headers=headers)
    return found


def ticket_for(attempt: Any, cookies: dict[str, str]) -> str:
    """The entry ticket as the lobby draws it."""
    session, visitor = cookies.get(settings.SESSION_COOKIE_NAME, ""), policies.visitor_hash_of(cookies)
    drawn = entry.draw(attempt, session, visitor, now=clock.now())
    return tickets.sign(drawn, settings.ATTEMPT_TOKEN_KEY)


def cookies_of(browser: Client) -> dict[str, str]:
    """The cookies of a test client."""
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def say(attempt: Any, verb: str, token: str, **body: Any) -> Response:
    """One of the verbs beside the answers: hand-in, help, signals, remark."""
    found: Response = async_to_sync(request)("POST", f"{path_of(attempt)}/{verb}", token=token, body=body)
    return found


def hand_in(attempt: Any, token: str, *, lease: int = 1) -> Response:
    """Hand in."""
    return say(attempt, "hand-in", token, lease=lease)


def unfolded(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a start reply as a screen shows them: one's own order applied to the faces of the form."""
    found = []
    for position, (item, places) in enumerate(body["order"], start=1):
        face = body["faces"][str(item)]
        options = [face["options"][place] for place in places]
        found.append({"item": item, "position": position, **face, "options": options})
    return found


def shown(attempt: Any) -> dict[str, Any]:
    """What a start reply would say of a running attempt, its items as a screen shows them; nothing is written."""
    sheet, known = paper.sheet(attempt.form, "zh-hant"), payload.facts([attempt])[attempt.pk]
    own = payload.own(attempt, sheet, known, token="token", lease=attempt.lease, given=(), now=clock.now())
    body: dict[str, Any] = json.loads(payload.joined(sheet, own, compressed=False))
    return body | {"items": unfolded(body)}
