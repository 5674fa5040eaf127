import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Model
from django.test import TestCase
from openpyxl import Workbook

from exams.outcomes.models import Award, LevelResult, Mark, RetainedSubject, ScoreRun
from exams.sittings.models import Registration, Round
from lms.accounts.models import ExternalReference, Person
from lms.core.models import AuditEvent
from tests.support.imported_rounds import BEGINNER, HEADER, refused, rows, run, totals

TABLES: tuple[type[Model], ...] = (Round, Registration, Person, ScoreRun, Mark, LevelResult, Award, AuditEvent)


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def awards() -> dict[str, tuple[str, str]]:
    """Active awards: candidate → (round, basis)."""
    found = Award.objects.filter(is_active=True).select_related("run__round")
    codes = dict(ExternalReference.objects.filter(issuer="ipas").values_list("person_id", "reference"))
    return {codes[award.person_id]: (award.run.round.code, award.basis) for award in found}


def verdicts(code: str) -> dict[str, str]:
    found = LevelResult.objects.filter(run__round__code=code, run__state="released")
    codes = dict(ExternalReference.objects.filter(issuer="ipas").values_list("person_id", "reference"))
    return {codes[person]: verdict for person, verdict in found.values_list("person_id", "verdict")}


class PassingTest(TestCase):
    def test_vectors_of_one_round(self) -> None:
        certified = ["a 70 70", "b 80 60", "c 69 71", "d 75 65", "e 69.5 70", "f 59.5 80"]
        failed = ["g 81 59", "h 69 70", "i 100 59", "j 69.49 70", "k 88 x", "l 72 -", "m x x"]
        run(rows("113-1", *certified, *failed), "113-1")
        expected = dict.fromkeys("abcdef", "current_round") | dict.fromkeys("ghijklm", "not_certified")
        self.assertEqual(verdicts("113-1"), expected)
        by_average = Award.objects.filter(by_average=True).count()
        self.assertEqual((len(awards()), by_average), (6, 4))
        kept = RetainedSubject.objects.values_list("subject__code", "score", "valid_until__year")
        self.assertEqual(
            sorted(kept),
            [
                ("L11", 72, 2027),
                ("L11", 81, 2027),
                ("L11", 88, 2027),
                ("L11", 100, 2027),
                ("L12", 70, 2027),
                ("L12", 70, 2027),
            ],
        )

    def test_vectors_across_rounds(self) -> None:
        run(rows("113-1", "a 72 -", "b 65 -", "c 72 55", "d 70 70", "e 72 50"), "113-1")
        run(rows("113-2", "a - 70", "b - 90", "c 60 71", "d 90 90", "e 40 50"), "113-2")
        expected = {"a": "cross_round", "b": "not_certified", "c": "cross_round", "d": "already_certified"}
        self.assertEqual(verdicts("113-2"), expected | {"e": "not_certified"})
        run(rows("113-3", "e - 70"), "113-3")  # S1 of 113-1 still stands although it was failed since
        self.assertEqual(verdicts("113-3"), {"e": "cross_round"})
        self.assertEqual(awards()["d"], ("113-1", "current_round"))

    def test_an_expired_subject_completes_nothing(self) -> None:
        run(rows("113-1", "a 72 50", "b 72 50"), "113-1")
        run(rows("116-1", "a - 70"), "116-1")
        run(rows("117-1", "b - 70"), "117-1")
        self.assertEqual((verdicts("116-1"), verdicts("117-1")), ({"a": "cross_round"}, {"b": "not_certified"}))

    def test_the_green_test_takes_the_same_road(self) -> None:
        run(["114-1,a,GC,1,60", "114-1,b,S1,1,59.49", "114-1,c,GC,0,"], "114-1", programme="green")
        self.assertEqual(awards(), {"a": ("114-1", "current_round")})
        self.assertEqual(totals("green/114-1")["attended_total"], "2")

    def test_the_code_of_a_subject_is_as_good_as_its_position(self) -> None:
        run(["113-1,a,L11,1,70", "113-1,a,s2,1,70.0"], f"{BEGINNER}/113-1")
        self.assertEqual(awards(), {"a": ("113-1", "current_round")})


class DefinitionTest(TestCase):
    def test_by_year_or_as_asked(self) -> None:
        people = ("a 70 70", "b 70 x", "c x x")
        run(rows("113-1", *people), "113-1")
        run(rows("114-1", "d 70 70", "e 70 x", "f x x", "b - 70"), "114-1")
        run(rows("113-2", *people), "113-2", "--attended-definition", "all_subjects_plus_cross_round")
        found = {
            code: (totals(code)["attended_definition"], totals(code)["attended_total"]) for code in ("113-1", "114-1")
        }
        self.assertEqual(found["113-1"], ("any_subject", "2"))
        self.assertEqual(found["114-1"], ("all_subjects_plus_cross_round", "2"))
        self.assertEqual(totals("113-2")["attended_total"], "1")

    def test_another_definition_is_a_difference(self) -> None:
        content = rows("113-1", "a 70 70", "b 70 x")
        run(content, "113-1")
        asked = ("--attended-definition", "all_subjects_plus_cross_round")
        self.assertIn("any_subject", str(refused(content, "113-1", *asked)))
        self.assertEqual(totals("113-1")["attended_total"], "2")
        run(content, "113-1", *asked, "--correct", "依新定義")
        self.assertEqual((totals("113-1")["attended_total"], ScoreRun.objects.count()), ("1", 2))


class AgainTest(TestCase):
    content = rows("113-1", "a 70 70", "b 50.5 80", "c 70 x")

    def setUp(self) -> None:
        run(self.content, "113-1")

    def test_the_same_file_changes_nothing_and_says_so(self) -> None:
        before = counts()
        for again in (self.content, list(reversed(self.content)), [row.replace("S1", "L11") for row in self.content]):
            text = run(again, "113-1", "--correct", "沒有差異")
            self.assertIn("沒有任何變更", text)
            self.assertIn("nothing changed", text)
        self.assertEqual(counts(), before)

    def test_differing_rows_are_refused_and_named(self) -> None:
        changed = ["113-1,a,S1,1,70.01", *self.content[1:-1], "113-1,new,S1,1,90"]
        before = counts()
        error = refused(changed, "113-1")
        self.assertEqual((error.returncode, counts()), (1, before))
        named = str(error).splitlines()[2:]
        self.assertEqual(
            named,
            [
                "  a L11（第 2 列 / line 2）: 1 70.00 → 1 70.01",
                "  c L12（檔案中沒有 / not in the file）: 0 → –",
                "  new L11（第 7 列 / line 7）: – → 1 90.00",
            ],
        )

    def test_a_correction_makes_a_new_run_and_keeps_the_old(self) -> None:
        award = Award.objects.get()
        text = run(rows("113-1", "a 71 70", "b 60 80", "c 70 -"), "113-1", "--correct", "登錄錯誤")
        self.assertIn("b: not_certified → current_round", text)
        runs = list(ScoreRun.objects.order_by("number").values_list("number", "state", "reason"))
        self.assertEqual(runs, [(1, "superseded", ""), (2, "released", "登錄錯誤")])
        self.assertEqual(sorted(awards()), ["a", "b"])
        self.assertEqual(Award.objects.get(person=award.person).pk, award.pk)  # the same row as before
        self.assertEqual((totals("113-1")["seat_registrations"], Registration.objects.count()), ("5", 6))
        self.assertEqual(Mark.objects.filter(run__number=1).count(), 6)

    def test_a_correction_can_take_an_award_back(self) -> None:
        run(rows("113-1", "a 10 70", "b 50.5 80", "c 70 x"), "113-1", "--correct", "登錄錯誤")
        self.assertEqual((awards(), Award.objects.count()), ({}, 1))


class LateRoundTest(TestCase):
    def test_later_rounds_follow_and_the_changes_are_listed(self) -> None:
        run(rows("113-2", "a - 70", "b 80 80", "c 50 50"), "113-2")
        run(rows("113-3", "c 70 70"), "113-3")
        self.assertEqual(awards(), {"b": ("113-2", "current_round"), "c": ("113-3", "current_round")})
        text = run(rows("113-1", "a 70 -", "b 70 70", "d 90 90"), "113-1")
        self.assertIn("判定改變 2 人次 / 2 verdicts changed", text)
        self.assertIn("  113-2 a: not_certified → cross_round", text)
        self.assertIn("  113-2 b: current_round → already_certified", text)
        self.assertEqual(
            awards(),
            {
                "a": ("113-2", "cross_round"),
                "b": ("113-1", "current_round"),
                "c": ("113-3", "current_round"),
                "d": ("113-1", "current_round"),
            },
        )
        runs = list(ScoreRun.objects.order_by("round__code", "number").values_list("round__code", "number", "state"))
        superseded = [("113-1", 1, "released"), ("113-2", 1, "superseded"), ("113-2", 2, "released")]
        self.assertEqual(
            runs, [*superseded, ("113-3", 1, "released")]
        )  # 113-3 brings along the same: not computed again
        self.assertEqual(totals("113-2")["cross_round"], "1")

    def test_importing_in_any_order_ends_the_same(self) -> None:
        files = {
            "113-1": ["a 72 50", "b 40 90"],
            "113-2": ["a 50 71", "b 75 10", "c 90 -"],
            "113-3": ["c 10 88", "a 80 80"],
        }
        outcomes = []
        for order in (("113-1", "113-2", "113-3"), ("113-3", "113-2", "113-1"), ("113-2", "113-3", "113-1")):
            with transaction.atomic():
                for code in order:
                    run(rows(code, *files[code]), code)
                outcomes.append(({code: verdicts(code) for code in files}, awards()))
                transaction.set_rollback(True)  # an empty database for the next order
        self.assertEqual(outcomes[1:], outcomes[:1] * 2)
        self.assertEqual(outcomes[0][1]["a"], ("113-2", "cross_round"))


class BadRowsTest(TestCase):
    def check(self, content: list[str], *findings: tuple[int, str, str]) -> None:
        """Exactly these (line, field, English) are named, in both languages, and nothing is written."""
        before = counts()
        error = refused(content, "113-1")
        lines = str(error).splitlines()
        self.assertEqual((error.returncode, counts()), (1, before))
        self.assertEqual(len(lines), 1 + 2 * len(findings))
        for (line, column, english), zh, en in zip(findings, lines[1::2], lines[2::2], strict=True):
            where = (f"第 {line} 列，欄位 {column}", f"Line {line}, field {column}")
            self.assertTrue(zh.startswith(where[0]) and en.strip().startswith(where[1]), (zh, en))
            self.assertIn(english, en)

    def test_each_kind(self) -> None:
        good = "113-1,a,S1,1,70"
        cases: dict[str, tuple[int, str, str]] = {
            "113-2,b,S1,1,70": (3, "round", "not 113-1"),
            ",b,S1,1,70": (3, "round", "not 113-1"),
            "113-1,b,S3,1,70": (3, "subject", "no subject"),
            "113-1,b,L21,1,70": (3, "subject", "no subject"),
            "113-1,a,L11,1,70": (3, "candidate", "already has L11 on line 2"),
            "113-1,b,S1,2,70": (3, "attended", "0 or 1"),
            "113-1,b,S1,,": (3, "attended", "0 or 1"),
            "113-1,b,S1,1,": (3, "raw_score", "has no score"),
            "113-1,b,S1,0,70": (3, "raw_score", "was absent"),
            "113-1,b,S1,1,100.01": (3, "raw_score", "from 0 to 100"),
            "113-1,b,S1,1,-1": (3, "raw_score", "from 0 to 100"),
            "113-1,b,S1,1,7e1": (3, "raw_score", "from 0 to 100"),
            "113-1,b,S1,1,NaN": (3, "raw_score", "from 0 to 100"),
            "113-1,b,S1,1,70.125": (3, "raw_score", "two decimals"),
            "113-1,,S1,1,70": (3, "candidate", "is empty"),
            "113-1,  ,S1,1,70": (3, "candidate", "is empty"),
            f"113-1,{'b' * 81},S1,1,70": (3, "candidate", "longer than 80"),
            "113-1,=1+1,S1,1,70": (3, "candidate", "formula"),
            "113-1,@x,S1,1,70": (3, "candidate", "formula"),
            "113-1,＝1,S1,1,70": (3, "candidate", "formula"),
            "113-1,b,S1,1,=70": (3, "raw_score", "formula"),
            "113-1,b\u200bc,S1,1,70": (3, "candidate", "control"),
        }
        for row, finding in cases.items():
            with self.subTest(row=row):
                self.check([good, row], finding)

    def test_a_good_file_is_the_positive_control(self) -> None:
        run(["113-1,a,S1,1,70", "113-1,b,S1,1,100.00", "113-1,c-1,S2,0,"], "113-1")
        self.assertEqual(Mark.objects.count(), 3)

    def test_all_bad_rows_are_named(self) -> None:
        content = ["113-1,a,S1,1,101", "113-1,ok,S1,1,50", "113-2,,S9,3,", "113-1,b,S1"]
        before = counts()
        text = str(refused(content, "113-1"))
        self.assertTrue(text.startswith("有 6 個問題，沒有寫入任何資料。/ 6 problems; nothing was written."))
        self.assertEqual(
            [line[:6].strip() for line in text.splitlines()[1::2]], ["第 2 列，", *["第 4 列，"] * 4, "第 5 列："]
        )
        self.assertEqual(counts(), before)

    def test_whole_files(self) -> None:
        good = f"{HEADER}\n113-1,臺,S1,1,70\n"
        cases: dict[str, tuple[bytes, str]] = {
            "header": (good.replace("raw_score", "score").encode(), "The header is wrong"),
            "extra column": (b"round,candidate,subject,attended,raw_score,x\n", "The header is wrong"),
            "no header": (b"113-1,a,S1,1,70\n", "The header is wrong"),
            "no rows": (HEADER.encode(), "holds no rows"),
            "empty": (b"", "The header is wrong"),
            "utf-16": (good.encode("utf-16"), "UTF-8 or Big5"),
            "latin": (f"{HEADER}\n113-1,caf".encode() + b"\xe9,S1,1,70\n", "UTF-8 or Big5"),
            "quotes": (f'{HEADER}\n113-1,"a,S1,1,70\n'.encode(), "malformed"),
        }
        for name, (data, english) in cases.items():
            with self.subTest(name):
                error = refused(data, "113-1")
                self.assertEqual((error.returncode, Round.objects.count()), (1, 0))
                self.assertIn(english, str(error))
                self.assertRegex(str(error), "[一-龥]")

    def test_too_many_rows(self) -> None:
        many = f"{HEADER}\n" + "113-1,a,S1,1,70\n" * 200_001
        self.assertIn("more than 200,000 rows", str(refused(many.encode(), "113-1")))


class AcceptedFilesTest(TestCase):
    def test_big5_bom_crlf_and_column_order(self) -> None:
        text = f"{HEADER}\r\n113-1,臺一,S1,1,70\r\n113-1,臺一,S2,1,70.5\r\n"
        moved = "candidate,round,raw_score,attended,subject\n臺一,113-1,70.00,1,L11\n臺一,113-1,70.50,1,L12\n\n"
        run(text.encode("big5"), "113-1")
        for again in (text.encode("utf-8-sig"), moved.encode()):
            self.assertIn("nothing changed", run(again, "113-1"))

    def test_xlsx(self) -> None:
        book, out = Workbook(), io.BytesIO()
        for row in (HEADER.split(","), ["113-1", "0012", "S1", 1, 70.5], ["113-1", "0012", "S2", 0, None]):
            book.active.append(row)
        book.save(out)
        run(out.getvalue(), "113-1", name="f.xlsx")
        self.assertEqual(ExternalReference.objects.get().reference, "0012")


class UsageTest(TestCase):
    def test_exit_code_2(self) -> None:
        content = rows("113-1", "a 70 70")
        cases: list[tuple[Any, ...]] = [("113-1", "--programme", "ipas"), ("first",), ("113-1", "--correct", " ")]
        for code, *options in cases:
            with self.subTest(code=code, options=options):
                error = refused(content, code, *options)
                self.assertEqual(error.returncode, 2)
        with self.assertRaises(CommandError) as missing:
            call_command("import_results", "/nowhere.csv", "--programme", BEGINNER, "--round", "113-1")
        self.assertEqual(missing.exception.returncode, 2)
