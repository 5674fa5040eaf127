"""Two people at the same moment, on connections of their own: one decision, never two."""

from django.test import TransactionTestCase

from lms.core.errors import Refusal
from question_bank.items.models import Item, ItemVersion
from question_bank.review.models import Assignment, Decision
from question_bank.review.services import assignments, decisions
from tests.review import world
from tests.review.test_decisions import CHECKS
from tests.review.world import NOW, People
from tests.support import races


class Races(TransactionTestCase):
    def setUp(self) -> None:
        self.people = People.make()

    def submitted(self) -> ItemVersion:
        item = world.drafted(self.people.writer)
        assert item.latest is not None
        decisions.submit(version=item.latest, actor=self.people.writer, now=NOW)
        return item.latest

    def reviewed(self) -> ItemVersion:
        version = self.submitted()
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        return version

    def test_two_approvers(self) -> None:
        version, people = self.reviewed(), self.people
        with races.shared_database():
            found = races.together(
                lambda: decisions.approve(version=version, actor=people.second, now=NOW),
                lambda: decisions.approve(version=version, actor=people.officer, now=NOW),
            )
            (refused,) = (each for each in found if not isinstance(each, Decision))
            # Whether the second meets the new state or the changed row is a matter of microseconds.
            self.assertIsInstance(refused, Refusal, refused)
            self.assertEqual(Decision.objects.filter(action="approve").count(), 1)

    def test_an_approval_against_a_new_version(self) -> None:
        """Whichever is first: what is published is what the approver saw, and the new text is a draft."""
        version, people = self.reviewed(), self.people
        with races.shared_database():
            approval, newer = races.together(
                lambda: decisions.approve(version=version, actor=people.second, now=NOW),
                lambda: world.save(people.writer, stem="同一刻存的示範題幹為何？"),
            )
            item = Item.objects.get(pk=version.item_id)
            self.assertEqual((item.state, item.latest_id), ("draft", newer.pk))
            approved = isinstance(approval, Decision)
            self.assertEqual(item.published_id, version.pk if approved else None)
            self.assertTrue(approved or approval.code == "stale_version", approval)

    def test_two_claims(self) -> None:
        version, people = self.submitted(), self.people
        with races.shared_database():
            found = races.together(
                lambda: assignments.claim(item=version.item, reviewer=people.reviewer, now=NOW),
                lambda: assignments.claim(item=version.item, reviewer=people.second, now=NOW),
            )
            (refused,) = (each for each in found if not isinstance(each, Assignment))
            self.assertIsInstance(refused, Refusal, refused)
            self.assertEqual(Assignment.objects.filter(done_at=None).count(), 1)
