import io
import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from django.core.management import CommandError, call_command
from django.test import TestCase

from lms.core.models import AuditEvent
from question_bank.formats.rules import registry
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion, Lock, Stimulus
from tests.formats.invented import FILES, sample
from tests.support import cast

TOPIC = "ipas-nz/beginner/L11/L11202"


def run(path, *options):
    """(exit code, report) of ``import_items``."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_items", str(path), "--report", "json", *options, stdout=out, stderr=io.StringIO())
    except SystemExit as exit:
        code = int(exit.code or 0)
    return code, json.loads(out.getvalue())


class Files(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def counts(self, *arguments):
        code, report = run(*arguments)
        return code, *(report[name] for name in ("items", "created", "changed", "unchanged"))


class ImportTest(Files):
    def test_the_same_file_twice_adds_nothing(self):
        for name in ("gift/full_width.gift", "aiken/full_width.txt", "tables/teacher_big5.csv"):
            with self.subTest(name):
                first = self.counts(FILES / name, "--topic", TOPIC)
                self.assertEqual(first, (0, first[1], first[1], 0, 0))
                self.assertEqual(self.counts(FILES / name, "--topic", TOPIC), (0, first[1], 0, 0, first[1]))

    def test_items_arrive_as_drafts_of_the_use_asked_for(self):
        path = self.file("a.gift", "::一::對嗎{T}")
        run(path, "--topic", TOPIC, "--use", "practice")
        item = Item.objects.get()
        self.assertEqual((item.state, item.use, item.published, item.topic.code), ("draft", "practice", None, "L11202"))
        self.assertEqual(AuditEvent.objects.filter(action="formats.imported").count(), 1)

    def test_dry_run_writes_nothing(self):
        path = self.file("a.gift", "對嗎{T}")
        self.assertEqual(self.counts(path, "--topic", TOPIC, "--dry-run"), (0, 1, 1, 0, 0))
        self.assertEqual(Item.objects.count(), 0)
        self.assertEqual(AuditEvent.objects.filter(action="formats.imported").count(), 0)

    def test_good_questions_are_imported_and_faulty_ones_named(self):
        code, report = run(FILES / "gift/faults.gift", "--topic", TOPIC)
        self.assertEqual((code, report["items"], report["created"], len(report["errors"])), (1, 2, 2, 5))
        self.assertEqual(report["errors"][0]["where"], "line 3 “沒有右括號”")
        self.assertEqual([each["code"] for each in report["unsupported"]], ["several_gaps"])

    def test_strict_imports_nothing_when_anything_is_wrong(self):
        code, report = run(FILES / "gift/faults.gift", "--topic", TOPIC, "--strict")
        self.assertEqual((code, report["created"], Item.objects.count()), (1, 0, 0))

    def test_a_topic_is_needed_and_must_exist(self):
        path = self.file("a.gift", "對嗎{T}")
        code, report = run(path)
        self.assertEqual((code, [each["code"] for each in report["errors"]]), (1, ["unknown_topic"]))
        with self.assertRaises(CommandError) as refusal:
            run(path, "--topic", "X99999")
        self.assertEqual(refusal.exception.returncode, 2)
        self.assertEqual(self.counts(path, "--topic", "L11202"), (0, 1, 1, 0, 0))

    def test_a_file_that_is_not_there(self):
        with self.assertRaises(CommandError) as refusal:
            run(self.folder / "none.csv", "--topic", TOPIC)
        self.assertEqual(refusal.exception.returncode, 2)

    def test_a_known_reference_with_a_new_wording_is_a_new_version(self):
        self.counts(self.file("a.gift", "// [id:demo-17]\n碳費由哪個機關徵收？{=環境部 ~經濟部}"), "--topic", TOPIC)
        second = self.file("b.gift", "// [id:demo-17]\n碳費是由哪個機關徵收？{=環境部 ~經濟部 ~財政部}")
        self.assertEqual(self.counts(second, "--topic", TOPIC), (0, 1, 0, 1, 0))
        item = Item.objects.get()
        self.assertEqual((item.versions.count(), item.state), (2, ItemState.DRAFT))
        self.assertEqual(self.counts(second, "--topic", TOPIC), (0, 1, 0, 0, 1))

    def test_a_reference_that_every_file_uses_does_not_confuse_questions(self):
        first = self.file("a.gift", "// [id:q-demo]\n碳費由哪個機關徵收？{=環境部 ~經濟部}")
        other = self.file("b.gift", "// [id:q-demo]\n太陽能板的壽命約為幾年？{=25 ~5}")
        for path, expected in (
            (first, (0, 1, 1, 0, 0)),
            (other, (0, 1, 1, 0, 0)),
            (other, (0, 1, 0, 0, 1)),
            (first, (0, 1, 0, 0, 1)),
        ):
            self.assertEqual(self.counts(path, "--topic", TOPIC), expected)

    def test_what_a_file_does_not_carry_stays(self):
        table = "code,kind,stem,option_a,option_b,key,explanation,source_title,difficulty\nL11202-X1,single,題,甲,乙,A,解析,出處,0.6\n"
        self.counts(self.file("a.csv", table), "--topic", TOPIC)
        gift = self.file("a.gift", "// [id:L11202-X1]\n題目改了{=甲 ~乙}")
        self.assertEqual(self.counts(gift, "--topic", TOPIC), (0, 1, 0, 1, 0))
        latest = Item.objects.get().latest
        self.assertEqual((latest.stem, latest.explanation, latest.source_title), ("題目改了", "解析", "出處"))

    def test_a_row_has_its_own_topic_and_use(self):
        table = "topic,use,kind,stem,option_a,option_b,key\nL11101,sample,single,題,甲,乙,A\nX9,,single,題二,甲,乙,A\n"
        code, report = run(self.file("a.csv", table), "--topic", TOPIC)
        self.assertEqual(
            (code, report["created"], [each["code"] for each in report["errors"]]), (1, 1, ["unknown_topic"])
        )
        item = Item.objects.get()
        self.assertEqual((item.topic.code, item.use), ("L11101", "sample"))

    def test_a_group_of_rows_shares_its_stem(self):
        table = (
            "kind,stem,option_a,option_b,key,group_code,group_stem,part\n"
            "single,小題一,甲,乙,A,G1,某工廠的資料,1\nsingle,小題二,甲,乙,B,G1,,2\n"
        )
        path = self.file("a.csv", table)
        self.assertEqual(self.counts(path, "--topic", TOPIC), (0, 2, 2, 0, 0))
        stimulus = Stimulus.objects.get()
        parts = stimulus.parts.order_by("part").values_list("part", "latest__stem", "latest__stimulus__text")
        self.assertEqual(list(parts), [(1, "小題一", "某工廠的資料"), (2, "小題二", "某工廠的資料")])
        self.assertEqual(self.counts(path, "--topic", TOPIC), (0, 2, 0, 0, 2))

    def test_an_item_may_come_again_with_the_text_it_lacked(self):
        from tests.formats.exchange import samples

        item = (
            '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="demo-case-1" title="題">'
            '<qti-response-declaration identifier="R" cardinality="single" base-type="identifier">'
            "<qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>"
            '<qti-assessment-stimulus-ref identifier="s" href="case.xml"/><qti-item-body>'
            '<qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>排放源為何？</qti-prompt>'
            '<qti-simple-choice identifier="A">鍋爐</qti-simple-choice>'
            '<qti-simple-choice identifier="B">樹木</qti-simple-choice></qti-choice-interaction>'
            "</qti-item-body></qti-assessment-item>"
        ).encode()
        case = (
            '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="s" title="個案">'
            "<qti-stimulus-body><p>某工廠有一座鍋爐。</p></qti-stimulus-body></qti-assessment-stimulus>"
        ).encode()
        alone, package = self.file("a.xml", item), self.file("a.zip", samples.zipped({"a.xml": item, "case.xml": case}))
        for path, expected in (
            (alone, (0, 1, 1, 0, 0)),
            (package, (0, 1, 1, 0, 0)),
            (package, (0, 1, 0, 0, 1)),
            (alone, (0, 1, 0, 0, 1)),
        ):
            self.assertEqual(self.counts(path, "--topic", TOPIC), expected)

    def test_flaws_of_the_kind_are_reasons(self):
        table = "kind,stem,option_a,option_b,key\nmatching,題,左 -> 右,,\n"
        code, report = run(self.file("a.csv", table), "--topic", TOPIC)
        self.assertEqual((code, report["created"], [each["code"] for each in report["errors"]]), (1, 0, ["count"]))

    def test_repeated_questions_and_codes(self):
        gift = self.file("a.gift", "題一{=甲 ~乙}\n\n題一{=甲 ~乙}\n")
        self.assertEqual(self.counts(gift, "--topic", TOPIC), (0, 2, 1, 0, 1))
        table = "code,kind,stem,option_a,option_b,key\nL11202-Y,single,題,甲,乙,A\nL11202-Y,single,別題,甲,乙,A\n"
        code, report = run(self.file("a.csv", table), "--topic", TOPIC)
        self.assertEqual(
            (code, report["created"], [each["code"] for each in report["errors"]]), (1, 1, ["code_repeated"])
        )

    def test_a_sealed_item_is_closed_to_the_operator_too(self):
        table = "code,kind,stem,option_a,option_b,key\nL11202-Z,single,題,甲,乙,A\n"
        path = self.file("a.csv", table)
        run(path, "--topic", TOPIC)
        Lock.objects.create(item=Item.objects.get(), holder="manual", since_at=cast.NOW)
        code, report = run(path, "--topic", TOPIC)
        self.assertEqual((code, [each["code"] for each in report["errors"]]), (1, ["closed"]))

    def test_an_unknown_image_is_named(self):
        table = f"kind,stem,option_a,option_b,key\nsingle,看圖 ![圖](asset:{'0' * 64}),甲,乙,A\n"
        code, report = run(self.file("a.csv", table), "--topic", TOPIC)
        self.assertEqual((code, [each["code"] for each in report["errors"]]), (1, ["unknown_image"]))


class RoundTripTest(Files):
    """What was imported goes out in every format and comes back as nothing new."""

    def test_every_format(self):
        run(FILES / "gift/full_width.gift", "--topic", TOPIC)
        run(FILES / "tables/teacher_big5.csv", "--topic", TOPIC)
        count = Item.objects.count()
        for name in ("csv", "xlsx", "gift", "moodle-xml", "qti", "qti-2.1"):
            with self.subTest(name):
                path = self.folder / f"out.{name}"
                call_command(
                    "export_items", "--format", name, "-o", str(path), stdout=io.StringIO(), stderr=io.StringIO()
                )
                self.assertEqual(self.counts(path), (0, count, 0, 0, count))

    def test_sealed_items_stay(self):
        run(FILES / "aiken/plain.txt", "--topic", TOPIC)
        Lock.objects.create(item=Item.objects.order_by("code").first(), holder="manual", since_at=cast.NOW)
        path, out = self.folder / "out.csv", io.StringIO()
        call_command("export_items", "--format", "csv", "-o", str(path), "--report", "json", stdout=out)
        self.assertEqual(json.loads(out.getvalue())["items"], 1)

    def test_nothing_to_export(self):
        with self.assertRaises(CommandError):
            call_command("export_items", "--format", "csv", "-o", str(self.folder / "x"), stdout=io.StringIO())


class AttackTest(Files):
    """Whatever the file, the answer is a named finding, never a trace, and nothing is written."""

    def test_files_that_are_no_questions(self):
        import zipfile

        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/workbook.xml", "<x/>")
            package.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
        torn = sample("gift/full_width.gift")[:101]
        for name, content in {
            "empty.csv": b"",
            "blank.gift": b"\xef\xbb\xbf \r\n\r\n",
            "nul.gift": b"a{T}\x00",
            "binary.txt": bytes(range(256)) * 50,
            "picture.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
            "bomb.xlsx": bomb.getvalue(),
            "torn.xlsx": b"PK\x03\x04" + b"\x01" * 500,
            "old.xls": b"\xd0\xcf\x11\xe0" + b"\x00" * 500,
            "braces.gift": b"{" * 100_000,
            "more_braces.gift": b"a {\n\n" * 50_000,
            "colons.gift": b"::" * 100_000,
            "formula.gift": b"$x^" * 60_000 + b" {=1}",
            "tags.gift": b"<b " * 60_000 + b"{=1}",
            "torn.gift": torn,
            "big.gift": b"x" * (20 * 1024 * 1024 + 1),
            "quotes.csv": b'stem,key\n"' + b"a," * 50_000,
            "wide.csv": b"stem,key,option_a\n" + b"," * 200_000,
            "long.txt": b"A. " * 200_000,
            "options.txt": b"x\n" + b"A. y\n" * 30_000,
            "answers.txt": b"ANSWER: " + b"A, " * 60_000,
            "page.xml": b"<!DOCTYPE html><html><body>no</body></html>",
            "text.pdf": b"%PDF-1.7\n" + bytes(range(200)) * 10,
        }.items():
            with self.subTest(name):
                code, report = run(self.file(name, content), "--topic", TOPIC)
                self.assertEqual((code, report["created"]), (1, 0))
                self.assertNotEqual((report["errors"], report["unsupported"]), ([], []))

    def test_a_reader_that_breaks_is_a_finding_too(self):
        class Broken:
            name = "gift"

            def read(self, data, file_name):
                raise RecursionError

        with (
            patch.dict(registry.FORMATS, {"gift": Broken()}),
            self.assertLogs("question_bank.formats.services.imports"),
        ):
            code, report = run(self.file("a.gift", "對嗎{T}"), "--topic", TOPIC, "--format", "gift")
        self.assertEqual((code, [each["code"] for each in report["errors"]]), (1, ["unreadable"]))

    def test_formulas_are_refused_in_both_tables(self):
        from openpyxl import Workbook

        book = Workbook()
        for row in (
            ("kind", "stem", "option_a", "option_b", "key"),
            ("single", "題", "=1+1", "乙", "A"),
            ("single", "好題", "-5 °C", "乙", "A"),
        ):
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        table = (
            'kind,stem,option_a,option_b,key\nsingle,題,"=HYPERLINK(""http://x"",""y"")",乙,A\nsingle,好題,-5 °C,乙,A\n'
        )
        for name, content in (("a.xlsx", out.getvalue()), ("a.csv", table)):
            with self.subTest(name):
                code, report = run(self.file(name, content), "--topic", TOPIC, "--dry-run")
                self.assertEqual((code, report["created"]), (1, 1))
                self.assertEqual(
                    [(each["code"], each["where"]) for each in report["errors"]], [("formula", "line 2 “題”, option_a")]
                )

    def test_scripts_do_not_survive(self):
        path = self.file("a.gift", '[html]<p onclick\\="x()">甲<script>alert(1)</script></p>{T}')
        run(path, "--topic", TOPIC)
        self.assertEqual(ItemVersion.objects.get().stem, "甲")
