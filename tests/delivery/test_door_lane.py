"""The door lane: a rush of starts and ends is joined into few transactions, and each attempt has one start and one end."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from exams.delivery.enums import AttemptState, StaffReason
from exams.delivery.gateway import desks, wishes
from exams.delivery.models import Attempt
from exams.delivery.rules import tokens
from exams.delivery.selectors import entry
from exams.delivery.selectors.entry import Caller
from exams.delivery.services import attempts, hand_ins, leases
from exams.sittings.enums import SittingMode
from exams.sittings.models import Sitting
from lms.core import audit, clock
from lms.core.models import AuditEvent
from tests.support import gateway, races
from tests.support.exams import World, build_sealed_sitting


class DoorTest(TransactionTestCase):
    def build(self, candidates: int, **options: Any) -> World:
        world = build_sealed_sitting(candidates=candidates, items=4, **options)
        self.enterContext(clock.frozen(world.opens_at + dt.timedelta(minutes=1)))
        for attempt in world.attempts:
            attempts.admit(attempt=attempt, actor=None, now=world.opens_at)
        return world

    def callers(self, world: World) -> list[Caller]:
        found = []
        for person, attempt in zip(world.people, world.attempts, strict=True):
            browser = Client()
            browser.force_login(person.user)
            key = gateway.cookies_of(browser)[settings.SESSION_COOKIE_NAME]
            found.append(Caller(entry.draw(attempt, key, "", now=clock.now()), key, ""))
        return found

    def test_a_ticket_serves_only_while_the_paper_is_on_the_screen(self) -> None:
        world = self.build(1)
        wish = wishes.Start(self.callers(world)[0], "zh-hant", False)
        Sitting.objects.filter(pk=world.sitting.pk).update(mode=SittingMode.PAPER)
        self.assertEqual(desks.start([wish], [clock.now()], clock.now())[0][0], 401)
        Sitting.objects.filter(pk=world.sitting.pk).update(mode=SittingMode.COMPUTER)
        self.assertEqual(desks.start([wish], [clock.now()], clock.now())[0][0], 200)

    def queries(self, action: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as said:
            action()
        return len(said)

    def test_a_rush_costs_the_same_queries_as_one(self) -> None:
        world = self.build(9)
        starts = [wishes.Start(each, "zh-hant", True) for each in self.callers(world)]
        now = clock.now()
        desks.start(starts[:1], [now], now)  # the sheet is read once
        one = self.queries(lambda: desks.start(starts[1:2], [now], now))
        many = self.queries(lambda: desks.start(starts[2:], [now] * 7, now))
        self.assertEqual(one, many)
        self.assertEqual(Attempt.objects.filter(state=AttemptState.RUNNING).count(), 9)

    def test_handing_in_costs_the_same_queries_for_any_number(self) -> None:
        world = self.build(8)
        now = clock.now()
        given = [attempts.start(attempt=each, now=now).token for each in world.attempts]
        claims = [tokens.read(each, settings.ATTEMPT_TOKEN_KEY) for each in given]
        sent = [wishes.HandIn(each, 1, "zh-hant") for each in claims if each is not None]
        one = self.queries(lambda: desks.hand_in(sent[:1], [now], now))
        many = self.queries(lambda: desks.hand_in(sent[1:], [now] * 7, now))
        self.assertEqual(one, many)
        self.assertEqual(Attempt.objects.filter(state=AttemptState.ENDED).count(), 8)

    def test_fifty_starts_of_one_attempt_give_one_start_and_growing_leases(self) -> None:
        world = self.build(2)
        starts = [wishes.Start(each, "zh-hant", False) for each in self.callers(world)]

        async def rush() -> list[Any]:
            door = gateway.lanes.door
            return list(await asyncio.gather(*(door.submit(starts[n % 2]) for n in range(100))))

        with gateway.running("door", batch_limit=16):
            replies = async_to_sync(rush)()
        bodies = [gateway.Response(status, {}, body).body for status, body, _ in replies]
        self.assertEqual({status for status, _, _ in replies}, {200})
        for n in range(2):
            own = bodies[n::2]
            self.assertEqual([each["lease"] for each in own], list(range(1, 51)))
            self.assertEqual(len({(each["started_at"], each["ends_at"]) for each in own}), 1)
            self.assertEqual(len({each["token"] for each in own}), 50)
        self.assertEqual(AuditEvent.objects.filter(action="attempt.started").count(), 2)
        self.assertIsNone(audit.first_broken())

    def test_hand_ins_the_clock_and_the_staff_at_once_give_one_end(self) -> None:
        world = self.build(1)
        started = attempts.start(attempt=world.attempts[0], now=world.opens_at)
        claims = tokens.read(started.token, settings.ATTEMPT_TOKEN_KEY)
        assert claims is not None
        assert started.attempt.ends_at is not None
        at = started.attempt.ends_at + dt.timedelta(seconds=6)
        wish = hand_ins.Wish(claims, 1, at - dt.timedelta(seconds=10))

        def hand_in() -> Any:
            return hand_ins.hand_in_many([wish, wish], now=at)

        def end() -> Any:
            return attempts.end(attempt=started.attempt, reason=StaffReason.TECHNICAL, actor=None, now=at)

        with races.shared_database():
            found = races.together(*([hand_in] * 10), end, lambda: attempts.close_expired(now=at))
            self.assertEqual([each for each in found if isinstance(each, Exception)], [])
            row = Attempt.objects.get(pk=started.attempt.pk)
            ends = {(each.receipt, each.ended_at, each.end_reason) for pair in found[:10] for each in pair}
            self.assertEqual(ends, {(row.receipt, row.ended_at, row.end_reason)})
            self.assertEqual(AuditEvent.objects.filter(action="attempt.ended").count(), 1)

    def test_a_request_is_judged_by_its_arrival(self) -> None:
        world = self.build(1, leave_after_minutes=15)
        started = attempts.start(attempt=world.attempts[0], now=world.opens_at)
        claims = tokens.read(started.token, settings.ATTEMPT_TOKEN_KEY)
        assert claims is not None
        early = world.opens_at + dt.timedelta(minutes=15) - dt.timedelta(milliseconds=1)
        later = world.opens_at + dt.timedelta(minutes=16)
        refused = hand_ins.hand_in_many([hand_ins.Wish(claims, 1, early)], now=later)[0]
        self.assertIsInstance(refused, hand_ins.UnableToHandIn)
        ended = hand_ins.hand_in_many([hand_ins.Wish(claims, 1, later)], now=later + dt.timedelta(seconds=9))[0]
        assert isinstance(ended, Attempt)
        self.assertEqual(ended.ended_at, later)
        self.assertTrue(leases.authorises(claims, ended, at=later))
