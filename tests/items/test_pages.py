"""The page of an item: what it shows to whom, flags, relations, versions side by side."""

from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core import clock
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from question_bank.items.enums import ItemUse, RelationKind, SightingKind
from question_bank.items.models import Exposure, Flag, Item, ItemVersion, Relation, Sighting, Statistic
from question_bank.items.rules.drafts import StimulusDraft
from question_bank.items.services import bank, flags, relations
from tests.support import cast, exams, items

NOW = cast.NOW


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.reviewer = cast.user("reviewer", role=Role.ITEM_REVIEWER)
        cls.first = cls.save(stem="碳費的徵收對象為何？")
        cls.item = cls.first.item
        Item.objects.filter(pk=cls.item.pk).update(published=cls.first)
        cls.second = cls.save(stem="碳費的**主要**徵收對象為何？", effect="cosmetic")
        cls.item.refresh_from_db()
        cls.other = cls.save(code="GC-U01-P02", stem="另一題？").item
        cls.secret = cls.save(code="GC-U01-S01", use="secure", stem="機密題？").item

    @classmethod
    def save(cls, **changes: Any) -> ItemVersion:
        return bank.save_draft(draft=items.draft(**changes), actor=cls.cast.item_writer, now=NOW)

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.client.force_login(self.cast.item_writer)

    def page(self, item: Item | None = None, **query: str) -> Any:
        return self.client.get(reverse("items:item", args=[(item or self.item).public_id]), query)

    def post(self, name: str, *more: Any, **data: Any) -> Any:
        return self.client.post(reverse(f"items:{name}", args=[self.item.public_id, *more]), data, follow=True)


class Showing(Pages):
    def test_the_newest_version_is_shown_and_the_sight_is_noted(self) -> None:
        page = self.page()
        self.assertContains(page, "<strong>主要</strong>")
        self.assertContains(page, "face-answer")
        self.assertContains(page, "電費單據載明")
        sight = Sighting.objects.get(user=self.cast.item_writer)
        self.assertEqual((sight.version, sight.kind), (self.second, SightingKind.OPENED))

    def test_an_older_version_can_be_read_but_not_edited(self) -> None:
        page = self.page(version="1")
        self.assertNotContains(page, "<strong>主要</strong>")
        edit = reverse("items:edit", args=[self.item.public_id])
        self.assertNotContains(page, edit)
        self.assertContains(self.page(), edit)
        self.assertEqual(self.page(version="99").context["version"], self.second)

    def test_reviewers_read_and_do_not_edit(self) -> None:
        self.client.force_login(self.reviewer)
        page = self.page()
        self.assertNotContains(page, reverse("items:edit", args=[self.item.public_id]))
        self.assertEqual(self.page(self.secret).status_code, 404)

    def test_usage_and_statistics_fill_their_panels(self) -> None:
        page = self.page()
        self.assertContains(page, "還沒有試卷用過這一題")
        self.assertContains(page, "還沒有統計")
        Exposure.objects.create(
            version=self.first, form_code="F-115-3", use="practice", drawn_at=NOW, held_on=NOW.date(), candidates=312
        )
        Statistic.objects.create(
            item=self.item, meaning=1, responses=312, facility="0.6543", discrimination="0.3100", computed_at=NOW
        )
        page = self.page()
        self.assertContains(page, "用於 1 份試卷，312 人次應考")
        self.assertContains(page, "第 1、2 版")  # a cosmetic change keeps the statistics
        self.assertContains(page, "0.65")

    def test_officers_see_who_has_seen_it(self) -> None:
        self.page()
        self.assertNotContains(self.page(), "誰看過")
        self.client.force_login(self.cast.officer)
        self.assertContains(self.page(), self.cast.item_writer.display_name)

    def test_the_parts_of_a_shared_stem_name_each_other(self) -> None:
        shared = StimulusDraft("GC-G1", "某工廠的共用情境。")
        parts = [
            self.save(code=f"GC-U01-P1{part}", stem=f"第 {part} 小題？", stimulus=shared, part=part).item
            for part in (1, 2)
        ]
        page = self.page(parts[0])
        self.assertContains(page, "某工廠的共用情境")
        self.assertContains(page, reverse("items:item", args=[parts[1].public_id]))
        self.assertContains(page, reverse("items:stimulus", args=[parts[0].stimulus.public_id]))

    def test_the_page_takes_the_same_queries_for_any_number_of_versions_and_relations(self) -> None:
        counts = []
        for number in range(3):
            self.save(stem=f"第 {number} 次改寫？")
            self.relate(exams.build_items(self.item.topic, 1, ItemUse.PRACTICE)[0].item)
            flags.report(item=self.item, note="查", actor=self.cast.item_writer, now=NOW)
            Exposure.objects.create(version=self.first, form_code=f"F-{number}", use="practice", drawn_at=NOW)
            self.page()  # the sight of a version seen for the first time is written in another way
            with CaptureQueriesContext(connection) as captured:
                self.page()
            counts.append(len(captured))
        self.assertEqual(counts[0], counts[2])

    def relate(self, other: Item) -> Relation:
        return relations.relate(
            item=self.item, other=other, kind=RelationKind.ENEMY, reason="", actor=self.cast.item_writer, now=NOW
        )


class Flags(Pages):
    def test_a_report_flags_the_item_and_its_end_says_why(self) -> None:
        page = self.post("report", note="數字可能過期")
        self.assertContains(page, "數字可能過期")
        flag = Flag.objects.get(item=self.item)
        self.assertEqual((flag.code, flag.raised_by), ("reported", self.cast.item_writer))
        page = self.post("clear_flag", flag.pk, note="")
        self.assertContains(page, "請寫下確認結果")
        self.post("clear_flag", flag.pk, note="已依新公告確認")
        flag.refresh_from_db()
        self.assertEqual((flag.cleared_by, flag.clearing_note), (self.cast.item_writer, "已依新公告確認"))
        self.assertContains(self.post("clear_flag", flag.pk, note="再一次"), "已由他人處理")
        actions = list(AuditEvent.objects.filter(action__startswith="items.flag").values_list("action", flat=True))
        self.assertEqual(actions, ["items.flag_raised", "items.flag_cleared"])

    def test_a_report_needs_a_note(self) -> None:
        self.assertContains(self.post("report", note="  "), "請寫下要再確認什麼")
        with self.assertRaises(flags.NoteMissing):
            flags.report(item=self.item, note=" ", actor=self.cast.officer, now=NOW)
        self.assertEqual(Flag.objects.count(), 0)

    def test_reviewers_report_but_do_not_clear(self) -> None:
        self.client.force_login(self.reviewer)
        self.post("report", note="請查證")
        flag = Flag.objects.get()
        self.assertEqual(self.post("clear_flag", flag.pk, note="可以").status_code, 403)

    def test_a_flag_of_another_item_is_not_found(self) -> None:
        flag = flags.report(item=self.other, note="查", actor=self.cast.officer, now=NOW)
        self.assertEqual(self.post("clear_flag", flag.pk, note="可以").status_code, 404)

    def test_the_desk_counts_a_writers_own_and_all_of_an_officers(self) -> None:
        from question_bank.items.selectors import desk

        flags.report(item=self.item, note="查", actor=self.cast.officer, now=NOW)
        stranger = cast.user("writer2", role=Role.ITEM_WRITER)
        counts = [desk.flagged_count(user) for user in (self.cast.item_writer, stranger, self.cast.officer)]
        self.assertEqual(counts, [1, 0, 1])


class Relations(Pages):
    def test_a_pair_has_one_relation_whichever_was_named_first(self) -> None:
        self.post("relate", kind="enemy", other=self.other.code, reason="互相提示")
        relation = Relation.objects.get()
        self.assertEqual({relation.one, relation.other}, {self.item, self.other})
        self.assertContains(self.page(self.other), self.item.code)
        self.post("relate", kind="friend", other=self.other.code)
        self.assertEqual(Relation.objects.get().kind, RelationKind.FRIEND)
        self.post("separate", relation.pk)
        self.assertEqual(Relation.objects.count(), 0)

    def test_refusals(self) -> None:
        for code, told in (("", "請填另一題的代碼"), ("NO-SUCH", "找不到代碼"), (self.item.code, "不能與自己")):
            with self.subTest(code):
                self.assertContains(self.post("relate", kind="enemy", other=code), told)
        shared = StimulusDraft("GC-G1", "共用")
        one, two = (self.save(code=f"G{part}", stem=f"{part}？", stimulus=shared, part=part).item for part in (1, 2))
        with self.assertRaises(relations.UnableToRelate) as refused:
            relations.relate(item=one, other=two, kind=RelationKind.ENEMY, reason="", actor=None, now=NOW)
        self.assertEqual(refused.exception.code, "relation_within_stimulus")
        self.assertEqual(Relation.objects.count(), 0)

    def test_items_that_one_may_not_read_stay_hidden(self) -> None:
        relation = Relation.objects.create(kind="enemy", one=self.item, other=self.secret)
        stranger = cast.user("writer2", role=Role.ITEM_WRITER)
        self.client.force_login(stranger)
        page = self.page()
        self.assertNotContains(page, self.secret.code)
        self.assertContains(page, "另有 1 題您無權開啟")
        self.assertEqual(self.post("separate", relation.pk).status_code, 404)
        self.assertContains(self.post("relate", kind="enemy", other=self.secret.code), "找不到代碼")


class Versions(Pages):
    def compare(self, **query: str) -> Any:
        return self.client.get(reverse("items:versions", args=[self.item.public_id]), query)

    def test_the_newest_and_the_one_before_by_default(self) -> None:
        page = self.compare()
        self.assertContains(page, "<ins>**主要**</ins>")
        self.assertContains(page, "文字修飾")
        self.assertEqual(page.context["changed"], 1)
        self.assertEqual(Sighting.objects.filter(user=self.cast.item_writer).count(), 2)

    def test_named_versions_and_odd_names(self) -> None:
        page = self.compare(**{"from": "2", "to": "1"})
        self.assertContains(page, "<del>**主要**</del>")
        page = self.compare(**{"from": "x", "to": "77"})
        self.assertEqual((page.context["from_row"].version, page.context["to_row"].version), (self.first, self.second))

    def test_a_single_version_has_nothing_to_compare(self) -> None:
        page = self.client.get(reverse("items:versions", args=[self.other.public_id]))
        self.assertContains(page, "只有一版")

    def test_markup_in_texts_is_shown_as_text(self) -> None:
        self.save(stem="<script>alert(1)</script> 為何？")
        page = self.compare()
        self.assertNotContains(page, "<script>alert")
        self.assertContains(page, "&lt;script&gt;alert")


class Lists(Pages):
    def test_a_writer_sees_own_secure_items_others_do_not(self) -> None:
        listed = self.client.get(reverse("items:list"))
        self.assertContains(listed, self.secret.code)
        self.client.force_login(cast.user("writer2", role=Role.ITEM_WRITER))
        self.assertNotContains(self.client.get(reverse("items:list")), self.secret.code)
        self.assertEqual(self.page(self.secret).status_code, 404)
        self.assertEqual(self.secret.use, ItemUse.SECURE)


class KeyAlone(Pages):
    def test_the_key_is_shown_without_an_answer_nobody_gave(self) -> None:
        typed = {"body": {"max_length": 60}, "key": [{"text": "二氧化碳"}]}
        version = self.save(code="GC-U01-P03", kind="short_text", stem="哪種氣體排放最多？", **typed)
        page = self.page(version.item)
        self.assertContains(page, "正確答案")
        self.assertNotContains(page, "您的答案")
