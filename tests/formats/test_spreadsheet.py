import datetime as dt
import io
from decimal import Decimal

from django.test import SimpleTestCase
from openpyxl import Workbook

from question_bank.formats.rules import spreadsheet
from question_bank.formats.rules.registry import FORMATS
from question_bank.formats.rules.spreadsheet import cells
from question_bank.items.enums import ItemKind
from tests.formats.invented import sample

HEADER = ("kind", "stem", "option_a", "option_b", "option_c", "key", "valid_as_of", "difficulty")


def read(*rows, header=HEADER):
    text = "\n".join(",".join(row) for row in (header, *rows))
    return FORMATS["csv"].read(text.encode(), "x.csv")


def workbook(*rows, change=None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return FORMATS["xlsx"].read(out.getvalue(), "x.xlsx")


def found(findings):
    return [(each.code, each.where) for each in findings]


class KeyTest(SimpleTestCase):
    def test_keys_as_people_write_them(self):
        for kind, key, expected in (
            ("single", "B", [["b"]]),
            ("單選題", "（Ｂ）", [["b"]]),
            ("single", "2", [["b"]]),
            ("single", "乙", [["b"]]),
            ("single", "A|B", [["a"], ["b"]]),
            ("multiple", '"A,C"', [["a", "c"]]),
            ("複選", "ac", [["a", "c"]]),
            ("複選", "A、C", [["a", "c"]]),
            ("複選", "1 3", [["a", "c"]]),
            ("ordering", "CAB", [["c", "a", "b"]]),
            ("排序", '"C,A,B"', [["c", "a", "b"]]),
            ("", "B", [["b"]]),
        ):
            with self.subTest(kind=kind, key=key):
                reading = read((kind, "題", "甲", "乙", "丙", key))
                self.assertEqual((reading.errors, [list(each.key) for each in reading.questions]), ((), [expected]))

    def test_true_and_false(self):
        for key, expected in (
            ("T", "true"),
            ("○", "true"),
            ("對", "true"),
            ("非", "false"),
            ("Ｘ", "false"),
            ("0", "false"),
        ):
            with self.subTest(key):
                self.assertEqual(read(("是非", "題", "", "", "", key)).questions[0].key, [[expected]])

    def test_wrong_keys_are_named(self):
        for kind, key in (
            ("single", "D"),
            ("single", '"A,B"'),
            ("是非", "也許"),
            ("numerical", "三"),
            ("ordering", '"A,B"'),
            ("single", ""),
        ):
            with self.subTest(kind=kind, key=key):
                options = ("甲", "乙", "丙") if kind in ("single", "ordering") else ("", "", "")
                reading = read((kind, "題", *options, key))
                self.assertEqual((reading.questions, found(reading.errors)), ((), [("key", "line 2 “題”, key")]))


class CsvTest(SimpleTestCase):
    def test_big5_with_chinese_headers(self):
        reading = FORMATS["csv"].read(sample("tables/teacher_big5.csv"), "x.csv")
        self.assertEqual(reading.errors, ())
        first, second, third = reading.questions
        self.assertEqual((first.code, first.key, first.explanation), ("007", [["a"]], "依氣候變遷因應法。"))
        self.assertEqual((second.kind, second.key), (ItemKind.MULTIPLE, [["a", "b"]]))
        self.assertEqual((third.kind, third.key, third.difficulty), (ItemKind.TRUE_FALSE, [["true"]], Decimal("0.80")))

    def test_semicolons_and_unknown_columns(self):
        reading = FORMATS["csv"].read(sample("tables/english.csv"), "x.csv")
        self.assertEqual([question.kind for question in reading.questions], [ItemKind.NUMERICAL])
        self.assertEqual(found(reading.errors), [("difficulty", "line 2 “Which is Scope 2?”, difficulty")])
        self.assertEqual(found(reading.losses), [("column_remark", "line 1")])

    def test_faults_name_line_and_column(self):
        reading = FORMATS["csv"].read(sample("tables/faults.csv"), "x.csv")
        self.assertEqual([question.stem for question in reading.questions], ["負數", "民國日期"])
        self.assertEqual(reading.questions[1].valid_as_of, dt.date(2026, 11, 1))
        self.assertEqual(
            found(reading.errors),
            [
                ("formula", "line 2 “公式”, option_a"),
                ("formula", "line 3 “連結公式”, option_a"),
                ("formula", "line 4 “命令”, option_a"),
                ("key", "line 6 “正解不存在”, key"),
                ("kind", "line 7 “題型不存在”, kind"),
                ("url", "line 9 “壞網址”, source_url"),
                ("date", "line 10 “壞日期”, valid_as_of"),
                ("cells", "line 12 “太多格”"),
                ("no_stem", "line 13, stem"),
            ],
        )
        self.assertEqual(found(reading.unsupported), [("kind", "line 8 “說明淨零”")])

    def test_a_table_without_our_header(self):
        self.assertEqual(
            found(FORMATS["csv"].read("姓名,分數\n甲,1\n".encode(), "x.csv").errors), [("header", "line 1")]
        )

    def test_live_cells(self):
        for cell in ("=1+1", "＝1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "-SUM(A1)", "\t=1"):
            self.assertTrue(cells.is_live(cell), cell)
        for cell in ("-5", "-5 °C", "+3%", "- 甲", "-CH3", "＋10 噸", "a=b", "1-2"):
            self.assertFalse(cells.is_live(cell), cell)


class XlsxTest(SimpleTestCase):
    def test_numbers_dates_and_leading_zeros_are_what_people_see(self):
        def change(sheet):
            sheet["C2"], sheet["C2"].number_format = 7, "000"
            sheet["D2"], sheet["D2"].number_format = 0.125, "0.0%"
            sheet["E2"] = 0.1 + 0.2
            sheet["G2"] = dt.datetime(2026, 11, 1)

        reading = workbook(HEADER, ("single", "題", "", "", "", "A", "", 0.5), change=change)
        (question,) = reading.questions
        self.assertEqual([each["text"] for each in question.body["options"]], ["007", "12.5%", "0.3"])
        self.assertEqual((question.valid_as_of, question.difficulty), (dt.date(2026, 11, 1), Decimal("0.50")))

    def test_a_date_that_excel_made_of_an_option_is_named(self):
        reading = workbook(HEADER, ("single", "題", dt.datetime(2026, 1, 2), "乙", "丙", "A"))
        self.assertEqual(found(reading.errors), [("date", "line 2 “題”, option_a")])

    def test_merged_cells_are_filled_down_and_told(self):
        header = ("group_code", "group_stem", "kind", "stem", "option_a", "option_b", "key")
        rows = [("G1", "題組文字", "single", "一", "甲", "乙", "A"), (None, None, "single", "二", "甲", "乙", "B")]

        def change(sheet):
            sheet.merge_cells("A2:A3")
            sheet.merge_cells("B2:B3")

        reading = workbook(header, *rows, change=change)
        self.assertEqual([each.shared.text for each in reading.questions], ["題組文字", "題組文字"])
        self.assertEqual(found(reading.losses), [("merged", "A2:A3, B2:B3")])

    def test_the_header_may_stand_below_a_title_and_on_another_sheet(self):
        book = Workbook()
        book.active.append(("說明",))
        sheet = book.create_sheet("題目")
        for row in (("113 年題庫",), (), HEADER, ("single", "題", "甲", "乙", "", "A")):
            sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        reading = FORMATS["xlsx"].read(out.getvalue(), "x.xlsx")
        self.assertEqual([(each.where, each.stem) for each in reading.questions], [("line 4 “題”", "題")])

    def test_a_teachers_workbook(self):
        reading = FORMATS["xlsx"].read(sample("tables/teacher.xlsx"), "teacher.xlsx")
        self.assertEqual((reading.errors, reading.unsupported), ((), ()))
        first, second, third, fourth = reading.questions
        self.assertEqual((first.valid_as_of, first.difficulty), (dt.date(2026, 11, 1), Decimal("0.70")))
        self.assertEqual([each["text"] for each in second.body["options"]], ["10%", "25%", "50%", "75%"])
        self.assertEqual((second.key, second.difficulty), ([["b"]], Decimal("0.70")))
        self.assertEqual(third.body["options"][0]["text"], "007")
        self.assertEqual({each.shared.text for each in (third, fourth)}, {"示範工廠的用電資料如下。"})
        self.assertEqual(found(reading.losses), [("merged", "L6:L7, M6:M7")])

    def test_a_workbook_with_faults(self):
        reading = FORMATS["xlsx"].read(sample("tables/faults.xlsx"), "faults.xlsx")
        self.assertEqual([question.stem for question in reading.questions], ["好題"])
        self.assertEqual(
            found(reading.errors),
            [
                ("formula", "line 2 “公式”, option_a"),
                ("date", "line 3 “日期”, option_a"),
                ("key", "line 4 “正解不存在”, key"),
            ],
        )
        self.assertEqual(found(reading.unsupported), [("kind", "line 5 “說明”")])

    def test_an_error_value_is_named(self):
        def change(sheet):
            sheet["C2"], sheet["C2"].data_type = "#REF!", "e"

        reading = workbook(HEADER, ("single", "題", "", "乙", "丙", "A"), change=change)
        self.assertEqual(found(reading.errors), [("error_value", "line 2 “題”, option_a")])


class TemplateTest(SimpleTestCase):
    def test_templates_hold_every_kind_and_read_without_a_finding(self):
        for name, made in (("csv", spreadsheet.csv_template()), ("xlsx", spreadsheet.xlsx_template())):
            with self.subTest(name):
                reading = FORMATS[name].read(made, f"x.{name}")
                self.assertEqual((reading.errors, reading.unsupported, reading.losses), ((), (), ()))
                self.assertEqual({each.kind for each in reading.questions}, set(ItemKind))
