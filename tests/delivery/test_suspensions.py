"""Suspended items: told to everybody who has them, to nobody else, until they are lifted."""

from django.test import TestCase

from exams.delivery.models import Attempt, ItemSuspension
from exams.delivery.selectors import news
from exams.delivery.selectors import suspensions as reads
from exams.delivery.services import suspensions
from tests.support import cast, exams


class Suspending(TestCase):
    def setUp(self) -> None:
        self.world = exams.build_sealed_sitting(candidates=2)
        for attempt in self.world.attempts:
            exams.start(attempt, now=self.world.opens_at)
        self.officer = cast.user("officer@test.example")
        form = self.world.attempts[0].form
        self.item = form.form_items.select_related("version").order_by("position")[1].version

    def suspend(self) -> ItemSuspension:
        return suspensions.suspend(
            round=self.world.round, item=self.item, reason="印刷錯誤", actor=self.officer, now=self.world.opens_at
        )

    def told(self) -> list[str]:
        counts = dict(Attempt.objects.filter(pk__in=[a.pk for a in self.world.attempts]).values_list("pk", "news"))
        return [text.split('"suspended":')[1] for text in news.of(counts).values()]

    def test_every_screen_with_the_item_is_told(self) -> None:
        self.suspend()
        self.assertEqual(self.told(), [f"[{self.item.pk}]"] * 2)

    def test_lifting_takes_the_mark_away(self) -> None:
        suspended = self.suspend()
        self.told()
        suspensions.lift(suspension=suspended, actor=self.officer, now=self.world.opens_at)
        self.assertEqual(self.told(), ["[]"] * 2)
        with self.assertRaises(suspensions.UnableToSuspend):
            suspensions.lift(suspension=suspended, actor=self.officer, now=self.world.opens_at)

    def test_another_round_hears_nothing(self) -> None:
        other = exams.build_sealed_sitting(code="115-4")
        self.suspend()
        self.assertEqual(reads.open_items([other.attempts[0].pk]).get(other.attempts[0].pk, ()), ())

    def test_it_is_suspended_once(self) -> None:
        self.suspend()
        with self.assertRaises(suspensions.UnableToSuspend) as refused:
            self.suspend()
        self.assertEqual(refused.exception.code, "suspended_already")

    def test_an_item_of_no_form_is_refused(self) -> None:
        (foreign,) = exams.build_items(self.item.item.topic, 1)
        with self.assertRaises(suspensions.UnableToSuspend) as refused:
            suspensions.suspend(
                round=self.world.round, item=foreign, reason="x", actor=self.officer, now=self.world.opens_at
            )
        self.assertEqual(refused.exception.code, "foreign_item")
