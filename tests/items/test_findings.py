"""Findings of stored items: own ones, what they repeat, what keeps them from approval."""

import datetime as dt
from dataclasses import replace

from django.test import TestCase

from question_bank.items.models import Item
from question_bank.items.selectors import findings, repetitions
from question_bank.items.services import bank
from tests.support import items
from tests.support.cast import NOW, Cast

ON = NOW.date()
NEAR = items.draft(code="GC-U01-P02", stem=items.draft().stem.replace("示範", "某座"))
SECURE = replace(NEAR, code="GC-U01-S01", use="secure")


class OfItems(TestCase):
    people: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = Cast.make()

    def store(self, *drafts: items.ItemDraft) -> list[Item]:
        bank.store(wanted=drafts, actor=None, now=NOW)
        return [Item.objects.get(code=draft.code) for draft in drafts]

    def test_a_good_item_has_none(self) -> None:
        (item,) = self.store(items.draft())
        assert item.latest is not None
        self.assertEqual(findings.of_item(item, ON, user=self.people.officer), [])
        self.assertEqual(findings.faults_for_approval(item.latest, ON), [])

    def test_a_draft_may_lack_what_an_approved_item_may_not(self) -> None:
        (item,) = self.store(items.draft(explanation=""))
        assert item.latest is not None
        self.assertEqual([(f.code, f.is_fault) for f in findings.of_item(item, ON)], [("explanation_missing", True)])
        item.state = "draft"
        self.assertEqual([(f.code, f.is_fault) for f in findings.of_item(item, ON)], [("explanation_missing", False)])
        self.assertEqual([f.code for f in findings.faults_for_approval(item.latest, ON)], ["explanation_missing"])

    def test_the_setting_decides_when_facts_are_old(self) -> None:
        (item,) = self.store(items.draft())
        later = items.draft().valid_as_of + dt.timedelta(days=731)  # type: ignore[operator]
        self.assertEqual([f.code for f in findings.of_item(item, later)], ["stale"])
        self.assertEqual([f.code for f in findings.of_item(item, later - dt.timedelta(days=1))], [])

    def test_repetitions_name_what_the_user_may_read(self) -> None:
        item, _secure = self.store(items.draft(), SECURE)
        assert item.latest is not None
        told = {
            who: [(f.code, "GC-U01-S01" in f.text_zh) for f in findings.of_item(item, ON, user=user)]
            for who, user in (("officer", self.people.officer), ("writer", self.people.item_writer))
        }
        self.assertEqual(
            told, {"officer": [("near_duplicate_across", True)], "writer": [("near_duplicate_across", False)]}
        )
        (fault,) = findings.faults_for_approval(item.latest, ON)
        self.assertEqual((fault.code, "GC-U01-S01" in fault.text_zh), ("near_duplicate_across", False))

    def test_the_kept_bank_follows_every_change(self) -> None:
        self.assertEqual(repetitions.of_draft(NEAR), [])
        self.store(items.draft())
        self.assertEqual([f.code for f in repetitions.of_draft(NEAR)], ["near_duplicate"])
        self.store(items.draft(stem="碳費的徵收費率由哪一個機關公告？", body={"options": items.options(*"甲乙丙丁")}))
        self.assertEqual(repetitions.of_draft(NEAR), [])
        self.store(items.draft())
        self.store(items.draft(state="retired"))
        self.assertEqual(repetitions.of_draft(NEAR), [])
