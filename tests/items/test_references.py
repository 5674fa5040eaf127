"""References: written once, counted, and the law that changed flags every item that cites it, once."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core import clock
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from question_bank.items.enums import ItemState
from question_bank.items.models import Flag, Item
from question_bank.items.selectors import references as reading
from question_bank.items.services import bank, flags, references
from question_bank.syllabus.models import Reference
from tests.support import cast, items

NOW = cast.NOW
DAY = dt.date(2026, 11, 1)


class References(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.act = Reference.objects.create(code="climate-act", title_zh="氣候變遷因應法", title_en="Climate Act")
        cls.items: dict[str, Item] = {}
        for code, cites in (("A", True), ("B", False), ("C", True), ("D", True), ("E", True)):
            cls.save(code, cites)
        for code in ("C", "D"):
            item = cls.items[code]
            Item.objects.filter(pk=item.pk).update(published=item.latest)
        cls.save("C", False)  # the published version cites it still
        Item.objects.filter(code="E").update(state=ItemState.RETIRED)

    @classmethod
    def save(cls, code: str, cites: bool) -> None:
        draft = items.draft(
            code=code, stem=f"{code} {cites}？", references=("climate-act",) if cites else (), effect="meaning"
        )
        cls.items[code] = bank.save_draft(draft=draft, actor=cls.cast.item_writer, now=NOW).item

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.client.force_login(self.cast.officer)

    def flag(self, day: dt.date = DAY, note: str = "費率調整") -> int:
        return references.flag_change(reference=self.act, changed_on=day, note=note, actor=self.cast.officer, now=NOW)

    def flagged(self) -> list[str]:
        return sorted(Flag.objects.filter(cleared_at=None).values_list("item__code", flat=True))

    def test_the_newest_or_published_version_counts_and_retired_items_do_not(self) -> None:
        self.assertEqual(sorted(item.code for item in reading.citing(self.act)), ["A", "C", "D"])
        self.assertEqual([(row.citing, row.flagged) for row in reading.rows()], [(3, 0)])

    def test_a_change_flags_once_with_one_audit_entry(self) -> None:
        self.assertEqual(self.flag(), 3)
        self.assertEqual(self.flagged(), ["A", "C", "D"])
        self.assertEqual(self.flag(), 0)
        self.assertEqual(Flag.objects.count(), 3)
        [event] = AuditEvent.objects.filter(action="items.flagged_by_reference")
        self.assertEqual((event.data["items"], event.data["changed_on"]), (3, "2026-11-01"))
        self.assertEqual([(row.citing, row.flagged) for row in reading.rows()], [(3, 3)])

    def test_a_cleared_flag_is_not_raised_again_by_the_same_change_but_by_the_next(self) -> None:
        self.flag()
        flag = Flag.objects.get(item__code="A")
        flags.clear(flag=flag, note="內容不受影響", actor=self.cast.item_writer, now=NOW)
        self.assertEqual(self.flag(note="另一種說法"), 0)
        self.assertEqual(self.flagged(), ["C", "D"])
        self.assertEqual(self.flag(dt.date(2027, 1, 1)), 3)

    def test_an_item_that_cites_it_later_is_flagged_when_asked_again(self) -> None:
        self.flag()
        self.save("B", True)
        self.assertEqual(self.flag(), 1)
        self.assertEqual(self.flagged(), ["A", "B", "C", "D"])

    def test_the_page_counts_first_and_flags_when_confirmed(self) -> None:
        address = reverse("items:reference_changed", args=["climate-act"])
        given: dict[str, Any] = {"changed_on": "2026-11-01", "note": "費率調整"}
        page = self.client.post(address, given)
        self.assertEqual(page.context["count"], 3)
        self.assertEqual(Flag.objects.count(), 0)
        done = self.client.post(address, given | {"confirmed": "1"}, follow=True)
        self.assertContains(done, "已標記 3 題")
        self.assertContains(self.client.post(address, given), "沒有需要標記的題目")
        self.assertContains(self.client.get(reverse("items:list"), {"flagged": "1"}), "待再確認")

    def test_odd_dates_are_refused(self) -> None:
        address = reverse("items:reference_changed", args=["climate-act"])
        page = self.client.post(address, {"changed_on": "2126-11-01", "note": "x", "confirmed": "1"})
        self.assertContains(page, "請檢查年份")
        self.assertEqual(Flag.objects.count(), 0)

    def test_writing_references(self) -> None:
        self.client.force_login(self.cast.item_writer)
        given = {"code": "iso-14064", "title_zh": "ISO 14064-1", "as_of": "107/12/01", "url": "example.org/iso"}
        self.client.post(reverse("items:new_reference"), given)
        made = Reference.objects.get(code="iso-14064")
        self.assertEqual((made.as_of, made.url), (dt.date(2018, 12, 1), "https://example.org/iso"))
        self.assertContains(self.client.post(reverse("items:new_reference"), given), "已有代碼相同")
        reserved = self.client.post(reverse("items:new_reference"), given | {"code": "new"})
        self.assertContains(reserved, "保留給系統使用")
        self.client.post(reverse("items:edit_reference", args=[made.code]), {"title_zh": "ISO 14064-1:2018"})
        made.refresh_from_db()
        self.assertEqual((made.title_zh, made.as_of), ("ISO 14064-1:2018", None))
        self.assertFalse(
            references.change(reference=made, facts={"title_zh": made.title_zh}, actor=self.cast.officer, now=NOW)
        )
        actions = list(
            AuditEvent.objects.filter(subject="syllabus.Reference:iso-14064").values_list("action", flat=True)
        )
        self.assertEqual(actions, ["items.reference_created", "items.reference_changed"])

    def test_who_may(self) -> None:
        reviewer = cast.user("reviewer", role=Role.ITEM_REVIEWER)
        for user, expected in (
            (self.cast.officer, (200, 200, 200)),
            (self.cast.item_writer, (200, 200, 403)),
            (reviewer, (200, 403, 403)),
            (self.cast.auditor, (403, 403, 403)),
        ):
            self.client.force_login(user)
            answers = tuple(
                self.client.get(reverse(f"items:{name}", args=["climate-act"])).status_code
                for name in ("reference", "edit_reference", "reference_changed")
            )
            self.assertEqual(answers, expected, user)
        self.client.force_login(self.cast.officer)
        self.assertEqual(self.client.get(reverse("items:reference", args=["no-such"])).status_code, 404)

    def test_the_list_takes_the_same_queries_for_any_number_of_references(self) -> None:
        address = reverse("items:references")
        self.client.get(address)
        with CaptureQueriesContext(connection) as captured:
            self.client.get(address)
        for number in range(3):
            Reference.objects.create(code=f"law-{number}", title_zh="法")
        with self.assertNumQueries(len(captured)):
            self.client.get(address)

    def test_no_references_yet(self) -> None:
        self.client.force_login(self.cast.officer)
        for item in Item.objects.all():
            for version in item.versions.all():
                version.references.clear()
        Reference.objects.all().delete()
        self.assertContains(self.client.get(reverse("items:references")), "還沒有依據資料")
