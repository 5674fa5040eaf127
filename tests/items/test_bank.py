"""Identity stays, texts are changed, a second load changes nothing."""

from django.test import TestCase

from lms.core.models import AuditEvent
from question_bank.items.enums import ItemState, ItemUse
from question_bank.items.models import Item, ItemVersion
from question_bank.items.selectors import bank as selectors
from question_bank.items.services import bank, lifecycle
from question_bank.items.services.bank import Stored
from question_bank.syllabus.models import Subject
from tests.support import items
from tests.support.cast import NOW


class Bank(TestCase):
    def store(self, *drafts: items.ItemDraft) -> Stored:
        return bank.store(wanted=drafts, actor=None, now=NOW)

    def versions(self) -> list[tuple[str, int, str]]:
        return list(ItemVersion.objects.order_by("item__code", "number").values_list("item__code", "number", "stem"))

    def test_first_store_and_repetition(self) -> None:
        self.assertEqual(self.store(items.draft()), Stored(created=1))
        self.assertEqual(self.store(items.draft()), Stored(unchanged=1))
        self.assertEqual(AuditEvent.objects.filter(action="items.stored").count(), 1)
        version = Item.objects.get().published
        assert version is not None
        self.assertEqual((version.number, version.key), (1, [["a"]]))
        self.assertEqual(version.body["options"][0], {"id": "a", "text": "電費單據"})

    def test_changed_text_is_a_new_version_and_the_old_one_stays(self) -> None:
        self.store(items.draft())
        self.assertEqual(self.store(items.draft(stem="新題幹？")), Stored(changed=1))
        self.assertEqual(self.versions(), [("GC-U01-P01", 1, items.draft().stem), ("GC-U01-P01", 2, "新題幹？")])
        published = Item.objects.get().published
        self.assertEqual(published and published.number, 2)

    def test_returning_to_an_earlier_text_returns_to_its_version(self) -> None:
        for stem in ("甲？", "乙？", "甲？"):
            self.store(items.draft(stem=stem))
        published = Item.objects.get().published
        self.assertEqual((published and published.number, ItemVersion.objects.count()), (1, 2))

    def test_retiring_makes_no_version(self) -> None:
        self.store(items.draft())
        self.assertEqual(self.store(items.draft(state="retired")), Stored(changed=1))
        self.assertEqual((Item.objects.get().state, ItemVersion.objects.count()), ("retired", 1))

    def test_the_same_file_leaves_what_people_did_since(self) -> None:
        self.store(items.draft())
        item = Item.objects.get()
        lifecycle.move(item=item, to=ItemState.RETIRED, actor=None, now=NOW)
        self.assertEqual(self.store(items.draft()), Stored(unchanged=1))
        self.assertEqual(Item.objects.get().state, "retired")
        self.assertEqual(self.store(items.draft(stem="新題幹？")), Stored(changed=1))
        self.assertEqual(Item.objects.get().state, "approved")
        bank.save_draft(draft=items.draft(stem="修訂中？"), actor=None, now=NOW)
        self.assertEqual(self.store(items.draft(stem="新題幹？")), Stored(unchanged=1))
        self.assertEqual((Item.objects.get().state, ItemVersion.objects.count()), ("draft", 3))

    def test_an_item_never_moves(self) -> None:
        self.store(items.draft())
        for moved in (items.draft(topic="green/standard/GC/U02"), items.draft(use="secure")):
            with self.subTest(topic=moved.topic, use=moved.use):
                self.assertEqual([fault.code for fault in bank.conflicts([moved])], ["item_moved"])
                with self.assertRaises(bank.UnableToStore):
                    self.store(moved)

    def test_unknown_topic(self) -> None:
        unknown = items.draft(topic="green/standard/GC/U99")
        self.assertEqual([fault.code for fault in bank.conflicts([unknown])], ["unknown_topic"])
        with self.assertRaises(bank.UnableToStore):
            self.store(unknown)
        self.assertEqual(Item.objects.count(), 0)

    def test_drawable_items_of_a_use(self) -> None:
        self.store(*items.drafts(3), *items.drafts(2, use="secure"), items.draft(code="GC-U01-P09", state="retired"))
        subject = Subject.objects.get(code="GC")
        found = selectors.drawable(subject=subject, use=ItemUse.PRACTICE)
        self.assertEqual([item.code for item in found], ["GC-U01-P01", "GC-U01-P02", "GC-U01-P03"])
