"""A sealed paper's items are closed until the round is over."""

import datetime as dt

from django.test import TestCase

from exams.delivery.services import closing, sealing, secrecy
from question_bank.items.enums import ItemUse
from question_bank.items.models import Exposure, Item, Lock
from tests.support.exams import NOW, build_form, build_round, build_sealed_sitting, build_sitting, start


def closed() -> set[int]:
    return set(Lock.objects.filter(released_at=None).values_list("item_id", flat=True))


class Secrecy(TestCase):
    def test_secure_items_are_closed_from_sealing_to_closing(self) -> None:
        world = build_sealed_sitting(candidates=2, items=3)
        of_paper = set(world.sitting.forms.get().form_items.values_list("version__item_id", flat=True))
        self.assertEqual((len(of_paper), closed()), (3, of_paper))
        start(world.attempts[0], now=world.opens_at)
        closing.close_round(round=world.round, actor=None, now=world.opens_at + dt.timedelta(hours=3))
        self.assertEqual(closed(), set())
        seen = set(Exposure.objects.values_list("held_on", "candidates"))
        self.assertEqual(seen, {(world.round.exam_date, 1)})

    def test_practice_items_stay_open(self) -> None:
        round = build_round()
        sitting = build_sitting(round, "L11")
        sitting.forms.set([build_form(sitting.subject, items=2, use=ItemUse.PRACTICE)])
        sealing.seal(round=round, actor=None, now=NOW)
        self.assertEqual(closed(), set())

    def test_an_item_stays_closed_while_another_round_holds_it(self) -> None:
        one, other = build_sealed_sitting(candidates=1, items=2), build_round(code="115-9")
        sitting = build_sitting(other, "L11")
        sitting.forms.set(one.sitting.forms.all())
        sealing.seal(round=other, actor=None, now=NOW)
        secrecy.end(round=one.round, actor=None, now=NOW)
        self.assertEqual(
            closed(),
            set(Item.objects.filter(versions__form_items__form__in=sitting.forms.all()).values_list("pk", flat=True)),
        )
        secrecy.end(round=other, actor=None, now=NOW)
        self.assertEqual(closed(), set())
