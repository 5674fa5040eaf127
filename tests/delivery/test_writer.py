import asyncio
import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

from asgiref.sync import async_to_sync, sync_to_async
from django.db import OperationalError
from django.test import SimpleTestCase, TransactionTestCase

from exams.delivery import gateway
from exams.delivery.gateway import lanes, token
from exams.delivery.gateway.writer import Waiting, Writer
from exams.delivery.models import AnswerEvent
from exams.delivery.services import answers
from lms.core import clock
from tests.support import gateway as client
from tests.support.exams import build_sealed_sitting, start
from tests.support.gateway import answer

receive = answers.receive
Receive = Callable[..., list[answers.Receipt]]


class WriterTest(TransactionTestCase):
    def setUp(self) -> None:
        self.world = build_sealed_sitting(items=4)
        started = start(self.world.attempts[0])
        self.attempt, self.token = started.attempt, started.token
        self.item = self.attempt.order[0]["item"]
        self.enterContext(clock.frozen(self.world.opens_at))

    def post(self, *numbers: int) -> list[client.Response]:
        async def all_at_once() -> list[client.Response]:
            path = client.path_of(self.attempt)
            bodies = [{"lease": 1, "answers": [answer(seq, self.item, "b")]} for seq in numbers]
            sent = [client.request("POST", path, token=self.token, body=body) for body in bodies]
            return list(await asyncio.gather(*sent))

        return async_to_sync(all_at_once)()

    def statuses(self, *numbers: int) -> list[int]:
        return [reply.status for reply in self.post(*numbers)]

    def broken(self, replacement: Receive) -> Any:
        return mock.patch.object(answers, "receive", replacement)


class FaultTest(WriterTest):
    def test_a_lost_connection_is_opened_again_at_once(self) -> None:
        calls: list[int] = []

        def first_fails(submissions: Sequence[answers.Submission], *when: Any) -> list[answers.Receipt]:
            calls.append(len(submissions))
            if len(calls) == 1:
                raise OperationalError("server closed the connection")
            return receive(submissions, *when)

        with client.running(), self.broken(first_fails):
            self.assertEqual(self.statuses(1), [200])
        self.assertEqual((calls, AnswerEvent.objects.count()), ([1, 1], 1))

    def test_an_outage_is_told_and_nothing_is_acknowledged(self) -> None:
        def down(submissions: Sequence[answers.Submission], *when: Any) -> list[answers.Receipt]:
            raise OperationalError("disk full")

        with client.running(), self.broken(down):
            replies = self.post(1, 2, 3)
        self.assertEqual([(each.status, each.headers["retry-after"]) for each in replies], [(503, "2")] * 3)
        self.assertEqual(AnswerEvent.objects.count(), 0)

    def test_a_poisonous_request_fails_alone(self) -> None:
        def poisoned(submissions: Sequence[answers.Submission], *when: Any) -> list[answers.Receipt]:
            if any(each.seq == 2 for submission in submissions for each in submission.answers):
                raise ValueError
            return receive(submissions, *when)

        with client.running(), self.broken(poisoned):
            self.assertEqual(self.statuses(1, 2, 3), [200, 503, 200])
        self.assertEqual(set(AnswerEvent.objects.values_list("client_seq", flat=True)), {1, 3})

    def test_a_full_queue_says_come_back_and_keeps_what_it_took(self) -> None:
        def dawdling(submissions: Sequence[answers.Submission], *when: Any) -> list[answers.Receipt]:
            time.sleep(0.2)
            return receive(submissions, *when)

        with client.running(queue_limit=2, batch_limit=1), self.broken(dawdling):
            found = self.statuses(*range(1, 9))
        self.assertEqual(set(found), {200, 503})
        acknowledged = {seq for seq, status in enumerate(found, start=1) if status == 200}
        self.assertEqual(set(AnswerEvent.objects.values_list("client_seq", flat=True)), acknowledged)

    def test_a_hanging_database_is_told_and_waited_for_without_blocking_anybody(self) -> None:
        goes_on = threading.Event()

        def hanging(submissions: Sequence[answers.Submission], *when: Any) -> list[answers.Receipt]:
            goes_on.wait(20)
            return receive(submissions, *when)

        with client.running(patience=0.3) as lane:
            with self.broken(hanging):
                began = time.monotonic()
                self.assertEqual(self.statuses(1, 2, 3), [503] * 3)  # sent away by the watchman
                self.assertLess(time.monotonic() - began, 5)
                began = time.monotonic()
                self.assertEqual(self.statuses(4), [503])  # at once
                self.assertLess(time.monotonic() - began, 0.3)
                goes_on.set()
                while lane._hangs():
                    time.sleep(0.01)
            self.assertEqual(self.statuses(1, 2, 3, 4), [200] * 4)
        self.assertEqual(AnswerEvent.objects.count(), 4)

    def test_control_with_patience_everybody_waits(self) -> None:
        def slow(submissions: Sequence[answers.Submission], *when: Any) -> list[answers.Receipt]:
            time.sleep(0.5)
            return receive(submissions, *when)

        with client.running(patience=5.0), self.broken(slow):
            self.assertEqual(self.statuses(1), [200])

    def test_stopping_writes_what_is_waiting(self) -> None:
        async def save_and_stop() -> list[client.Response]:
            path = client.path_of(self.attempt)
            bodies = [{"lease": 1, "answers": [answer(seq, self.item, "b")]} for seq in range(1, 31)]
            sent = [asyncio.ensure_future(client.request("POST", path, token=self.token, body=body)) for body in bodies]
            await asyncio.sleep(0)
            await asyncio.to_thread(lanes.answers.stop)
            return list(await asyncio.gather(*sent))

        with client.running():
            replies = async_to_sync(save_and_stop)()
        self.assertEqual([reply.status for reply in replies], [200] * 30)
        self.assertEqual(AnswerEvent.objects.count(), 30)

    def test_waiting_its_turn_never_makes_an_answer_late(self) -> None:
        assert self.attempt.ends_at is not None
        for seq, waited, code in [(1, 4.0, "saved"), (2, 0.0, "expired_kept")]:
            with clock.frozen(self.attempt.ends_at + dt.timedelta(seconds=8)):
                receipt = async_to_sync(self.write)(seq, waited)
            self.assertEqual(receipt.code, code)

    async def write(self, seq: int, waited: float) -> answers.Receipt:
        """Write one request that has been in the queue for so many seconds."""
        loop = asyncio.get_running_loop()
        claims = token.claims_of([(b"authorization", f"Bearer {self.token}".encode())], self.attempt.public_id)
        assert claims is not None
        answered = answers.Answer(seq, self.item, ("b",), False)
        submission = answers.Submission(claims, 1, (answered,))
        waiting = Waiting(submission, time.monotonic() - waited, loop, loop.create_future())
        found: Sequence[answers.Receipt] = await sync_to_async(Writer(lanes.answers.handler).write)([waiting])
        return found[0]


class LifespanTest(SimpleTestCase):
    databases = {"default"}

    async def live(self, *messages: str) -> list[str]:
        waiting, sent = [{"type": f"lifespan.{message}"} for message in messages], []

        async def receive_message() -> dict[str, str]:
            return waiting.pop(0)

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await gateway.lifespan({"type": "lifespan"}, receive_message, send)
        return sent

    async def test_the_writer_lives_as_long_as_the_process(self) -> None:
        with client.running() as running:
            await asyncio.to_thread(running.stop)
            self.assertEqual(
                await self.live("startup", "shutdown"), ["lifespan.startup.complete", "lifespan.shutdown.complete"]
            )
            self.assertIsNone(running._thread)

    async def test_a_skewed_clock_does_not_start(self) -> None:
        with self.settings(MAX_CLOCK_SKEW_SECONDS=-1):
            self.assertEqual(await self.live("startup"), ["lifespan.startup.failed"])
