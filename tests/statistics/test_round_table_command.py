import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase

from exams.outcomes.models import ScoreRun
from exams.sittings.models import Round
from exams.statistics.models import StatisticsRun
from exams.statistics.rules import layout
from exams.statistics.rules.text_table import width
from exams.statistics.services import runs
from tests.support.cast import NOW
from tests.support.imported_rounds import BEGINNER, DATA, rows, run

CODES = ("113-1", "113-2", "113-3")


def shown(*args: str) -> str:
    out = StringIO()
    call_command("round_table", *args, stdout=out)
    return out.getvalue()


def published(name: str, code: str) -> str:
    """The header and the round's rows of a published file, byte for byte."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join([lines[0], *(line for line in lines[1:] if line.startswith(f"{code},"))])


class PublishedFiguresTest(TestCase):
    """The three real files, imported in order, print the published figures (STA-1 to STA-3)."""

    @classmethod
    def setUpTestData(cls) -> None:
        for code in CODES:
            path = Path(DATA / "rounds" / f"ipas-{code}.csv")
            arguments = ["--programme", BEGINNER, "--round", code]
            call_command("import_results", str(path), *arguments, stdout=StringIO(), stderr=StringIO())

    def test_csv_equals_the_published_files(self) -> None:
        for code in CODES:
            with self.subTest(round=code):
                self.assertEqual(shown(code, "--format", "csv"), published("ipas_published.csv", code))
                totals = shown(f"{BEGINNER}/{code}", "--format", "csv", "--totals")
                self.assertEqual(totals, published("ipas_published_totals.csv", code))

    def test_the_other_definition(self) -> None:
        Round.objects.update(attended_definition="all_subjects_plus_cross_round")
        found = [json.loads(shown(code, "--format", "json")) for code in CODES]
        totals = [(table["attended_total"], table["certification_rate"]) for table in found]
        self.assertEqual(totals, [(2350, "67.74"), (5494, "53.90"), (7376, "37.03")])
        self.assertEqual(StatisticsRun.objects.count(), 6)  # the earlier figures stay as they were

    def test_json_keys_order_and_types(self) -> None:
        text = shown("113-3", "--format", "json")
        table: dict[str, Any] = json.loads(text)
        self.assertEqual(list(table), list(layout.KEYS))
        first = table["subjects"][0]
        self.assertEqual(
            first,
            {
                "code": "S1",
                "name": "淨零碳規劃管理基礎概論",
                "registered": 8577,
                "attended": 7497,
                "attendance_rate": "87.41",
                "average": "62.05",
                "passed": 2081,
                "pass_rate": "27.76",
            },
        )
        self.assertEqual(list(first), list(layout.SUBJECT_KEYS))
        self.assertEqual([line["code"] for line in table["subjects"]], ["S1", "S2"])
        self.assertEqual((table["certificates"], table["cross_round"]), (2731, 71))

    def test_table_is_aligned_by_display_width(self) -> None:
        lines = shown("113-1", "--format", "table").splitlines()
        self.assertEqual(lines[0], "iPAS 淨零碳規劃管理師（初級） 113-1（2,614 人／5,222 人次）")
        self.assertEqual(len({width(line) for line in lines[2:6]}), 1)
        self.assertIn("獲證率 certification rate", lines[11])
        self.assertTrue(lines[11].endswith("67.43 %（1,592 ÷ 2,361）"))
        self.assertIn("只要有 1 考科到考", "".join(lines))
        self.assertNotEqual(len({len(line) for line in lines[2:6]}), 1)  # control: characters alone do not align

    def test_a_run_is_computed_once(self) -> None:
        run_of = ScoreRun.objects.get(round__code="113-1")
        before = StatisticsRun.objects.get(score_run=run_of)
        with self.assertNumQueries(3):  # run, round, figures: no marks
            self.assertEqual(runs.ensure(score_run=ScoreRun.objects.get(pk=run_of.pk), now=NOW), before)


class ChoosingTheRoundTest(TestCase):
    def refusal(self, *args: str) -> tuple[int, str]:
        with self.assertRaises(CommandError) as refused:
            shown(*args)
        return refused.exception.returncode, str(refused.exception)

    def test_a_code_that_is_not_unique_needs_the_programme(self) -> None:
        run(rows("113-1", "a 70 70"), "113-1")
        self.assertEqual(json.loads(shown("113-1", "--format", "json"))["persons"], 1)
        run(["113-1,a,GC,1,60", "113-1,b,GC,1,60"], "113-1", programme="green")
        code, text = self.refusal("113-1")
        self.assertEqual(code, 2)
        self.assertIn("green/113-1, ipas-nz-beginner/113-1", text)
        self.assertEqual(json.loads(shown("green/113-1", "--format", "json"))["persons"], 2)

    def test_unknown_unreleased_and_wrongly_asked(self) -> None:
        self.assertEqual(self.refusal("113-9")[0], 1)
        run(rows("113-1", "a 70 70"), "113-1")
        self.assertIn("ipas-nz-beginner/113-1", self.refusal("113-9")[1])
        self.assertEqual(self.refusal("first")[0], 2)
        self.assertEqual(self.refusal("113-1", "--totals")[0], 2)
        ScoreRun.objects.update(state="draft")
        code, text = self.refusal("113-1")
        self.assertEqual(code, 1)
        self.assertIn("尚未公布", text)
        self.assertIn("not released", text)

    def test_nothing_measured_is_null_empty_and_a_dash(self) -> None:
        run(rows("113-1", "a x -"), "113-1")
        table = json.loads(shown("113-1", "--format", "json"))
        self.assertEqual((table["certification_rate"], table["subjects"][0]["attendance_rate"]), (None, "0.00"))
        self.assertTrue(shown("113-1", "--format", "csv").endswith("S2,淨零碳盤查規範與程序概要,0,0,,,0,\n"))
        self.assertIn("–", shown("113-1"))
