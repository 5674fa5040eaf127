"""Large actions wait for a second person, who confirms or declines them before they lapse."""

import datetime as dt
import time
from typing import Any
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from exams.delivery.dated import ORDER_MINUTES
from exams.delivery.enums import AdjustmentKind, AttemptState, OrderKind, OrderState, StaffReason
from exams.delivery.models import Attempt, Order, TimeAdjustment
from exams.delivery.rules.orders import Threshold, needs_second
from exams.delivery.services import actions, orders
from lms.core import dated
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import build_sealed_sitting, start
from tests.support.races import shared_database, together

MINUTE = dt.timedelta(minutes=1)


class ThresholdTest(SimpleTestCase):
    def test_beyond_and_exactly_at(self) -> None:
        limits = Threshold(minutes=30, people=10)
        for people, minutes, whole, expected in [
            (10, 30, False, False),
            (11, 1, False, True),
            (1, 31, False, True),
            (1, 0, True, True),
            (0, 0, False, False),
        ]:
            with self.subTest(people=people, minutes=minutes):
                found = needs_second(limits, people=people, minutes=minutes, whole_round=whole)
                self.assertEqual(found, expected)


class OrderTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one = cast.user("one", role=Role.INVIGILATOR)
        cls.two = cast.user("two", role=Role.INVIGILATOR)
        cls.world = build_sealed_sitting(candidates=2)
        cls.open = cls.world.opens_at
        for attempt in cls.world.attempts:
            start(attempt, now=cls.open)

    def extend(self, minutes: int, *, now: dt.datetime | None = None, scope: str = "chosen") -> orders.Done:
        terms = actions.terms(minutes=minutes, reason=StaffReason.TECHNICAL, scope=scope)
        return self.act(OrderKind.EXTEND, terms, now)

    def act(self, kind: OrderKind, terms: dict[str, Any], now: dt.datetime | None = None) -> orders.Done:
        chosen = Attempt.objects.order_by("pk")
        return orders.act(
            kind=kind, room=self.world.room, attempts=chosen, terms=terms, actor=self.one, now=now or self.open
        )

    def ask(self, minutes: int = 45) -> Order:
        order = self.extend(minutes).order
        assert order is not None
        return order

    def given(self) -> list[int]:
        return list(TimeAdjustment.objects.order_by("pk").values_list("seconds", flat=True))

    def test_a_small_action_happens_at_once(self) -> None:
        done = self.extend(30)
        self.assertEqual((done.outcome.done if done.outcome else 0, self.given()), (2, [1800, 1800]))
        self.assertEqual(Order.objects.count(), 0)

    def test_a_large_one_waits_for_somebody_else(self) -> None:
        order = self.ask()
        self.assertEqual(self.given(), [])
        self.assertEqual(order.expires_at, self.open + 10 * MINUTE)
        with self.assertRaises(orders.UnableToDecide) as refused:
            orders.confirm(order=order, actor=self.one, now=self.open)
        self.assertEqual((refused.exception.code, self.given()), ("own_order", []))
        outcome = orders.confirm(order=order, actor=self.two, now=self.open + MINUTE)
        self.assertEqual((outcome.done, self.given()), (2, [2700, 2700]))
        order.refresh_from_db()
        self.assertEqual((order.state, order.decided_by), (OrderState.CONFIRMED, self.two))
        with self.assertRaises(orders.UnableToDecide):
            orders.confirm(order=order, actor=self.two, now=self.open + MINUTE)
        self.assertEqual(len(self.given()), 2)
        confirmed = AuditEvent.objects.get(action="order.confirmed")
        self.assertEqual((confirmed.actor, confirmed.data["asked_by"]), (self.two, self.one.pk))

    def test_many_small_ones_add_up(self) -> None:
        self.extend(20)
        self.assertIsNone(self.extend(10).order)
        self.assertIsNotNone(self.extend(1).order)

    def test_the_threshold_is_the_one_of_the_day(self) -> None:
        dated.approve(
            key=ORDER_MINUTES,
            value=3,
            effective_from=self.open.date(),
            basis="測試",
            approver=cast.user("officer", role=Role.EXAM_OFFICER),
            now=self.open,
        )
        self.assertIsNotNone(self.extend(4).order)

    def test_it_lapses(self) -> None:
        order = self.ask()
        with self.assertRaises(orders.UnableToDecide) as refused:
            orders.confirm(order=order, actor=self.two, now=self.open + 10 * MINUTE)
        self.assertEqual((refused.exception.code, self.given()), ("lapsed", []))
        self.assertEqual(orders.lapse_due(now=self.open + 9 * MINUTE), 0)
        self.assertEqual(orders.lapse_due(now=self.open + 10 * MINUTE), 1)
        self.assertEqual(orders.lapse_due(now=self.open + 10 * MINUTE), 0)
        self.assertEqual(Order.objects.get().state, OrderState.LAPSED)

    def test_declined_or_withdrawn_it_does_nothing(self) -> None:
        orders.decline(order=self.ask(), actor=self.two, now=self.open)
        order = self.ask()
        with self.assertRaises(orders.UnableToDecide) as refused:
            orders.withdraw(order=order, actor=self.two, now=self.open)
        self.assertEqual(refused.exception.code, "not_yours")
        orders.withdraw(order=order, actor=self.one, now=self.open)
        with self.assertRaises(orders.UnableToDecide):
            orders.confirm(order=order, actor=self.two, now=self.open)
        self.assertEqual(self.given(), [])

    def test_a_whole_sitting_always_needs_two(self) -> None:
        terms = actions.terms(minutes=1, reason=StaffReason.DISTURBANCE, scope="round")
        order = orders.act_on_round(
            kind=OrderKind.EXTEND, sitting=self.world.sitting, terms=terms, actor=self.one, now=self.open
        )
        orders.confirm(order=order, actor=self.two, now=self.open)
        kinds = TimeAdjustment.objects.values_list("kind", "seconds")
        self.assertEqual(list(kinds), [(AdjustmentKind.ROUND, 60)] * 2)

    def test_more_people_than_the_threshold_end_only_with_two(self) -> None:
        dated.approve(
            key="delivery.order_people",
            value=1,
            effective_from=self.open.date(),
            basis="測試",
            approver=self.one,
            now=self.open,
        )
        order = self.act(OrderKind.END, actions.terms(reason=StaffReason.DISTURBANCE)).order
        assert order is not None
        self.assertEqual(set(Attempt.objects.values_list("state", flat=True)), {AttemptState.RUNNING})
        orders.confirm(order=order, actor=self.two, now=self.open + MINUTE)
        self.assertEqual(set(Attempt.objects.values_list("state", flat=True)), {AttemptState.ENDED})

    def test_the_database_itself_wants_two_persons(self) -> None:
        order = self.ask()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Order.objects.filter(pk=order.pk).update(decided_by=self.one)


class RaceTest(TransactionTestCase):
    def test_two_confirm_at_once_and_it_happens_once(self) -> None:
        one, two, three = (cast.user(name, role=Role.INVIGILATOR) for name in ("one", "two", "three"))
        world = build_sealed_sitting()
        start(world.attempts[0], now=world.opens_at)
        terms = actions.terms(minutes=40, reason=StaffReason.TECHNICAL)
        at = {"now": world.opens_at}
        order = orders.act(
            kind=OrderKind.EXTEND, room=world.room, attempts=world.attempts, terms=terms, actor=one, **at
        ).order
        assert order is not None
        with shared_database():
            done = together(
                lambda: orders.confirm(order=order, actor=two, **at),
                lambda: orders.confirm(order=order, actor=three, **at),
            )
            self.assertEqual(sum(isinstance(each, orders.UnableToDecide) for each in done), 1, done)
            self.assertEqual(list(TimeAdjustment.objects.values_list("seconds", flat=True)), [2400])

    def test_small_ones_sent_at_once_add_up_too(self) -> None:
        one = cast.user("one", role=Role.INVIGILATOR)
        world = build_sealed_sitting()
        start(world.attempts[0], now=world.opens_at)
        terms = actions.terms(minutes=20, reason=StaffReason.TECHNICAL)

        def extend() -> orders.Done:
            return orders.act(
                kind=OrderKind.EXTEND,
                room=world.room,
                attempts=world.attempts,
                terms=terms,
                actor=one,
                now=world.opens_at,
            )

        read = orders.needs_second

        def slowly(**asked: Any) -> bool:
            answer = read(**asked)
            time.sleep(0.3)
            return answer

        with shared_database(), mock.patch.object(orders, "needs_second", slowly):
            done = together(extend, extend)
            self.assertEqual(sum(getattr(each, "order", None) is not None for each in done), 1, done)
            self.assertEqual(list(TimeAdjustment.objects.values_list("seconds", flat=True)), [1200])
