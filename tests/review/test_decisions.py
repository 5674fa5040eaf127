"""The steps of the review: nobody judges their own item, at the service and in the database."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.test import TestCase

from lms.core import dated
from lms.core.errors import Refusal
from lms.core.models import AuditEvent
from lms.notices.models import Notice
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion
from question_bank.items.services import access, lifecycle
from question_bank.review.dated import REVIEWER_MAY_APPROVE
from question_bank.review.enums import Action, Check
from question_bank.review.models import Decision
from question_bank.review.services import assignments, comments, decisions
from tests.review import world
from tests.review.world import LATER, NOW, People
from tests.support import items

CHECKS = [check.value for check in Check]
D, S, V, A, R = ItemState


class Case(TestCase):
    people: People

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = People.make()

    def drafted(self, **changes: Any) -> ItemVersion:
        item = world.drafted(self.people.writer, **changes)
        assert item.latest is not None
        return item.latest

    def submitted(self, **changes: Any) -> ItemVersion:
        version = self.drafted(**changes)
        decisions.submit(version=version, actor=self.people.writer, now=NOW)
        return version

    def reviewed(self, **changes: Any) -> ItemVersion:
        version = self.submitted(**changes)
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        return version

    def state(self, version: ItemVersion) -> tuple[str, int | None]:
        item = Item.objects.get(pk=version.item_id)
        return item.state, item.published_id

    def notices(self, template: str) -> list[str]:
        found = Notice.objects.filter(template=template, channel="account").order_by("id")
        return [notice.person.user.email.split("@")[0] for notice in found if notice.person.user]


class Way(Case):
    def test_the_whole_way_with_history_trail_and_notices(self) -> None:
        version = self.reviewed()
        self.assertEqual(self.state(version), (V, None))
        decisions.approve(version=version, actor=self.people.second, now=LATER)
        self.assertEqual(self.state(version), (A, version.pk))
        history = list(Decision.objects.order_by("id").values_list("action", "actor__email", "checks"))
        self.assertEqual(
            history,
            [
                ("submit", "writer@test.example", []),
                ("review", "reviewer@test.example", CHECKS),
                ("approve", "second@test.example", []),
            ],
        )
        trail = AuditEvent.objects.filter(action__startswith="item.").order_by("id").values_list("action", flat=True)
        self.assertEqual(list(trail), ["item.submitted", "item.reviewed", "item.approved"])
        self.assertEqual(self.notices("item_approved"), ["writer"])

    def test_a_notice_carries_the_code_and_the_way_never_the_text(self) -> None:
        version = self.reviewed()
        decisions.approve(version=version, actor=self.people.second, now=LATER)
        notice = Notice.objects.filter(template="item_approved").first()
        assert notice is not None
        self.assertEqual(notice.context, {"code": version.item.code, "path": f"/bank/review/{version.item.public_id}/"})

    def test_return_comes_back_to_the_same_reviewer(self) -> None:
        version = self.submitted()
        decisions.return_for_changes(version=version, note="選項 B 也可能成立。", actor=self.people.reviewer, now=NOW)
        self.assertEqual(self.state(version), (D, None))
        self.assertEqual(self.notices("review_returned"), ["writer"])
        newer = world.save(self.people.writer, stem="改寫後的示範題幹為何？")
        decisions.submit(version=newer, actor=self.people.writer, now=LATER)
        given = newer.item.assignments.get()
        self.assertEqual((given.reviewer, given.version), (self.people.reviewer, newer))
        self.assertEqual(self.notices("review_requested"), ["reviewer"])

    def test_a_return_needs_a_remark(self) -> None:
        version = self.submitted()
        with self.assertRaises(decisions.ReasonMissing):
            decisions.return_for_changes(version=version, note=" ", actor=self.people.reviewer, now=NOW)
        comments.write(version=version, field="option:b", text="也對。", author=self.people.reviewer, now=NOW)
        decisions.return_for_changes(version=version, note="", actor=self.people.reviewer, now=NOW)
        self.assertEqual(self.state(version), (D, None))

    def test_withdrawn_by_its_author(self) -> None:
        for version in (self.submitted(), self.reviewed(code="GC-U01-P91")):
            decisions.withdraw(version=version, actor=self.people.writer, now=NOW)
            self.assertEqual(self.state(version), (D, None))

    def test_retired_with_a_reason_and_taken_up_again_unpublished(self) -> None:
        version = self.reviewed()
        decisions.approve(version=version, actor=self.people.second, now=NOW)
        with self.assertRaises(decisions.ReasonMissing):
            decisions.retire(version=version, note="", actor=self.people.officer, now=NOW)
        access.seal(items=[version.item], holder="round:x", now=NOW)
        with self.assertRaises(lifecycle.ItemLocked):
            decisions.retire(version=version, note="法規已修正", actor=self.people.officer, now=NOW)
        access.unseal(holder="round:x", now=NOW)
        decisions.retire(version=version, note="法規已修正", actor=self.people.officer, now=NOW)
        self.assertEqual(self.state(version), (R, version.pk))
        decisions.revive(version=version, actor=self.people.officer, now=NOW)
        self.assertEqual(self.state(version), (D, None))

    def test_a_step_of_another_state_is_refused(self) -> None:
        version = self.drafted()
        by = self.people.reviewer
        for step in (
            lambda: decisions.approve(version=version, actor=by, now=NOW),
            lambda: decisions.review(version=version, checks=CHECKS, actor=by, now=NOW),
            lambda: decisions.return_for_changes(version=version, note="x", actor=by, now=NOW),
            lambda: decisions.withdraw(version=version, actor=by, now=NOW),
            lambda: decisions.revive(version=version, actor=by, now=NOW),
        ):
            with self.assertRaises(decisions.WrongState):
                step()
        self.assertEqual(Decision.objects.count(), 0)


class OwnItems(Case):
    """Authors, co-authors, the creator and whoever sent the version."""

    def co_written(self) -> ItemVersion:
        version = self.drafted()
        Item.objects.filter(pk=version.item_id).update(created_by=self.people.other_officer)
        return world.save(self.people.coauthor, stem="共同作者改寫的示範題幹為何？")

    def test_none_of_them_reviews(self) -> None:
        version = self.co_written()
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        for actor, refusal in self.refused():
            with self.subTest(actor=actor.email), self.assertRaises(refusal) as caught:
                decisions.review(version=version, checks=CHECKS, actor=actor, now=NOW)
            self.assertIn(caught.exception.code, ("own_item", "own_submission"))
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        self.assertEqual(self.state(version), (V, None))

    def test_none_of_them_approves(self) -> None:
        version = self.co_written()
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        for actor, refusal in self.refused():
            with self.subTest(actor=actor.email), self.assertRaises(refusal):
                decisions.approve(version=version, actor=actor, now=NOW)
        self.assertEqual(self.state(version), (V, None))
        self.assertEqual(Decision.objects.filter(action="approve").count(), 0)
        decisions.approve(version=version, actor=self.people.second, now=NOW)
        self.assertEqual(self.state(version), (A, version.pk))

    def test_none_of_them_sends_it_back_as_a_reviewer(self) -> None:
        version = self.co_written()
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        for actor, refusal in self.refused():
            with self.subTest(actor=actor.email), self.assertRaises(refusal):
                decisions.return_for_changes(version=version, note="x", actor=actor, now=NOW)
        self.assertEqual(self.state(version), (S, None))

    def refused(self) -> list[tuple[Any, type[Refusal]]]:
        own, sent = lifecycle.OwnItem, decisions.UnableToJudge
        people = self.people
        return [(people.writer, own), (people.coauthor, own), (people.other_officer, own), (people.officer, sent)]

    def test_the_database_refuses_the_row_past_the_service(self) -> None:
        version = self.drafted()
        one, other = self.people.writer.pk, self.people.coauthor.pk
        row = {"item": version.item, "version": version, "at": NOW, "authors": f",{one},{other},"}
        for action in (Action.REVIEW, Action.APPROVE):
            for author in (self.people.writer, self.people.coauthor):
                refused = self.assertRaises(IntegrityError)
                with self.subTest(action=action, author=author.email), refused as caught, transaction.atomic():
                    Decision.objects.create(action=action.value, actor=author, **row)
                self.assertIn("review_decision_not_own", str(caught.exception))
            with self.assertRaises(IntegrityError), transaction.atomic():
                Decision.objects.create(action=action.value, actor=None, **row)
        for author in (self.people.writer, self.people.coauthor):  # controls: other steps, other people
            Decision.objects.create(action="submit", actor=author, **row)
        Decision.objects.create(action="approve", actor=self.people.reviewer, **row)

    def test_an_id_within_another_id_is_not_taken_for_it(self) -> None:
        version, actor = self.drafted(), self.people.reviewer
        longer = f",{actor.pk}0,1{actor.pk},"
        Decision.objects.create(
            item=version.item, version=version, at=NOW, authors=longer, action="approve", actor=actor
        )

    def test_the_row_of_an_approval_names_everybody_who_wrote_or_sent(self) -> None:
        version = self.co_written()
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        decision = decisions.approve(version=version, actor=self.people.second, now=NOW)
        people = self.people
        expected = {people.writer.pk, people.coauthor.pk, people.other_officer.pk, people.officer.pk}
        self.assertEqual({int(pk) for pk in decision.authors.split(",") if pk}, expected)


class FourEyes(Case):
    def test_the_reviewer_does_not_approve_unless_the_setting_says_so(self) -> None:
        version = self.reviewed()
        with self.assertRaises(decisions.UnableToJudge) as caught:
            decisions.approve(version=version, actor=self.people.reviewer, now=NOW)
        self.assertEqual(caught.exception.code, "same_reviewer")
        dated.approve(
            key=REVIEWER_MAY_APPROVE,
            value=True,
            effective_from=dt.date(2026, 1, 1),
            basis="測試",
            approver=self.people.officer,
            now=NOW,
        )
        decisions.approve(version=version, actor=self.people.reviewer, now=NOW)
        self.assertEqual(self.state(version), (A, version.pk))

    def test_the_checklist_is_asked_for_whole(self) -> None:
        version = self.submitted()
        with self.assertRaises(decisions.UnableToJudge) as caught:
            decisions.review(version=version, checks=CHECKS[:-1], actor=self.people.reviewer, now=NOW)
        self.assertEqual(caught.exception.code, "checks_missing")

    def test_faults_stand_against_approval(self) -> None:
        version = self.reviewed(key=[["z"]])
        with self.assertRaises(decisions.UnableToJudge) as caught:
            decisions.approve(version=version, actor=self.people.second, now=NOW)
        self.assertEqual(caught.exception.code, "faults")
        self.assertEqual(self.state(version), (V, None))

    def test_open_remarks_stand_against_approval(self) -> None:
        version = self.reviewed()
        remark = comments.write(version=version, field="stem", text="請補主詞。", author=self.people.second, now=NOW)
        with self.assertRaises(decisions.UnableToJudge) as caught:
            decisions.approve(version=version, actor=self.people.second, now=NOW)
        self.assertEqual(caught.exception.code, "open_comments")
        comments.resolve(comment=remark, actor=self.people.second, now=NOW)
        decisions.approve(version=version, actor=self.people.second, now=NOW)
        self.assertEqual(self.state(version), (A, version.pk))


class Races(Case):
    def test_of_two_approvers_the_second_is_refused(self) -> None:
        version = self.reviewed()
        decisions.approve(version=version, actor=self.people.second, now=NOW)
        with self.assertRaises(decisions.WrongState):
            decisions.approve(version=version, actor=self.people.officer, now=NOW)
        self.assertEqual(Decision.objects.filter(action="approve").count(), 1)

    def test_a_version_saved_before_the_approval_arrives_is_not_approved_unseen(self) -> None:
        seen = self.reviewed()
        newer = world.save(self.people.writer, stem="核可前一刻存的示範題幹為何？")
        with self.assertRaises(lifecycle.StaleVersion):
            decisions.approve(version=seen, actor=self.people.second, now=NOW)
        self.assertEqual(self.state(newer), (D, None))

    def test_the_published_version_stays_while_its_successor_is_reviewed(self) -> None:
        first = self.reviewed()
        decisions.approve(version=first, actor=self.people.second, now=NOW)
        second = world.save(self.people.coauthor, stem="改版後的示範題幹為何？")
        decisions.submit(version=second, actor=self.people.coauthor, now=NOW)
        # The author of the published text may judge the new one: they did not write it.
        decisions.review(version=second, checks=CHECKS, actor=self.people.writer, now=NOW)
        self.assertEqual(self.state(second), (V, first.pk))
        decisions.approve(version=second, actor=self.people.second, now=NOW)
        self.assertEqual(self.state(second), (A, second.pk))

    def test_a_refused_step_leaves_no_row_and_no_notice(self) -> None:
        version = self.submitted()
        before = (Decision.objects.count(), AuditEvent.objects.count(), Notice.objects.count())
        with self.assertRaises(lifecycle.OwnItem):
            decisions.review(version=version, checks=CHECKS, actor=self.people.writer, now=NOW)
        self.assertEqual((Decision.objects.count(), AuditEvent.objects.count(), Notice.objects.count()), before)


class EndsAssignments(Case):
    def test_a_review_ends_the_reviewers_own_and_an_approval_all(self) -> None:
        version = self.submitted(code="GC-U01-S90", use="secure")
        assignments.claim(item=version.item, reviewer=self.people.reviewer, now=NOW)
        assignments.assign(
            item=version.item, reviewer=self.people.second, due_date=None, assigned_by=self.people.officer, now=NOW
        )
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        self.assertEqual(self.open(version), ["second"])
        decisions.approve(version=version, actor=self.people.officer, now=NOW)
        self.assertEqual(self.open(version), [])

    def open(self, version: ItemVersion) -> list[str]:
        """Whom an open assignment and an open name belong to; both always agree."""
        having = [a.reviewer.display_name for a in version.item.assignments.filter(done_at=None)]
        named = [n.user.display_name for n in version.item.named.filter(ended_at=None)]
        self.assertEqual(having, named)
        return [name.removeprefix("測試") for name in having]


class Content(Case):
    def test_an_item_of_the_curriculums_files_has_no_author(self) -> None:
        from question_bank.items.services import bank

        bank.store(wanted=[items.draft(code="GC-U01-P95", state="draft")], actor=None, now=NOW)
        version = Item.objects.get(code="GC-U01-P95").latest
        assert version is not None
        Item.objects.filter(pk=version.item_id).update(published=None)
        decisions.submit(version=version, actor=self.people.writer, now=NOW)
        with self.assertRaises(decisions.UnableToJudge):
            decisions.review(version=version, checks=CHECKS, actor=self.people.writer, now=NOW)
        decisions.review(version=version, checks=CHECKS, actor=self.people.coauthor, now=NOW)
