"""The class list: columns, filters, order, downloads (CLS-1, CLS-2)."""

import csv
import io
from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from courses.classes.selectors import listing
from courses.classes.selectors.listing import Filters
from courses.classes.services import classes, enrolments
from lms.core import clock
from lms.organizations.enums import Region
from lms.organizations.models import County
from tests.support.cast import NOW, person, school
from tests.support.classes import WEEK, regional_class

COLUMNS = [
    "班別名稱",
    "期別",
    "起訖日期",
    "區域",
    "縣市",
    "上課地點",
    "狀態",
    "自費(元/人)",
    "受訓對象",
    "機構承辦人員",
    "分機",
    "課程表",
]


class ClassList(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.taipei = regional_class(
            school("north", "TPE"), serial="11501", contact_name="示範承辦", contact_extension="12"
        )
        cls.penghu = regional_class(school("east", "PEN"), serial="11502", capacity=1)
        cls.later = regional_class(
            school("south", "TNN"), serial="11503", enrol_opens_at=NOW + WEEK, enrol_closes_at=NOW + 2 * WEEK
        )
        cls.gone = regional_class(school("centre", "TXG"), serial="11504", name="=SUM(A1)")
        enrolments.enrol(person=person("first"), regional_class=cls.penghu, actor=None, now=NOW)
        classes.cancel(regional_class=cls.gone, actor=None, now=NOW)

    def setUp(self) -> None:
        frozen = clock.frozen(NOW)
        frozen.__enter__()
        self.addCleanup(frozen.__exit__, None, None, None)

    def serials(self, **filters: Any) -> list[str]:
        return [row.regional_class.serial for row in listing.rows(Filters(**filters), now=NOW)]

    def page(self, **parameters: str) -> HttpResponse:
        return self.client.get(reverse("classes:list"), parameters)

    def shown(self, **parameters: str) -> list[str]:
        return [row.regional_class.serial for row in self.page(**parameters).context["page"]]

    def test_what_one_can_act_on_comes_first(self) -> None:
        self.assertEqual(self.serials(), ["11501", "11503", "11502", "11504"])

    def test_filters(self) -> None:
        self.assertEqual(self.serials(only_open=True), ["11501"])
        self.assertEqual(self.serials(region=Region.EAST), ["11502"])  # ORG-3: Penghu belongs to the east
        self.assertEqual(self.serials(county=County.objects.get(pk="TNN")), ["11503"])
        self.assertEqual(self.serials(words="11503"), ["11503"])
        self.assertEqual(self.serials(words="沒有這個班"), [])

    def test_addresses_can_be_shared_and_never_break(self) -> None:
        self.assertEqual(self.shown(region="north"), ["11501"])
        self.assertEqual(self.shown(region="北"), ["11501"])
        self.assertEqual(self.shown(county="台北市"), ["11501"])  # 台 is accepted for 臺
        self.assertEqual(self.shown(county="TNN"), ["11503"])
        self.assertEqual(self.shown(words="台南"), ["11503"])
        self.assertEqual(self.shown(status="open"), ["11501"])
        self.assertEqual(len(self.shown(region="nowhere", county="XXX", status="?", page="99")), 4)
        self.assertEqual(self.shown(region="south", county="TPE"), ["11503"])  # a county of another region is dropped

    def test_county_filter_offers_the_counties_of_the_region(self) -> None:
        form = self.page(region="east").context["form"]
        self.assertEqual(
            [code for code, _ in form.fields["county"].choices], ["all", "ILA", "HUA", "TTT", "PEN", "KIN", "LIE"]
        )
        self.assertEqual(len(self.page().context["form"].fields["county"].choices), 23)

    def test_columns_and_the_text_above(self) -> None:
        html = self.page().content.decode()
        heads = [html.index(f">{title}</th>") for title in COLUMNS]
        self.assertEqual(heads, sorted(heads))
        programme = reverse("catalogue:programme", args=["green"])
        self.assertIn(
            f'報名前，請詳閱<a href="{programme}#rules">簡章</a>及<a href="{programme}#units">教材課程內容</a>；'
            "收退費事宜悉依各開班學校規定辦理。",
            html,
        )
        for state in ("可報名", "額滿", "尚未開放", "停開"):
            self.assertIn(state, html)
        for button in ("查詢", "取消", "詳細"):
            self.assertIn(button, html)

    def test_empty_state(self) -> None:
        response = self.page(words="沒有這個班")
        self.assertContains(response, "沒有符合條件的班別")
        self.assertNotContains(response, "<table")

    def test_same_queries_for_few_and_many(self) -> None:
        for parameters in ({"words": "11501"}, {}):
            with self.subTest(parameters=parameters), self.assertNumQueries(4):
                self.page(**parameters)

    def rows(self, kind: str, language: str = "zh-hant") -> list[list[str]]:
        url = reverse("classes:download", args=[kind])
        body = self.client.get(url, headers={"accept-language": language}).content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(body)))

    def test_machine_csv(self) -> None:
        header, first, *_ = self.rows("csv")
        link = f"http://testserver{reverse('classes:detail', args=[self.taipei.public_id])}"
        self.assertEqual(header, COLUMNS)
        cells = "示範淨零班,11501,115/12/05 ~ 116/01/03,北,臺北市,示範大樓,可報名,12000,一般民眾,示範承辦,12"
        self.assertEqual(first, [*cells.split(","), link])

    def test_spreadsheets_never_execute_a_cell(self) -> None:
        self.assertEqual(self.rows("excel")[-1][0], "'=SUM(A1)")
        body = self.client.get(reverse("classes:download", args=["xlsx"])).content
        cell = load_workbook(io.BytesIO(body)).active["A5"]
        self.assertEqual((cell.value, cell.data_type), ("=SUM(A1)", "s"))

    def test_download_keeps_the_filters_and_knows_its_kinds(self) -> None:
        body = self.client.get(reverse("classes:download", args=["csv"]), {"region": "south"}).content.decode()
        self.assertEqual([row[1] for row in csv.reader(io.StringIO(body))], ["期別", "11503"])
        self.assertEqual(self.client.get(reverse("classes:download", args=["pdf"])).status_code, 404)

    def test_english_dates_and_names(self) -> None:
        _, first, *_ = self.rows("csv", "en")
        self.assertEqual((first[2], first[4]), ("2026-12-05 ~ 2027-01-03", "Taipei City"))

    def test_detail(self) -> None:
        response = self.client.get(reverse("classes:detail", args=[self.taipei.public_id]))
        self.assertContains(response, "尚餘 3 名")
        self.assertEqual(sum(len(sessions) for _, sessions in response.context["days"]), 16)
        self.assertEqual(len(response.context["days"]), 10)
        self.assertNotContains(response, "學員名冊")
