"""The web process under test: ``lms.asgi`` with switches that only this module knows.

``FAULTS_HOLD_REPLY``: a path; while the file exists, the replies to saves are held back for half a second. They leave
after the commit, so a kill meanwhile falls between COMMIT and reply.
``FAULTS_CLOCK``: a file with the seconds by which this process's wall clock is wrong (``skewed``).
``FAULTS_ASYNC_COMMIT``: another mutation: the database may confirm a commit before it is on the disk.
``FAULTS_ACK_EARLY``: a mutated server for the checker's positive control: it acknowledges a save before it is written.
"""

import asyncio
import json
import os
from typing import Any

if clock := os.environ.get("FAULTS_CLOCK", ""):
    from tests.faults import skewed

    skewed.install(clock)

from django.db.backends.signals import connection_created

from lms.asgi import application as product

HOLD_SECONDS = 0.5
EARLY_SECONDS = 1.5
_hold = os.environ.get("FAULTS_HOLD_REPLY", "")
_early = os.environ.get("FAULTS_ACK_EARLY", "") == "1"
_asynchronous = os.environ.get("FAULTS_ASYNC_COMMIT", "") == "1"
_background: set["asyncio.Task[None]"] = set()


def _commit_later(connection: Any, **_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


if _asynchronous:
    connection_created.connect(_commit_later, weak=False)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The product, perhaps held up on the way out."""
    is_save = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith("/answers/v1/")
    if is_save and _early and scope["path"].count("/") == 3:
        await _acknowledge_early(scope, receive, send)
    elif is_save and _hold and os.path.exists(_hold):
        await product(scope, receive, _held_back(send))
    else:
        await product(scope, receive, send)


def _held_back(send: Any) -> Any:
    async def later(message: Any) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(HOLD_SECONDS)
        await send(message)

    return later


async def _acknowledge_early(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Say 200 at once and write a moment later: the lie that the checker must find."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def write() -> None:
        await asyncio.sleep(EARLY_SECONDS)
        await product(scope, again, _nowhere)

    task = asyncio.create_task(write())
    _background.add(task)
    task.add_done_callback(_background.discard)
    told = json.dumps({"held": 0, "state": "running", "ends_at": None, "granted": []}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": told})


async def _nowhere(_: Any) -> None:
    """Nobody listens any more."""
