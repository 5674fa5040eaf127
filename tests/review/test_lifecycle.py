"""The one writer of states: own items, stale versions, locks, what approval publishes."""

from django.test import TestCase

from lms.core.models import AuditEvent
from question_bank.items.enums import ItemState
from question_bank.items.models import Item
from question_bank.items.selectors import authorship
from question_bank.items.services import access, bank, lifecycle
from tests.review import world
from tests.review.world import LATER, NOW, People
from tests.support import items

D, S, V, A, R = ItemState


class Lifecycle(TestCase):
    people: People

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = People.make()

    def moved(self, item: Item, *steps: ItemState) -> Item:
        actors = {S: self.people.writer, V: self.people.reviewer, A: self.people.second}
        for step in steps:
            item = lifecycle.move(item=item, to=step, actor=actors.get(step, self.people.officer), now=NOW)
        return item

    def test_the_whole_way_and_its_trail(self) -> None:
        item = self.moved(world.drafted(self.people.writer), S, V, A, R)
        self.assertEqual(Item.objects.get(pk=item.pk).state, R)
        actions = AuditEvent.objects.filter(action__startswith="item.").order_by("id").values_list("action", flat=True)
        self.assertEqual(list(actions), ["item.submitted", "item.reviewed", "item.approved", "item.retired"])

    def test_approval_publishes_the_version_that_was_seen(self) -> None:
        item = self.moved(world.drafted(self.people.writer), S, V)
        self.assertIsNone(item.published_id)
        item = self.moved(item, A)
        self.assertEqual(Item.objects.get(pk=item.pk).published_id, item.latest_id)

    def test_nobody_judges_what_they_wrote(self) -> None:
        item = world.drafted(self.people.writer)
        world.save(self.people.coauthor, stem="共同作者改寫的示範題幹為何？")
        item = self.moved(Item.objects.get(pk=item.pk), S)
        for author in (self.people.writer, self.people.coauthor):
            with self.subTest(author=author.email, step="review"), self.assertRaises(lifecycle.OwnItem) as caught:
                lifecycle.move(item=item, to=V, actor=author, now=NOW)
            self.assertEqual(caught.exception.code, "own_item")
        item = self.moved(item, V)
        for author in (self.people.writer, self.people.coauthor):
            with self.subTest(author=author.email, step="approve"), self.assertRaises(lifecycle.OwnItem):
                lifecycle.move(item=item, to=A, actor=author, now=NOW)
        self.assertEqual(Item.objects.get(pk=item.pk).state, V)
        self.assertEqual(self.moved(item, A).state, A)  # control: somebody else can

    def test_authors_are_those_since_the_published_text(self) -> None:
        item = self.moved(world.drafted(self.people.writer), S, V, A)
        self.assertEqual(authorship.author_ids(item), frozenset())
        world.save(self.people.coauthor, stem="改版後的示範題幹為何？")
        self.assertEqual(authorship.author_ids(Item.objects.get(pk=item.pk)), {self.people.coauthor.pk})

    def test_the_creator_and_the_author_of_an_older_text_count_too(self) -> None:
        item = world.drafted(self.people.writer)
        Item.objects.filter(pk=item.pk).update(created_by=self.people.officer)
        item.refresh_from_db()
        self.assertEqual(authorship.author_ids(item), {self.people.writer.pk, self.people.officer.pk})
        item = self.moved(item, S, V, A)
        second = world.save(self.people.coauthor, stem="改版後的示範題幹為何？")
        item = self.moved(Item.objects.get(pk=item.pk), S, V, A)
        self.assertEqual(item.published_id, second.pk)
        world.drafted(self.people.reviewer, code=item.code)  # the first text again
        item.refresh_from_db()
        self.assertEqual(authorship.author_ids(item), {self.people.writer.pk})

    def test_a_version_saved_meanwhile_makes_the_step_stale(self) -> None:
        seen = self.moved(world.drafted(self.people.writer), S, V)
        world.save(self.people.writer, stem="核可前一刻存的示範題幹為何？")
        with self.assertRaises(lifecycle.StaleVersion):
            self.moved(seen, A)
        item = Item.objects.get(pk=seen.pk)
        self.assertEqual((item.state, item.published_id), (D, None))
        with self.assertRaises(lifecycle.StaleVersion):
            lifecycle.move(item=item, to=S, actor=self.people.writer, now=NOW, version=seen.latest)
        self.assertEqual(self.moved(item, S).state, S)

    def test_of_two_approvals_one_is_refused(self) -> None:
        item = self.moved(world.drafted(self.people.writer), S, V)
        one, other = Item.objects.get(pk=item.pk), Item.objects.get(pk=item.pk)
        lifecycle.move(item=one, to=A, actor=self.people.second, now=NOW)
        with self.assertRaises(lifecycle.StaleVersion):
            lifecycle.move(item=other, to=A, actor=self.people.officer, now=NOW)
        self.assertEqual(AuditEvent.objects.filter(action="item.approved").count(), 1)

    def test_a_locked_item_is_not_retired(self) -> None:
        item = self.moved(world.drafted(self.people.writer), S, V, A)
        access.seal(items=[item], holder="round:x", now=NOW)
        with self.assertRaises(lifecycle.ItemLocked):
            self.moved(item, R)
        access.unseal(holder="round:x", now=LATER)
        self.assertEqual(self.moved(item, R).state, R)

    def test_a_retired_item_taken_up_again_is_not_published(self) -> None:
        for take_up in ("move", "save"):
            with self.subTest(take_up):
                code = f"GC-U01-P9{len(take_up)}"
                item = self.moved(
                    world.drafted(self.people.writer, code=code, stem=f"{take_up} 示範題幹？"), S, V, A, R
                )
                if take_up == "move":
                    self.moved(item, D)
                else:
                    bank.save_draft(
                        draft=items.draft(code=code, stem="停用後重寫的示範題幹？"), actor=self.people.writer, now=NOW
                    )
                item.refresh_from_db()
                self.assertEqual((item.state, item.published_id), (D, None))
