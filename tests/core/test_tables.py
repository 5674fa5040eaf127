import io
import zipfile
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase

from openpyxl import Workbook, load_workbook

from lms.core.tables import frames, reading, workbooks, writing
from lms.core.tables.formulas import guarded, is_formula
from lms.core.tables.frames import Difference
from lms.core.tables.problems import Unreadable

COLUMNS = ("code", "name")
DANGEROUS = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1a", "－x", "＠a", " =1", '=HYPERLINK("x")')
HARMLESS = ("-5", "+3.2", "-1,200.50", "12%", "0012", "綠領", "a=b", "", "C-1")


def read(data: bytes, **options: int) -> reading.Sheet:
    return reading.read_csv(data, columns=COLUMNS, **options)


def refusal(data: bytes, **options: int) -> str:
    """The code of the problem that makes the file unreadable."""
    try:
        read(data, **options)
    except Unreadable as error:
        return error.problem.code
    raise AssertionError("The file was read.")


def book(*rows: tuple[object, ...]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


class FormulaTest(TestCase):
    def test_what_a_spreadsheet_would_execute(self) -> None:
        for text in DANGEROUS:
            with self.subTest(text=text):
                self.assertTrue(is_formula(text))
                self.assertEqual(guarded(text), f"'{text}")
        for text in HARMLESS:
            with self.subTest(text=text):
                self.assertEqual(guarded(text), text)


class WritingTest(TestCase):
    def test_machine_profile_is_raw(self) -> None:
        made = writing.csv_bytes(COLUMNS, [["=1", "a,b"], [None, 3]])
        self.assertEqual(made, b'code,name\n=1,"a,b"\n,3\n')

    def test_excel_profile_has_a_bom_and_guards_texts_only(self) -> None:
        rows = [[text, -5] for text in DANGEROUS] + [[Decimal("-1.50"), "-1.50"]]
        made = writing.csv_bytes(COLUMNS, rows, profile=writing.EXCEL)
        self.assertTrue(made.startswith(b"\xef\xbb\xbf"))
        self.assertEqual([row[0] for row in _cells(made)[1:]], [f"'{text}" for text in DANGEROUS] + ["-1.50"])
        self.assertEqual({row[1] for row in _cells(made)[1:]}, {"-5", "-1.50"})

    def test_xlsx_has_no_formula_and_keeps_numbers(self) -> None:
        made = writing.xlsx([("表", COLUMNS, [[text, 5] for text in DANGEROUS] + [["0012", Decimal("1.5")]])])
        sheet = load_workbook(io.BytesIO(made))["表"]
        self.assertEqual({cell.data_type for row in sheet["A1:A14"] for cell in row}, {"s"})
        self.assertEqual([cell[0].value for cell in sheet["A2:A4"]], ["=1+1", "+cmd", "-2+3"])
        self.assertEqual([sheet["B2"].value, sheet["A14"].value, sheet["B14"].value], [5, "0012", 1.5])

    def test_without_the_type_the_library_writes_a_formula(self) -> None:
        """Positive control: this is what the writer prevents."""
        sheet = load_workbook(io.BytesIO(book(("=1+1",)))).active
        self.assertEqual(sheet["A1"].data_type, "f")


class ReadingTest(TestCase):
    def test_every_accepted_encoding_gives_the_same_rows(self) -> None:
        text = "code,name\r\n0012, 臺北 \r\nNA,null\r\n"
        for encoding in ("utf-8", "utf-8-sig", "big5"):
            with self.subTest(encoding=encoding):
                sheet = read(text.encode(encoding))
                self.assertEqual([row.cells for row in sheet.rows], [
                    {"code": "0012", "name": "臺北"},
                    {"code": "NA", "name": "null"},
                ])  # fmt: skip
                self.assertEqual(([row.line for row in sheet.rows], sheet.problems), ([2, 3], ()))

    def test_columns_are_found_by_name(self) -> None:
        self.assertEqual(read(b"name,code\na,1\n").rows[0].cells, {"code": "1", "name": "a"})

    def test_each_row_of_the_wrong_width_is_named_and_the_rest_is_read(self) -> None:
        sheet = read(b'code,name\n1\n"a\nb",2\n1,2,3\n\n9,z\n')
        self.assertEqual([(p.line, p.code) for p in sheet.problems], [(2, "cells"), (5, "cells")])
        self.assertEqual([(row.line, row["code"]) for row in sheet.rows], [(3, "a\nb"), (7, "9")])
        self.assertEqual(sheet.problems[0].zh, "第 2 列：有 1 格，應有 2 格。請補齊或刪除多餘的格子。")
        self.assertTrue(sheet.problems[0].en.startswith("Line 2: It has 1 cells instead of 2."))

    def test_unreadable_files(self) -> None:
        cases = {
            b"": "header",
            b"code\n": "header",
            b"code,name,more\n": "header",
            b"code,code\n": "header",
            b'code,name\n1,"x\n': "broken_csv",
            b"code,name\n\xff\xfe\n": "encoding",
            "code,name\n一\n".encode("utf-16"): "encoding",
            b"PK\x03\x04rest": "encoding",
            b"code,name\na\x00,b\n": "encoding",
        }
        for data, code in cases.items():
            with self.subTest(data=data):
                self.assertEqual(refusal(data), code)

    def test_limits(self) -> None:
        data = b"code,name\n" + b"1,2\n" * 3
        self.assertEqual(len(read(data, max_rows=3).rows), 3)
        self.assertEqual(refusal(data, max_rows=2), "too_long")
        self.assertEqual(refusal(data, max_bytes=len(data) - 1), "too_big")

    def test_a_file_too_big_is_not_opened(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "x.csv"
            path.write_bytes(b"code,name\n")
            with self.assertRaises(Unreadable):
                reading.read_file(path, columns=COLUMNS, max_bytes=3)


class WorkbookTest(TestCase):
    def rows(self, data: bytes) -> list[tuple[int, list[str]]]:
        return list(workbooks.records(data, max_rows=10))

    def test_cells_come_as_people_see_them(self) -> None:
        data = book(("code", "name"), ("0012", 76.0), (None, 77.25), ("=1+1", True))
        expected = [["code", "name"], ["0012", "76"], ["", "77.25"], ["=1+1", "1"]]
        self.assertEqual([cells for _, cells in self.rows(data)], expected)

    def test_unsafe_packages_are_refused(self) -> None:
        def package(name: str, content: bytes) -> bytes:
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
                made.writestr(name, content)
            return out.getvalue()

        cases = {
            "no package": b"code,name\n",
            "macros": package("xl/vbaProject.bin", b"x"),
            "entities": package("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'),
            "bomb": package("xl/big.xml", b"0" * 3_000_000),
            "not a workbook": package("readme.txt", b"x"),
        }
        for name, data in cases.items():
            with self.subTest(name), self.assertRaises(Unreadable):
                self.rows(data)


class DifferencesTest(TestCase):
    def test_changed_new_and_gone_rows(self) -> None:
        before = [("a", "1", "x"), ("b", "1", "y"), ("c", "2", "NA")]
        after = [("c", "2", "NA"), ("b", "1", "z"), ("d", "1", "")]
        expected = (
            Difference(("a", "1"), ("x",), None),
            Difference(("b", "1"), ("y",), ("z",)),
            Difference(("d", "1"), None, ("",)),
        )
        self.assertEqual(frames.differences(before, after, keys=2), expected)
        self.assertEqual(frames.differences(before, list(reversed(before)), keys=2), ())
        self.assertEqual(frames.differences([], [], keys=2), ())

    def test_a_key_that_comes_twice_is_an_error(self) -> None:
        with self.assertRaises(ValueError):
            frames.differences([("a", "1"), ("a", "2")], [("a", "1")], keys=1)


def _cells(data: bytes) -> list[list[str]]:
    import csv

    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
