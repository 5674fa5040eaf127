"""The connection of a lane: a commit that was acknowledged is on the disk, and nothing is waited for without end."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest import mock, skipUnless

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import TransactionTestCase

from exams.delivery.gateway import database
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.services import answers
from lms.core import clock
from tests.support import gateway as client
from tests.support.exams import build_sealed_sitting, start
from tests.support.gateway import answer

on_postgresql = skipUnless(connection.vendor == "postgresql", "about PostgreSQL")
on_sqlite = skipUnless(connection.vendor == "sqlite", "about SQLite")
FULL, NORMAL = 2, 1


def ask(question: str, *, adopting: bool) -> Any:
    """What a fresh connection of a thread of its own answers, on a lane's terms or on everybody's."""

    def answered() -> Any:
        if adopting:
            database.adopt()
        try:
            with connection.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchone()[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(answered).result()


@on_postgresql
class PostgresTermsTest(TransactionTestCase):
    @contextmanager
    def server_default(self, setting: str) -> Iterator[None]:
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET {setting}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {name} RESET ALL")

    def test_commits_are_durable_whatever_the_server_says(self) -> None:
        with self.server_default("synchronous_commit = off"):
            self.assertEqual(ask("SHOW synchronous_commit", adopting=True), "on")
            self.assertEqual(ask("SHOW synchronous_commit", adopting=False), "off")  # the control

    def test_a_lane_does_not_wait_for_ever(self) -> None:
        for setting, seconds in [("statement_timeout", "5s"), ("lock_timeout", "1s")]:
            self.assertEqual(ask(f"SHOW {setting}", adopting=True), seconds)
            self.assertEqual(ask(f"SHOW {setting}", adopting=False), "0")  # the control

    def test_it_takes_no_place_in_the_pool_of_the_pages(self) -> None:
        before = settings.DATABASES["default"]["OPTIONS"]
        settings.DATABASES["default"]["OPTIONS"] = before | {"pool": {"min_size": 1, "max_size": 1}}
        try:
            self.assertEqual(ask("SHOW synchronous_commit", adopting=True), "on")
        finally:
            settings.DATABASES["default"]["OPTIONS"] = before


@on_sqlite
class SqliteTermsTest(TransactionTestCase):
    def test_commits_are_durable_whatever_the_settings_say(self) -> None:
        given = connections.settings["default"]
        before = given["OPTIONS"]
        given["OPTIONS"] = dict(before, init_command="PRAGMA synchronous=NORMAL;")
        try:
            self.assertEqual(ask("PRAGMA synchronous", adopting=True), FULL)
            self.assertEqual(ask("PRAGMA synchronous", adopting=False), NORMAL)  # the control
        finally:
            given["OPTIONS"] = before

    def test_the_rest_of_the_connection_is_the_products(self) -> None:
        self.assertEqual(ask("PRAGMA cache_size", adopting=True), ask("PRAGMA cache_size", adopting=False))


@on_postgresql
class LockedRowTest(TransactionTestCase):
    """Somebody holds the row of one candidate for too long: the others go on, that one is told to come back."""

    def setUp(self) -> None:
        self.world = build_sealed_sitting(candidates=2)
        self.started = [start(attempt) for attempt in self.world.attempts]
        self.enterContext(clock.frozen(self.world.opens_at))
        self.enterContext(client.running())

    def holding(self, attempt: Attempt, then: Callable[[], Any]) -> Any:
        """What ``then`` gives while another connection holds the attempt's row."""
        held, over = threading.Event(), threading.Event()

        def hold() -> None:
            with transaction.atomic():
                Attempt.objects.select_for_update().get(pk=attempt.pk)
                held.set()
                over.wait(20)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            holder = pool.submit(hold)
            held.wait(20)
            try:
                return then()
            finally:
                over.set()
                holder.result()

    def both(self) -> list[client.Response]:
        async def at_once() -> list[client.Response]:
            sent = [
                client.request(
                    "POST",
                    client.path_of(each.attempt),
                    token=each.token,
                    body={"lease": 1, "answers": [answer(1, each.attempt.order[0]["item"], "b")]},
                )
                for each in self.started
            ]
            return list(await asyncio.gather(*sent))

        found: list[client.Response] = async_to_sync(at_once)()
        return found

    def test_a_held_row_costs_the_others_a_second_and_no_answer(self) -> None:
        replies = self.holding(self.started[0].attempt, self.both)
        self.assertEqual([reply.status for reply in replies], [503, 200])
        self.assertEqual([reply.status for reply in self.both()], [200, 200])
        self.assertEqual(AnswerEvent.objects.count(), 2)

    def test_control_without_skipping_nobody_would_be_saved(self) -> None:
        with mock.patch.object(answers.answer_rows, "is_lock_timeout", return_value=False):
            replies = self.holding(self.started[0].attempt, self.both)
        self.assertIn(503, [reply.status for reply in replies[1:]])
