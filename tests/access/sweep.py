"""Sends the requests of the matrix and says what came back differently."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, TestCase
from django.urls import reverse

from lms.core import clock
from tests.access.matrix import LOGIN, Answer, Row
from tests.access.world import ACTORS, NOW, World, unknown
from tests.support.exams import KEYCANARY

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ?")[^"]+')
KEYS = (KEYCANARY, "keycanary")
"""What the bank's items carry beside their text: in explanation and source, and in the address of the source."""
BY_READING = ('"django_session"', '"items_sighting"', '"sittings_accommodationreading"')
"""A session may come into being or be touched by reading, and that somebody saw an item or a request for accommodations
is noted; nothing else may."""


class Sweep(TestCase):
    """A test with the world, at its instant, with one signed-in browser per actor."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.make()

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.clients = {actor: self.client_of(actor) for actor in ACTORS}

    def client_of(self, actor: str, **options: Any) -> Client:
        """A browser that is signed in as the actor."""
        client = Client(**options)
        if actor != "anonymous":
            client.force_login(self.world.users[actor])
        return client

    def value(self, text: Any, *, real: bool = True) -> Any:
        """What ``@name`` stands for, or something of its kind that does not exist."""
        if not (isinstance(text, str) and text.startswith("@")):
            return text
        found = self.world.ids[text[1:]]
        return found if real else unknown(found)

    def path(self, row: Row, *, real: bool = True) -> str:
        """The address of a row."""
        names = [int(arg) if arg.isdigit() else self.value(arg, real=real) for arg in row.args]
        if row.name == "account_reset_password_from_key":
            return reverse(row.name, kwargs=dict(zip(("uidb36", "key"), names, strict=True)))
        return reverse(row.name, args=names)

    def send(self, row: Row, actor: str, *, method: str = "", real: bool = True, client: Client | None = None) -> Any:
        """One request; what a POST changes is undone."""
        given = {key: self.value(value) for key, value in row.data.items()}
        options: dict[str, Any] = {"data": given} if given else {}
        if row.as_json:
            options |= {"content_type": "application/json", "data": given}
        used, verb = client or self.clients[actor], (method or row.method).lower()
        if verb not in ("post", "put", "patch"):
            options = {}
        with undone():
            return getattr(used, verb)(self.path(row, real=real), **options)

    def deviations(self, rows: Iterable[Row]) -> list[str]:
        """Every answer that differs from its row or shows a key, and every change that reading made."""
        return [told for row in rows for actor in ACTORS for told in self._deviations(row, actor)]

    def _deviations(self, row: Row, actor: str) -> Iterator[str]:
        cache.clear()  # the sweep is one source; the limits have their own tests
        client = self.fresh(row, actor)
        with writes() as written:
            response = self.send(row, actor, client=client)
        got = answer(response)
        if got != row.expected[actor]:
            yield f"{row} as {actor}: {got}, expected {row.expected[actor]}"
        if any(key.encode() in response.content for key in KEYS):
            yield f"{row} as {actor} shows a key"
        if row.method == "GET":
            yield from (f"{row} as {actor} wrote: {sql}" for sql in written)

    def fresh(self, row: Row, actor: str) -> Client | None:
        """Account pages write into the session, so each gets a browser of its own."""
        return self.client_of(actor) if row.name.startswith("account_") else None


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collects the statements that change the database, but for what reading may write."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql) and not any(table in sql for table in BY_READING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def answer(response: Any) -> Answer:
    """The status, or ``LOGIN`` for the way to the sign-in page."""
    target = response.headers.get("Location", "")
    return (
        LOGIN if response.status_code == 302 and target.startswith("/accounts/login/?next=") else response.status_code
    )


def body(response: Any, *values: Any) -> str:
    """The body without the tokens and identifiers that differ between two equal pages."""
    text = TOKEN.sub(r"\1", response.content.decode())
    for value in values:
        text = text.replace(str(value), "…")
    return text


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
