"""Taking and giving items, handing them back, and being reminded of them."""

import datetime as dt
from typing import Any

from lms.notices.models import Notice
from question_bank.items.enums import AccessPurpose
from question_bank.items.models import ItemVersion, NamedAccess
from question_bank.items.policies import can_view_item
from question_bank.items.services import access
from question_bank.review.models import Assignment
from question_bank.review.services import assignments, comments, decisions, reminders
from question_bank.review.tasks import send_reminders
from tests.review import world
from tests.review.test_decisions import CHECKS, Case
from tests.review.world import NOW


class Assignments(Case):
    def claim(self, version: ItemVersion, reviewer: Any) -> Assignment:
        return assignments.claim(item=version.item, reviewer=reviewer, now=NOW)

    def test_a_claim_opens_a_secure_item_and_handing_back_closes_it(self) -> None:
        version = self.submitted(code="GC-U01-S90", use="secure")
        reviewer = self.people.reviewer
        self.assertFalse(can_view_item(reviewer, version.item))
        assignment = self.claim(version, reviewer)
        self.assertEqual((assignment.due_date, assignment.assigned_by), (dt.date(2026, 11, 27), None))
        self.assertTrue(can_view_item(reviewer, version.item))
        self.assertFalse(can_view_item(self.people.second, version.item))
        self.assertTrue(assignments.release(assignment=assignment, actor=reviewer, now=NOW))
        self.assertFalse(can_view_item(reviewer, version.item))
        self.assertFalse(assignments.release(assignment=assignment, actor=reviewer, now=NOW))

    def test_the_second_to_claim_is_told(self) -> None:
        version = self.submitted()
        self.claim(version, self.people.reviewer)
        with self.assertRaises(assignments.AlreadyTaken):
            self.claim(version, self.people.second)

    def test_who_wrote_or_sent_it_and_who_may_not_review_cannot_have_it(self) -> None:
        version = self.drafted()
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        for user, code in (
            (self.people.writer, "own_item"),
            (self.people.officer, "own_item"),
            (self.people.stranger, "review_not_reviewer"),
        ):
            with self.subTest(user=user.email), self.assertRaises(assignments.UnableToAssign) as caught:
                self.claim(version, user)
            self.assertEqual(caught.exception.code, code)
        self.assertEqual((Assignment.objects.count(), NamedAccess.objects.count()), (0, 0))
        self.claim(version, self.people.reviewer)

    def test_a_sealed_item_is_had_by_those_named_only(self) -> None:
        version = self.submitted()
        access.seal(items=[version.item], holder="round:x", now=NOW)
        with self.assertRaises(assignments.UnableToAssign) as caught:
            self.claim(version, self.people.reviewer)
        self.assertEqual(caught.exception.code, "review_sealed")
        access.name(
            item=version.item,
            user=self.people.reviewer,
            purpose=AccessPurpose.SEALED,
            granted_by=self.people.officer,
            reason="覆核",
            now=NOW,
        )
        self.claim(version, self.people.reviewer)

    def test_only_what_waits_can_be_had(self) -> None:
        with self.assertRaises(assignments.UnableToAssign) as caught:
            self.claim(self.drafted(), self.people.reviewer)
        self.assertEqual(caught.exception.code, "review_not_waiting")

    def test_given_until_a_date_and_told_once(self) -> None:
        version, due = self.submitted(), dt.date(2026, 12, 24)
        given: dict[str, Any] = {
            "item": version.item,
            "reviewer": self.people.reviewer,
            "assigned_by": self.people.officer,
            "now": NOW,
        }
        with self.assertRaises(assignments.UnableToAssign) as caught:
            assignments.assign(due_date=dt.date(2026, 11, 19), **given)
        self.assertEqual(caught.exception.code, "review_due_date_past")
        self.assertEqual(assignments.assign(due_date=due, **given).due_date, due)
        with self.assertRaises(assignments.AlreadyTaken):
            assignments.assign(due_date=due, **given)
        self.assertEqual(self.notices("review_requested"), ["reviewer"])


class Reminders(Case):
    before = dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)
    after = dt.datetime(2026, 11, 28, 1, tzinfo=dt.UTC)

    def had(self, count: int = 1) -> list[Assignment]:
        found = []
        for number in range(count):
            version = self.submitted(code=f"GC-U01-P9{number}")
            found.append(assignments.claim(item=version.item, reviewer=self.people.reviewer, now=NOW))
        return found

    def sent(self) -> list[bool]:
        found = Notice.objects.filter(template="review_reminder", channel="account").order_by("id")
        return [notice.context["overdue"] for notice in found]

    def test_two_days_before_and_when_overdue_each_once(self) -> None:
        self.had()
        second = dt.timedelta(seconds=1)
        counts = [
            reminders.send_due(now=moment)
            for moment in (self.before - second, self.before, self.before, self.after - second, self.after, self.after)
        ]
        self.assertEqual(counts, [0, 1, 0, 0, 1, 0])
        self.assertEqual(self.sent(), [False, True])

    def test_a_late_worker_reminds_once(self) -> None:
        self.had()
        late = self.after + dt.timedelta(days=9)
        self.assertEqual([reminders.send_due(now=late) for _ in range(2)], [1, 0])
        self.assertEqual(self.sent(), [True])

    def test_a_doubled_worker_reminds_nobody_twice(self) -> None:
        (assignment,) = self.had()
        twin = Assignment.objects.select_related("item", "reviewer").get(pk=assignment.pk)
        reminders.send_due(now=self.before)
        self.assertFalse(reminders._remind(twin, self.before))
        self.assertEqual(self.sent(), [False])

    def test_not_more_at_a_time_than_the_limit(self) -> None:
        self.had(3)
        self.assertEqual([reminders.send_due(now=self.before, limit=2) for _ in range(3)], [2, 1, 0])

    def test_what_is_done_or_being_rewritten_is_not_reminded_of(self) -> None:
        done, rewritten = self.had(2)
        decisions.review(version=done.version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        newer = world.save(self.people.writer, code="GC-U01-P91", stem="改寫中的示範題幹為何？")
        self.assertEqual(reminders.send_due(now=self.before), 0)
        decisions.submit(version=newer, actor=self.people.writer, now=self.before)
        rewritten.refresh_from_db()
        self.assertEqual((rewritten.version, rewritten.due_date), (newer, dt.date(2026, 12, 2)))
        self.assertEqual(reminders.send_due(now=dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC)), 1)

    def test_one_that_fails_is_pushed_ahead_and_the_others_are_sent(self) -> None:
        broken, _fine = self.had(2)
        Assignment.objects.filter(pk=broken.pk).update(due_date=dt.date.max)  # has no next morning
        self.assertEqual([reminders.send_due(now=self.before) for _ in range(2)], [1, 0])
        broken.refresh_from_db()
        self.assertEqual(broken.remind_at, self.before + reminders.POSTPONED)

    def test_the_workers_entry_point(self) -> None:
        self.assertEqual(send_reminders(), 0)


class Comments(Case):
    """Remarks and answers."""

    def remark(self, version: ItemVersion, author: Any, text: str = "請補出處。", **more: Any) -> Any:
        return comments.write(version=version, field="stem", text=text, author=author, now=NOW, **more)

    def test_answers_belong_to_the_remark_and_its_field(self) -> None:
        version = self.submitted()
        first = self.remark(version, self.people.reviewer)
        answer = self.remark(version, self.people.writer, "已補。", answers=first)
        further = comments.write(
            version=version, field="key", text="謝謝。", author=self.people.reviewer, now=NOW, answers=answer
        )
        self.assertEqual((answer.answers, further.answers, further.field), (first, first, "stem"))

    def test_without_text_or_field_nothing_is_written(self) -> None:
        version = self.submitted()
        for field, text, code in (("stem", "  ", "comment_empty"), ("option:z", "x", "comment_field_unknown")):
            with self.subTest(field=field), self.assertRaises(comments.UnableToComment) as caught:
                comments.write(version=version, field=field, text=text, author=self.people.reviewer, now=NOW)
            self.assertEqual(caught.exception.code, code)

    def test_authors_do_not_settle_remarks_on_their_item(self) -> None:
        version = self.submitted()
        first = self.remark(version, self.people.reviewer)
        with self.assertRaises(comments.NotTheirsToResolve):
            comments.resolve(comment=first, actor=self.people.writer, now=NOW)
        settled = [comments.resolve(comment=first, actor=self.people.second, now=NOW) for _ in range(2)]
        self.assertEqual(settled, [True, False])
        own = self.remark(version, self.people.writer)
        self.assertTrue(comments.resolve(comment=own, actor=self.people.writer, now=NOW))

    def test_an_open_remark_on_an_older_version_still_stands_against_approval(self) -> None:
        version = self.submitted()
        first = self.remark(version, self.people.reviewer)
        decisions.return_for_changes(version=version, note="", actor=self.people.reviewer, now=NOW)
        newer = world.save(self.people.writer, stem="改寫後的示範題幹為何？")
        decisions.submit(version=newer, actor=self.people.writer, now=NOW)
        decisions.review(version=newer, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        with self.assertRaises(decisions.UnableToJudge):
            decisions.approve(version=newer, actor=self.people.second, now=NOW)
        comments.resolve(comment=first, actor=self.people.second, now=NOW)
        decisions.approve(version=newer, actor=self.people.second, now=NOW)
