import csv
import io
import json
import uuid
from typing import Any

from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from exams.outcomes.enums import RunOrigin
from exams.outcomes.models import ScoreRun
from exams.outcomes.services import score_runs
from exams.outcomes.services.score_runs import MarkInput
from exams.sittings.models import Registration, Round
from exams.statistics import policies
from exams.statistics.models import StatisticsRun
from exams.statistics.selectors import overview, published
from exams.statistics.services import runs
from tests.support.cast import NOW, Cast
from tests.support.exams import build_round, build_sitting, register
from tests.support.imported_rounds import rows, run

PEOPLE = ("a 70 70", "b 80 50", "c 40 x", "d - 90")


class PagesTest(TestCase):
    """113-1 was imported; 115-3 is held here and only a draft."""

    cast: Cast
    draft: ScoreRun

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        run(rows("113-1", *PEOPLE), "113-1")
        platform = build_round()
        register(cls.cast.candidate, build_sitting(platform, "L11"))
        seat = Registration.objects.get(sitting__round=platform)
        marks = [MarkInput(seat.pk, seat.person_id, "L11", True, 9_731)]
        cls.draft = score_runs.create(round=platform, origin=RunOrigin.ANSWERS, inputs=marks, actor=None, now=NOW)

    def get(self, name: str, *args: Any, status: int = 200) -> str:
        response = self.client.get(reverse(f"statistics:{name}", args=args))
        self.assertEqual(response.status_code, status)
        return response.content.decode() if status == 200 else ""

    def imported(self) -> StatisticsRun:
        return StatisticsRun.objects.get(score_run__round__code="113-1")

    def put_in_force(self) -> StatisticsRun:
        score_runs.put_in_force(run=self.draft, actor=None, now=NOW)
        return runs.ensure(score_run=self.draft, now=NOW)

    def test_the_index_lists_released_rounds_only(self) -> None:
        page = self.get("index")
        self.assertIn("113-1", page)
        self.assertIn("25.00%", page)
        self.assertNotIn('badge-warn">示範<', page)
        self.assertNotIn("115-3", page)
        self.put_in_force()
        page = self.get("index")
        self.assertIn("115-3", page)
        self.assertIn('badge-warn">示範<', page)
        self.assertIn("暫定", page)

    def test_a_round_shows_every_rate_with_its_denominator(self) -> None:
        page = self.get("round", self.imported().score_run.round.public_id)
        for text in (
            "4 人／7 人次",
            "3 ÷ 3",
            "2 ÷ 3",
            "1 ÷ 4",
            "到考總人數",
            "授證資格",
            "只要有 1 考科到考",
            "第 1 次",
        ):
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_the_intermediate_level_says_what_is_not_announced(self) -> None:
        run(rows("115-1", *PEOPLE), "115-1", programme="ipas-nz-intermediate")
        page = self.get("round", Round.objects.get(code="115-1").public_id)
        self.assertIn("尚未公告，暫依", page)
        self.assertNotIn("尚未公告，暫依", self.get("round", self.imported().score_run.round.public_id))

    def test_a_draft_is_hidden_from_everybody_on_the_public_pages(self) -> None:
        for user in (None, self.cast.candidate.user, self.cast.officer):
            if user:
                self.client.force_login(user)
            with self.subTest(user=user):
                self.get("round", self.draft.round.public_id, status=404)
                self.get("round", uuid.uuid4(), status=404)
        with self.assertRaises(runs.NotReleased):
            runs.ensure(score_run=self.draft, now=NOW)
        self.put_in_force()
        self.get("round", self.draft.round.public_id)  # control: released it is public

    def test_figures_of_an_unreleased_run_cannot_be_downloaded(self) -> None:
        figures = self.put_in_force()
        self.get("download", figures.public_id, "table.json")
        ScoreRun.objects.filter(pk=self.draft.pk).update(state="draft")
        self.get("download", figures.public_id, "table.json", status=404)
        ScoreRun.objects.filter(pk=self.draft.pk).update(state="released")
        Round.objects.filter(pk=self.draft.round_id).update(state="sealed")
        self.get("download", figures.public_id, "table.json", status=404)
        self.assertEqual(policies.visible_runs(None).count(), 1)

    def test_downloads_come_from_the_one_table(self) -> None:
        figures = self.imported()
        address = reverse("statistics:download", args=[figures.public_id, "subjects.csv"])
        response = self.client.get(address)
        self.assertEqual(
            response.headers["Content-Disposition"],
            'attachment; filename="ipas-nz-beginner_113-1_run1_subjects.csv"',
        )
        found = list(csv.DictReader(io.StringIO(response.content.decode())))
        self.assertEqual([line["registered"] for line in found], ["3", "4"])
        table = json.loads(self.get("download", figures.public_id, "table.json"))
        self.assertEqual([str(line["registered"]) for line in table["subjects"]], ["3", "4"])
        self.assertTrue(self.get("download", figures.public_id, "subjects-excel.csv").startswith("\ufeff"))
        self.assertIn("any_subject", self.get("download", figures.public_id, "totals.csv"))
        book = self.client.get(reverse("statistics:download", args=[figures.public_id, "table.xlsx"]))
        self.assertEqual(load_workbook(io.BytesIO(book.content)).sheetnames, ["subjects", "totals"])
        self.get("download", figures.public_id, "persons.csv", status=404)

    def test_superseded_figures_stay_to_be_downloaded(self) -> None:
        before = self.imported()
        run(rows("113-1", "a 10 10", *PEOPLE[1:]), "113-1", "--correct", "登錄錯誤")
        self.assertIn('"certificates": 1', self.get("download", before.public_id, "table.json"))
        current = policies.access_round(None, before.score_run.round.public_id)
        self.assertEqual((current.table["certificates"], published.index(None)[0].rounds[0].run), (0, current))

    def test_the_overview_is_for_the_national_office(self) -> None:
        self.get("admin", status=302)
        for user, status in (
            (self.cast.candidate.user, 403),
            (self.cast.coordinator, 403),
            (self.cast.item_writer, 403),
            (self.cast.officer, 200),
            (self.cast.administrator, 200),
            (self.cast.auditor, 200),
        ):
            assert user is not None
            self.client.force_login(user)
            with self.subTest(user=user.display_name):
                page = self.get("admin", status=status)
                if status == 200:
                    self.assertIn("97.00", page)
                    self.assertIn("草稿", page)

    def test_the_overview_counts_what_the_rules_count(self) -> None:
        by_code = {row.round.code: row for row in overview.rounds()}
        table = self.imported().table
        row = by_code["113-1"]
        found = [(f.registered, f.attended, f.average, f.passed, f.pass_rate) for f in row.subjects]
        keys = ("registered", "attended", "average", "passed", "pass_rate")
        self.assertEqual(found, [tuple(line[key] for key in keys) for line in table["subjects"]])
        self.assertEqual((row.certificates, by_code["115-3"].is_draft), (table["certificates"], True))

    def test_query_counts_do_not_grow_with_the_rounds(self) -> None:
        before = _queries(lambda: published.index(None)), _queries(overview.rounds)
        for code in ("113-2", "113-3"):
            run(rows(code, *PEOPLE), code)
        self.assertEqual((_queries(lambda: published.index(None)), _queries(overview.rounds)), before)


def _queries(call: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
