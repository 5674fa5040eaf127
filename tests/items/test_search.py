"""Finding items: words, every filter, every order, pages, and the same number of queries for any number of rows."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core import clock
from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.items.models import Exposure, Flag, Item, ItemVersion, Lock, Statistic
from question_bank.items.rules import filters
from question_bank.items.rules import search as search_rules
from question_bank.items.rules.filters import Filters, Order
from question_bank.items.selectors import search
from question_bank.items.services import bank
from tests.support import cast, items

NOW = cast.NOW
TODAY = NOW.date()


class Addresses(SimpleTestCase):
    def test_filters_survive_their_address(self) -> None:
        for given in (
            "",
            "words=%E7%A2%B3%E8%B2%BB&subject=a/b/c&topic=a/b/c/d",
            "kind=single&state=draft&use=secure&source=x&band=hard",
            "facility_from=0.2&facility_to=0.35&discrimination_below=-0.1",
            "used=never&overdue=1&flagged=1&sealed=1&order=newest",
            "used=2",
        ):
            with self.subTest(given):
                found = filters.parse(QueryDict(given))
                self.assertEqual(filters.values(found), QueryDict(given).dict())
                self.assertEqual(filters.parse(filters.values(found)), found)

    def test_what_is_odd_counts_as_not_given(self) -> None:
        given = (
            "kind=essay&state=x&use=&order=up&facility_from=NaN&facility_to=7&discrimination_below=1e-9&used=-1&item=1"
        )
        self.assertEqual(filters.parse(QueryDict(given)), Filters())

    def test_chosen_items_are_read(self) -> None:
        given = "item=0b6f4b7e-3b7a-4a7a-9d9c-111111111111&item=x&item=0b6f4b7e-3b7a-4a7a-9d9c-222222222222"
        self.assertEqual([str(each)[-4:] for each in filters.parse(QueryDict(given)).chosen], ["1111", "2222"])

    def test_the_beginning_of_a_stem_is_plain(self) -> None:
        for text, expected in (
            ("下列何者**不**正確？", "下列何者不正確？"),
            ("如圖：\n\n![流程](asset:abc)\n排放量？", "如圖： [流程] 排放量？"),
            (r"係數 $0.474\ \mathrm{kg/kWh}$ 與 $$E=mc^2$$", "係數 0.474 kg/kWh 與 E=mc^2"),
            ("用電如下：\n\n| 廠房 | 度 |\n|---|---:|\n| 甲 | 3,000 |\n\n排放？", "用電如下： 廠房 度 甲 3,000 排放？"),
            ("若 |x| 大於 1", "若 |x| 大於 1"),
            ("碳" * 200, "碳" * 159 + "…"),
        ):
            self.assertEqual(search_rules.beginning(text), expected)


class Finding(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.items: dict[str, Item] = {}
        cls.make("A-1", stem="碳費的徵收對象為何？", difficulty=Decimal("0.30"), source_title="氣候變遷因應法")
        cls.make("A-2", stem="碳盤查的邊界如何設定？", kind="true_false", body={}, key=[["true"]], use="secure")
        cls.make("A-3", stem="CO2 當量的係數？", topic="green/standard/GC/U02", difficulty=Decimal("0.50"))
        cls.make(
            "A-4",
            stem="產品碳足跡？",
            topic="ipas-nz/beginner/L11/L11101",
            other_topics=("green/standard/GC/U01",),
            review_by=TODAY - dt.timedelta(days=1),
        )
        one, two, three = (cls.items[code] for code in ("A-1", "A-2", "A-3"))
        Item.objects.filter(pk=one.pk).update(state=ItemState.APPROVED, published=one.latest)
        Item.objects.filter(pk=three.pk).update(review_by=TODAY)
        for form in range(3):
            cls.expose(one, f"F-{form}")
        cls.expose(two, "F-0")
        cls.statistic(one, "0.2500", "0.0500")
        cls.statistic(two, "0.8000", "0.4000")
        cls.statistic(one, "0.9000", "0.9000", meaning=0)  # an older meaning: the newest with figures counts
        cls.statistic(three, "0.9500", "0.4000", meaning=0)  # no figures since the text asks something else
        Flag.objects.create(item=one, code="reported", raised_at=NOW)
        Flag.objects.create(item=two, code="reported", raised_at=NOW, cleared_at=NOW)
        Lock.objects.create(item=three, holder="manual", since_at=NOW, released_at=NOW)

    @classmethod
    def make(cls, code: str, **changes: Any) -> None:
        version = bank.save_draft(draft=items.draft(code=code, **changes), actor=None, now=NOW)
        cls.items[code] = version.item

    @classmethod
    def expose(cls, item: Item, form: str) -> None:
        version = ItemVersion.objects.get(item=item)
        Exposure.objects.create(version=version, form_code=form, use=item.use, drawn_at=NOW)

    @classmethod
    def statistic(cls, item: Item, facility: str, discrimination: str, meaning: int = 1) -> None:
        Statistic.objects.create(
            item=item,
            meaning=meaning,
            responses=90,
            facility=facility,
            discrimination=discrimination,
            computed_at=NOW,
        )

    def found(self, **given: Any) -> list[str]:
        asked = search.found(self.cast.officer, filters.parse(given), today=TODAY)
        return list(asked.values_list("code", flat=True))

    def test_words(self) -> None:
        for words, expected in (
            ("碳", ["A-1", "A-2", "A-4"]),
            ("碳 對象", ["A-1"]),
            ("ｃｏ２", ["A-3"]),
            ("a-2", ["A-2"]),
            ("電費單據", ["A-1", "A-3", "A-4"]),  # an option
            ("氣候變遷", ["A-1"]),  # the source
            ("不存在", []),
            ("100%", []),
        ):
            with self.subTest(words):
                self.assertEqual(self.found(words=words), expected)

    def test_every_filter(self) -> None:
        unit = "green/standard/GC"
        for given, expected in (
            ({}, ["A-1", "A-2", "A-3", "A-4"]),
            ({"subject": unit}, ["A-1", "A-2", "A-3", "A-4"]),
            ({"subject": "ipas-nz/beginner/L11"}, ["A-4"]),
            ({"subject": "nowhere"}, []),
            ({"topic": f"{unit}/U01"}, ["A-1", "A-2", "A-4"]),
            ({"topic": f"{unit}/U02"}, ["A-3"]),
            ({"kind": ItemKind.TRUE_FALSE}, ["A-2"]),
            ({"state": ItemState.APPROVED}, ["A-1"]),
            ({"use": ItemUse.SECURE}, ["A-2"]),
            ({"source": "因應法"}, ["A-1"]),
            ({"overdue": "1"}, ["A-4"]),
            ({"flagged": "1"}, ["A-1"]),
            ({"sealed": "1"}, []),
            ({"band": "hard"}, ["A-1"]),
            ({"band": "medium"}, ["A-3"]),
            ({"band": "easy"}, ["A-2", "A-4"]),
            ({"facility_from": "0.2", "facility_to": "0.5"}, ["A-1"]),
            ({"facility_to": "0.2"}, []),
            ({"facility_from": "0.9"}, ["A-3"]),
            ({"discrimination_below": "0.1"}, ["A-1"]),
            ({"used": "never"}, ["A-3", "A-4"]),
            ({"used": "0"}, ["A-1", "A-2"]),
            ({"used": "2"}, ["A-1"]),
            ({"used": "3"}, []),
            ({"state": "draft", "words": "碳"}, ["A-2", "A-4"]),
        ):
            with self.subTest(given):
                self.assertEqual(self.found(**given), expected)
        self.assertEqual(self.found(chosen="1"), [])  # nothing ticked is nothing, not everything
        chosen = filters.parse({"item": [self.items[code].public_id for code in ("A-2", "A-4")]})
        rows = search.found(self.cast.officer, chosen, today=TODAY)
        self.assertEqual([item.code for item in rows], ["A-2", "A-4"])

    def test_sealed_items_are_found_by_those_named_alone(self) -> None:
        Lock.objects.create(item=self.items["A-1"], holder="manual", since_at=NOW)
        self.assertEqual(self.found(sealed="1"), [])
        self.assertEqual(self.found(words="碳費"), [])

    def test_every_order(self) -> None:
        for order, expected in (
            (Order.CODE, ["A-1", "A-2", "A-3", "A-4"]),
            (Order.NEWEST, ["A-4", "A-3", "A-2", "A-1"]),
            (Order.DIFFICULTY, ["A-1", "A-3", "A-2", "A-4"]),
            (Order.FACILITY, ["A-1", "A-2", "A-3", "A-4"]),
            (Order.EXPOSURE, ["A-1", "A-2", "A-3", "A-4"]),
        ):
            with self.subTest(order):
                self.assertEqual(self.found(order=order.value), expected)
                for stop in (1, 2, 3, 9):  # the page reads the same order its own way
                    ids = search.ids_of(self.cast.officer, Filters(order=order), today=TODAY, stop=stop)
                    codes = [Item.objects.get(pk=pk).code for pk in ids]
                    self.assertEqual(codes, expected[:stop])

    def test_figures_of_the_rows(self) -> None:
        page = search.page_of(self.cast.officer, Filters(), number=1, today=TODAY)
        figures = [
            (row.facility, row.is_former, row.used, row.flags, row.is_overdue, row.is_revised) for row in page.rows
        ]
        self.assertEqual(
            figures,
            [
                (Decimal("0.2500"), False, 3, 1, False, False),
                (Decimal("0.8000"), False, 1, 0, False, False),
                (Decimal("0.9500"), True, 0, 0, False, False),
                (None, False, 0, 0, True, False),
            ],
        )

    def test_pages(self) -> None:
        size, cap = search.PAGE_SIZE, search.CAP
        try:
            search.PAGE_SIZE, search.CAP = 2, 3
            found = [search.page_of(self.cast.officer, Filters(), number=n, today=TODAY) for n in (1, 2, 3)]
            told = [([row.item.code for row in p.rows], p.count, p.is_capped, p.has_next, p.pages) for p in found]
            self.assertEqual(
                told,
                [
                    (["A-1", "A-2"], 3, True, True, None),
                    (["A-3", "A-4"], 3, True, False, None),
                    ([], 3, True, False, None),
                ],
            )
            search.CAP = 4
            last = search.page_of(self.cast.officer, Filters(), number=9, today=TODAY)
            self.assertEqual(([row.item.code for row in last.rows], last.number, last.pages), (["A-3", "A-4"], 2, 2))
        finally:
            search.PAGE_SIZE, search.CAP = size, cap

    def test_the_list_takes_the_same_queries_for_any_number_of_rows(self) -> None:
        self.client.force_login(self.cast.officer)
        counts = []
        with clock.frozen(NOW):
            self.client.get(reverse("items:list"))
            for words in ("對象", "碳"):
                with CaptureQueriesContext(connection) as captured:
                    page = self.client.get(reverse("items:list"), {"words": words})
                counts.append((len(page.context["page"].rows), len(captured)))
        self.assertEqual([rows for rows, _ in counts], [1, 3])
        self.assertEqual(counts[0][1], counts[1][1])

    def test_an_empty_result_says_so(self) -> None:
        self.client.force_login(self.cast.officer)
        self.assertContains(self.client.get(reverse("items:list"), {"words": "不存在"}), "沒有符合條件的題目")
