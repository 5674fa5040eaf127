"""The pages: who gets them, what they say, and what one's own item refuses."""

from typing import Any

from django.urls import reverse

from lms.core import clock
from lms.organizations.enums import Role
from question_bank.items.models import Item, ItemVersion, NamedAccess, Sighting
from question_bank.items.services import access
from question_bank.review.models import Comment, Decision
from question_bank.review.services import assignments, comments, decisions
from tests.review import world
from tests.review.test_decisions import CHECKS, Case
from tests.review.world import LATER, NOW
from tests.support import cast
from tests.support.kinds import SAMPLES

KEYS = {
    "single": "選項 B",
    "multiple": "選項 A、選項 C",
    "true_false": "正確",
    "numerical": "500 ± 5 公斤",
    "matching": "左欄 1 → 右欄 A、左欄 2 → 右欄 B",
    "ordering": "選項 A → 選項 B → 選項 C → 選項 D",
    "short_text": "二氧化碳 或 碳酸氣",
}
OWN = "您是作者之一，不能審查或核可自己的題目。"


class Pages(Case):
    def setUp(self) -> None:
        self.enterContext(clock.frozen(LATER))

    def get(self, user: Any, name: str, item: Item | None = None) -> Any:
        self.client.force_login(user)
        return self.client.get(reverse(f"review:{name}", args=[item.public_id] if item else []))

    def post(self, by: Any, name: str, item: Item, *more: Any, **data: Any) -> Any:
        self.client.force_login(by)
        return self.client.post(reverse(f"review:{name}", args=[item.public_id, *more]), data, follow=True)

    def told(self, response: Any) -> list[str]:
        return [str(message) for message in response.context["messages"]] if response.context else []


class OwnItemRefused(Pages):
    def test_an_author_cannot_approve_their_own_item(self) -> None:
        version = self.reviewed()
        item = version.item
        page = self.get(self.people.writer, "item", item)
        self.assertContains(page, OWN)
        self.assertNotContains(page, reverse("review:approve", args=[item.public_id]))
        refused = self.post(self.people.writer, "approve", item, version=version.number)
        self.assertContains(refused, OWN)
        self.assertEqual(self.state(version), ("reviewed", None))
        self.assertEqual(Decision.objects.filter(action="approve").count(), 0)
        other = self.get(self.people.second, "item", item)  # control: somebody else has the button and can
        self.assertContains(other, reverse("review:approve", args=[item.public_id]))
        self.post(self.people.second, "approve", item, version=version.number)
        self.assertEqual(self.state(version), ("approved", version.pk))

    def test_nor_a_co_author_nor_the_creator(self) -> None:
        first = self.drafted()
        Item.objects.filter(pk=first.item_id).update(created_by=self.people.other_officer)
        version = world.save(self.people.coauthor, stem="共同作者改寫的示範題幹為何？")
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        for user in (self.people.writer, self.people.coauthor, self.people.other_officer):
            with self.subTest(user=user.email):
                refused = self.post(user, "review", version.item, version=2, checks=CHECKS)
                self.assertContains(refused, OWN)
                self.assertEqual(self.state(version), ("submitted", None))
        self.post(self.people.reviewer, "review", version.item, version=2, checks=CHECKS)
        self.assertEqual(self.state(version), ("reviewed", None))

    def test_nor_the_reviewer_or_whoever_sent_it(self) -> None:
        version = self.drafted()
        decisions.submit(version=version, actor=self.people.officer, now=NOW)
        decisions.review(version=version, checks=CHECKS, actor=self.people.reviewer, now=NOW)
        for user, why in ((self.people.reviewer, "須由另一位核可"), (self.people.officer, "這一版是您送審的")):
            with self.subTest(user=user.email):
                self.assertContains(self.get(user, "item", version.item), why)
                self.assertContains(self.post(user, "approve", version.item, version=1), why)
        self.assertEqual(self.state(version), ("reviewed", None))


class Steps(Pages):
    def test_a_whole_way_through_the_pages(self) -> None:
        version = self.drafted()
        item, people = version.item, self.people
        self.post(people.writer, "submit", item, version=1)
        self.post(people.reviewer, "claim", item)
        self.post(people.reviewer, "comment", item, version=1, field="option:b", text="也成立。")
        self.post(people.reviewer, "return", item, version=1, note="")
        self.assertEqual(self.state(version), ("draft", None))
        newer = world.save(people.writer, stem="改寫後的示範題幹為何？")
        self.post(people.writer, "submit", item, version=2)
        self.post(
            people.writer, "comment", item, version=2, field="x", text="已改。", answers=Comment.objects.get().public_id
        )
        remark = Comment.objects.get(answers=None)
        self.post(people.reviewer, "resolve", item, remark.public_id)
        self.post(people.reviewer, "review", item, version=2, checks=CHECKS)
        self.post(people.second, "approve", item, version=2)
        self.assertEqual(self.state(newer), ("approved", newer.pk))
        self.post(people.officer, "retire", item, version=2, note="法規修正")
        self.post(people.officer, "revive", item, version=2)
        self.assertEqual(
            list(Decision.objects.order_by("id").values_list("action", flat=True)),
            ["submit", "return", "submit", "review", "approve", "retire", "revive"],
        )

    def test_what_is_refused_is_said_and_changes_nothing(self) -> None:
        version = self.submitted()
        item, people = version.item, self.people
        for user, name, data, why in (
            (people.reviewer, "review", {"version": 1}, "請逐項確認檢核表"),
            (people.reviewer, "return", {"version": 1}, "退回時請寫下意見"),
            (people.second, "approve", {"version": 1}, "題目目前的狀態不能進行這個步驟"),
            (people.officer, "retire", {"version": 1}, "請填寫停用的理由"),
            (people.reviewer, "review", {}, "請從題目的審查頁送出"),
            (people.reviewer, "comment", {"version": 1, "field": "stem"}, "請寫下意見"),
            (people.reviewer, "comment", {"version": 1, "field": "zz", "text": "x"}, "找不到這個欄位"),
            (people.officer, "assign", {}, "請選擇審題者"),
        ):
            with self.subTest(name=name, data=data):
                self.assertContains(self.post(user, name, item, **data), why)
        self.assertEqual(
            (self.state(version), Decision.objects.count(), Comment.objects.count()), (("submitted", None), 1, 0)
        )

    def test_a_stale_page_cannot_decide(self) -> None:
        version = self.reviewed()
        newer = world.save(self.people.writer, stem="改寫後的示範題幹為何？")
        self.assertContains(self.post(self.people.second, "approve", version.item, version=1), "新的變動")
        self.assertEqual(self.state(newer), ("draft", None))

    def test_remarks_of_another_item_are_not_reached(self) -> None:
        mine, other = self.submitted(), self.submitted(code="GC-U01-P91")
        remark = comments.write(version=other, field="stem", text="x", author=self.people.reviewer, now=NOW)
        response = self.post(self.people.reviewer, "resolve", mine.item, remark.public_id)
        self.assertEqual(response.status_code, 404)
        response = self.post(
            self.people.reviewer, "comment", mine.item, version=1, field="stem", text="x", answers=remark.public_id
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.post(self.people.reviewer, "resolve", other.item, remark.public_id).status_code, 200)


class KeyAlone(Pages):
    def test_the_key_is_shown_without_an_answer_nobody_gave(self) -> None:
        typed = {"body": {"max_length": 60}, "key": [{"text": "二氧化碳"}]}
        item = world.drafted(self.people.writer, code="GC-U01-P91", kind="short_text", **typed)
        page = self.get(self.people.writer, "item", item)
        self.assertContains(page, "正確答案")
        self.assertNotContains(page, "您的答案")


class Secrecy(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.other_writer = cast.user("other-writer", role=Role.ITEM_WRITER)

    def statuses(self, item: Item, name: str = "item") -> dict[str, int]:
        people = self.people
        users = (people.writer, people.reviewer, people.second, people.officer, self.other_writer, people.stranger)
        return {user.email.split("@")[0]: self.get(user, name, item).status_code for user in users}

    def test_a_secure_item_opens_to_its_author_officers_and_who_has_it(self) -> None:
        version = self.submitted(code="GC-U01-S90", use="secure")
        assignments.claim(item=version.item, reviewer=self.people.reviewer, now=NOW)
        self.assertEqual(
            self.statuses(version.item),
            {"writer": 200, "reviewer": 200, "second": 404, "officer": 200, "other-writer": 404, "stranger": 403},
        )

    def test_a_sealed_item_opens_to_those_named_only_officers_included(self) -> None:
        version = self.reviewed(code="GC-U01-S90", use="secure")
        access.seal(items=[version.item], holder="round:x", now=NOW)
        closed = dict.fromkeys(("writer", "reviewer", "second", "officer", "other-writer"), 404) | {"stranger": 403}
        self.assertEqual(self.statuses(version.item), closed)
        self.name(self.people.other_officer, self.people.officer, version.item)
        self.assertEqual(self.statuses(version.item), closed | {"officer": 200})

    def name(self, by: Any, user: Any, item: Item) -> Any:
        return self.post(by, "name", item, user=user.pk, reason="覆核圖表")

    def test_officers_name_others_and_never_themselves(self) -> None:
        version = self.reviewed(code="GC-U01-S90", use="secure")
        item, officer = version.item, self.people.officer
        access.seal(items=[item], holder="round:x", now=NOW)
        self.assertContains(self.name(officer, officer, item), "請選擇自己以外的人員")
        self.assertEqual(NamedAccess.objects.filter(purpose="sealed").count(), 0)
        page = self.get(officer, "access", item)
        self.assertNotIn(officer.pk, [user.pk for user in page.context["form"]._people.values()])
        self.assertContains(self.name(officer, self.people.second, item), "已指定")
        named = NamedAccess.objects.get(purpose="sealed")
        self.assertEqual((named.user, named.granted_by), (self.people.second, officer))
        self.assertContains(self.post(officer, "end", item, named.pk), "已結束")
        self.assertEqual(self.get(self.people.second, "item", item).status_code, 404)
        self.assertEqual(self.post(officer, "end", item, named.pk).status_code, 404)

    def test_the_page_of_names_shows_no_text_and_is_the_officers(self) -> None:
        version = self.reviewed(code="GC-U01-S90", use="secure", stem="SECRETSTEM 為何？")
        access.seal(items=[version.item], holder="round:x", now=NOW)
        page = self.get(self.people.officer, "access", version.item)
        self.assertNotContains(page, "SECRETSTEM")
        statuses = self.statuses(version.item, "access")
        self.assertEqual([who for who, status in statuses.items() if status == 200], ["officer"])

    def test_who_has_seen_an_item_is_recorded_and_shown_to_officers(self) -> None:
        version = self.submitted(code="GC-U01-S90", use="secure")
        for user in (self.people.writer, self.people.officer, self.people.officer, self.people.second):
            self.get(user, "item", version.item)
        rows = Sighting.objects.order_by("id").values_list("user__email", "kind", "times")
        self.assertEqual(list(rows), [("writer@test.example", "reviewed", 1), ("officer@test.example", "reviewed", 2)])
        page = self.get(self.people.officer, "access", version.item)
        self.assertContains(page, "測試writer")

    def test_the_queue_shows_codes_and_never_a_text(self) -> None:
        version = self.submitted(code="GC-U01-S90", use="secure", stem="SECRETSTEM 為何？")
        page = self.get(self.people.second, "queue")
        self.assertContains(page, "GC-U01-S90")
        self.assertNotContains(page, "SECRETSTEM")
        access.seal(items=[version.item], holder="round:x", now=NOW)
        self.assertNotContains(self.get(self.people.second, "queue"), "GC-U01-S90")


class Queue(Pages):
    def sections(self, user: Any) -> dict[str, list[str]]:
        context = self.get(user, "queue").context
        own = context["own"]
        found = {
            "mine": [assignment.item.code for assignment, _overdue in context.get("mine", [])],
            "claimable": [item.code for item in context.get("claimable", [])],
            "to_approve": [item.code for item in context.get("to_approve", [])],
            "returned": [item.code for item in own.returned],
            "waiting": [item.code for item in own.waiting],
            "drafts": [item.code for item in own.drafts],
        }
        return {name: codes for name, codes in found.items() if codes}

    def test_every_item_stands_where_it_belongs(self) -> None:
        people = self.people
        self.drafted(code="GC-U01-P1")
        self.submitted(code="GC-U01-P2")
        self.reviewed(code="GC-U01-P3")
        taken = self.submitted(code="GC-U01-P4")
        back = self.submitted(code="GC-U01-P5")
        assignments.claim(item=taken.item, reviewer=people.reviewer, now=NOW)
        decisions.return_for_changes(version=back, note="x", actor=people.second, now=NOW)
        self.assertEqual(
            self.sections(people.writer),
            {
                "returned": ["GC-U01-P5"],
                "waiting": ["GC-U01-P2", "GC-U01-P3", "GC-U01-P4"],
                "drafts": ["GC-U01-P1"],
            },
        )
        self.assertEqual(self.sections(people.reviewer), {"mine": ["GC-U01-P4"], "claimable": ["GC-U01-P2"]})
        self.assertEqual(self.sections(people.second), {"claimable": ["GC-U01-P2"], "to_approve": ["GC-U01-P3"]})
        self.assertEqual(self.sections(cast.user("plain", role=Role.ITEM_WRITER)), {})

    def test_as_many_queries_for_one_as_for_three(self) -> None:
        counts: list[int] = []
        for number in range(3):
            self.submitted(code=f"GC-U01-P{number}")
            taken = self.submitted(code=f"GC-U01-P{number + 5}")
            assignments.claim(item=taken.item, reviewer=self.people.reviewer, now=NOW)
            self.get(self.people.reviewer, "queue")
            with self.assertNumQueries(counts[0]) if counts else self.counting(counts):
                self.client.get(reverse("review:queue"))

    def counting(self, counts: list[int]) -> Any:
        from contextlib import contextmanager

        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        @contextmanager
        def count() -> Any:
            with CaptureQueriesContext(connection) as queries:
                yield
            counts.append(len(queries))

        return count()

    def test_the_desk_counts_what_waits(self) -> None:
        from question_bank.review.slots import waiting

        self.submitted()
        counts = {
            user.email.split("@")[0]: (card := waiting(user)) and card.count for user in vars(self.people).values()
        }
        self.assertEqual(
            counts,
            {"writer": 0, "coauthor": 1, "reviewer": 1, "second": 1, "officer": 1, "officer2": 1, "stranger": None},
        )


class Panel(Pages):
    def test_it_says_who_is_next_and_links_to_the_review(self) -> None:
        from question_bank.review.slots import panel

        version: ItemVersion = self.submitted()
        shown = panel(version.item, self.people.writer)
        assert shown is not None
        self.assertInHTML("<span>等待：審題者</span>", shown.html)
        self.assertIn(reverse("review:item", args=[version.item.public_id]), shown.html)
        self.assertIsNone(panel(version.item, self.people.stranger))


class Kinds(Pages):
    def test_the_page_shows_every_kind(self) -> None:
        keys = {}
        for number, sample in enumerate(SAMPLES.values()):
            changes = {"kind": sample.kind.value, "stem": sample.stem, "body": sample.body, "key": sample.key}
            version = self.submitted(code=f"GC-U01-P{number}", **changes)
            with self.subTest(kind=sample.kind):
                page = self.get(self.people.second, "item", version.item)
                shown = {field.name: field.text for field in page.context["fields"]}
                keys[sample.kind.value] = shown["key"]
        self.assertEqual(keys, KEYS)

    def test_an_unusable_key_is_shown_as_a_fault(self) -> None:
        version = self.submitted(key=[["z"]])
        self.assertContains(self.get(self.people.second, "item", version.item), "正解須為存在的選項")
