"""Two people save one item at the same moment: the second is told which version the first one made."""

import threading
from typing import Any

from django.db import connection
from django.test import TransactionTestCase, skipUnlessDBFeature

from question_bank.items.models import Item, ItemVersion
from question_bank.items.services import bank
from tests.support import cast, items


@skipUnlessDBFeature("has_select_for_update")
class TwoSaves(TransactionTestCase):
    def test_the_second_learns_of_the_first_ones_version(self) -> None:
        officer = cast.Cast.make().officer
        known = bank.save_draft(draft=items.draft(), actor=officer, now=cast.NOW)
        told: list[Any] = []
        start = threading.Barrier(4)

        def save(stem: str) -> None:
            start.wait()
            try:
                draft = items.draft(stem=stem)
                told.append(bank.save_draft(draft=draft, actor=officer, now=cast.NOW, based_on=1).number)
            except bank.EditedMeanwhile as refusal:
                told.append(str(refusal.message))
            finally:
                connection.close()

        threads = [threading.Thread(target=save, args=(f"第 {number} 種問法？",)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(told.count(2), 1)
        self.assertEqual(["第 2 版" in str(each) for each in told if each != 2], [True] * 3)
        self.assertEqual(ItemVersion.objects.filter(item=known.item).count(), 2)
        self.assertEqual(Item.objects.get(pk=known.item_id).latest.number, 2)  # type: ignore[union-attr]
