from django.test import SimpleTestCase

from question_bank.formats.rules.moodle_xml import FORMAT
from question_bank.items.enums import ItemKind
from tests.formats.exchange import samples


def options(question: object, key: str = "options") -> list[str]:
    return [part["text"] for part in question.body[key]]


class MoodleFour(SimpleTestCase):
    """An export of Moodle 4 with images, categories and every type."""

    def setUp(self) -> None:
        self.reading = samples.read(FORMAT, "moodle/moodle4.xml")
        self.found = samples.named(self.reading)

    def test_what_is_read_and_what_is_reported(self) -> None:
        self.assertEqual(
            {name: str(question.kind) for name, question in self.found.items()},
            {
                "盤查範疇": "single",
                "再生能源": "multiple",
                "抵換": "true_false",
                "英文縮寫": "short_text",
                "排放量": "numerical",
                "排放源": "matching",
            },
        )
        self.assertEqual(
            samples.codes(self.reading),
            {
                "errors": [],
                "unsupported": [("kind", "申論"), ("kind", "說明"), ("kind", "填空")],
                "losses": [
                    ("category_info", "line 4"),
                    ("tags", "盤查範疇"),
                    ("negative", "再生能源"),
                    ("hints", "再生能源"),
                    ("partial_answer", "英文縮寫"),
                ],
            },
        )
        self.assertIn("essay", self.reading.unsupported[0].why_en)

    def test_a_choice_with_an_image_of_a_chinese_name(self) -> None:
        question = self.found["盤查範疇"]
        (sha,) = question.images
        self.assertEqual(question.stem, f"下圖兩棟廠房**外購電力**的排放屬於哪一範疇？\n\n![兩棟廠房](asset:{sha})")
        self.assertEqual((options(question), question.key), (["範疇一", "範疇二", "範疇三"], [["b"]]))
        self.assertEqual(question.explanation, "外購能源為範疇二。\n\n「範疇一」：直接排放才是。")
        self.assertEqual((question.category, question.reference), ("淨零課程的預設/盤查//查證", "NZ-4001"))
        self.assertEqual(question.where, "line 15 “盤查範疇”")
        self.assertEqual(question.images[sha].media_type, "image/png")

    def test_thirds_make_a_key(self) -> None:
        self.assertEqual(self.found["再生能源"].key, [["a", "b", "c"]])

    def test_answers_and_their_feedback(self) -> None:
        self.assertEqual(self.found["抵換"].key, [["true"]])
        self.assertEqual(self.found["抵換"].explanation, "見查驗規定。\n\n「是」：對。\n\n「非」：再想想。")
        self.assertEqual(self.found["英文縮寫"].key, [{"text": "GHG"}, {"text": "GHGs"}])
        self.assertEqual(self.found["英文縮寫"].explanation, "請寫縮寫。")

    def test_units_multiply(self) -> None:
        self.assertEqual(
            (self.found["排放量"].body, self.found["排放量"].key),
            (
                {"units": [{"id": "u1", "text": "kg"}, {"id": "u2", "text": "t"}]},
                [
                    {"value": "500", "tolerance": "5", "unit": "u1"},
                    {"value": "0.5", "tolerance": "0.005", "unit": "u2"},
                ],
            ),
        )

    def test_matching_with_a_target_that_no_row_has(self) -> None:
        question = self.found["排放源"]
        self.assertEqual(options(question, "targets"), ["範疇一", "範疇二", "範疇四"])
        self.assertEqual(question.key, [["r1:t1", "r2:t2", "r3:t1"]])
        self.assertEqual(question.category, "淨零課程的預設/減量")


class MoodleFive(SimpleTestCase):
    def test_ordering_formulas_fixed_options_and_new_types(self) -> None:
        reading = samples.read(FORMAT, "moodle/moodle5.xml")
        found = samples.named(reading)
        steps = found["盤查步驟"]
        self.assertEqual((steps.kind, steps.key), (ItemKind.ORDERING, [["a", "b", "c", "d"]]))
        self.assertEqual(options(steps), ["設定邊界", "鑑別排放源", "蒐集活動數據", "計算排放量"])
        fee = found["碳費"]
        (sha,) = fee.images
        self.assertEqual(fee.stem, "排放 $E = 25000$ 公噸、費率 $r$ 元／公噸，年費為何？")
        self.assertEqual(options(fee), ["$E \\times r$", "$\\frac{E}{r}$", f"![長條](asset:{sha})"])
        self.assertEqual([part["pinned"] for part in fee.body["options"]], [True, True, True])
        self.assertEqual(
            samples.codes(reading),
            {"errors": [], "unsupported": [("kind", "選字"), ("kind", "拖字"), ("kind", "計算")], "losses": []},
        )


class Quirks(SimpleTestCase):
    def test_the_image_tag_and_answers_of_old_files(self) -> None:
        reading = samples.read(FORMAT, "moodle/moodle19_image_tag.xml")
        label, old, number = reading.questions
        (sha,) = label.images
        self.assertEqual(label.stem, f"圖中標章代表什麼？\\\n請選一項。\n\n![](asset:{sha})")
        self.assertEqual((options(label), label.key), (["減碳標籤", "節水標章"], [["a"]]))
        self.assertEqual((old.key, number.key), ([["true"]], [{"value": "1000", "tolerance": "0", "unit": ""}]))
        self.assertEqual(
            samples.codes(reading),
            {"errors": [], "unsupported": [], "losses": [("true_false_order", "舊式是非")]},
        )

    def test_grades(self) -> None:
        reading = samples.read(FORMAT, "moodle/grades.xml")
        self.assertEqual(
            {name: question.key for name, question in samples.named(reading).items()},
            {
                "無效分數": [["a", "b", "d"]],
                "部分給分": [["a"]],
                "配分不同": [["a", "b"]],
                "兩個滿分": [["a"], ["b"]],
            },
        )
        self.assertEqual(
            samples.codes(reading),
            {
                "errors": [("no_key", "沒有正解"), ("grade", "不是數字")],
                "unsupported": [],
                "losses": [
                    ("negative", "無效分數"),
                    ("odd_grade", "無效分數"),
                    ("partial", "部分給分"),
                    ("weights", "配分不同"),
                ],
            },
        )

    def test_a_broken_question_does_not_lose_its_neighbours(self) -> None:
        reading = samples.read(FORMAT, "moodle/broken.xml")
        self.assertEqual([question.name for question in reading.questions], ["完好的一題", "最後一題"])
        self.assertEqual(
            [(each.code, each.where) for each in reading.errors],
            [
                ("xml_malformed", "line 73"),
                ("image_base64", "line 76 “圖片損壞”"),
                ("number", "line 134 “逗號小數”"),
            ],
        )
        lines = samples.data("moodle/broken.xml").decode().splitlines()
        self.assertEqual((lines[72].strip(), lines[133].strip()[:7]), ("</question>", "<answer"))

    def test_formats_of_texts(self) -> None:
        reading = samples.read(FORMAT, "moodle/formats.xml")
        found = samples.named(reading)
        (sha,) = found["Markdown"].images
        self.assertEqual(found["純文字"].stem, "5 < 7 & \\*不是\\* 強調")
        self.assertEqual(found["Markdown"].stem, f"**粗體**的題目，見圖：\n\n![長條](asset:{sha})")
        self.assertEqual(options(found["Markdown"]), ["`CO2`", "*甲烷*"])
        self.assertEqual(found["自動格式"].stem, "第一行\\\n第二行 **粗**")

    def test_scripts_are_taken_out_and_named(self) -> None:
        reading = samples.read(FORMAT, "moodle/formats.xml")
        question = samples.named(reading)["程式碼"]
        said = question.stem + "".join(options(question))
        self.assertEqual([word for word in ("steal", "<", "javascript") if word in said], [])
        self.assertEqual(
            samples.codes(reading)["losses"],
            [("element_script", "程式碼"), ("link", "程式碼"), ("image", "程式碼")],
        )


class Whole(SimpleTestCase):
    def test_a_file_without_its_end_gives_what_it_has(self) -> None:
        data = samples.data("moodle/moodle5.xml").rstrip().removesuffix(b"</quiz>")
        reading = FORMAT.read(data, "x.xml")
        self.assertEqual([each.code for each in reading.errors], ["xml_malformed"])
        self.assertEqual([each.name for each in reading.questions], ["盤查步驟", "碳費"])

    def test_files_that_are_something_else(self) -> None:
        table = [
            (b"<html><body>Sign in</body></html>", "html_page"),
            (b"<questestinterop/>", "not_moodle"),
            (b"<quiz></quiz>", "empty"),
            (b"", "empty"),
            (b"<quiz><question type='truefalse'", "xml_malformed"),
            (b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>", "xml_entities"),
        ]
        for data, code in table:
            with self.subTest(code):
                reading = FORMAT.read(data, "x.xml")
                self.assertEqual(([each.code for each in reading.errors], reading.questions), ([code], ()))

    def test_recognised_by_its_root(self) -> None:
        table = [
            (samples.data("moodle/moodle4.xml"), "export.xml", True),
            ("<?xml version='1.0' encoding='UTF-16'?><quiz/>".encode("utf-16"), "a.dat", True),
            (b"<html></html>", "moodle.xml", True),
            (b"<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p1'/>", "q.xml", False),
            (b"::a::b{T}", "a.txt", False),
            (b"PK\x03\x04", "a.xml", False),
        ]
        for data, name, expected in table:
            with self.subTest(name):
                self.assertEqual(FORMAT.recognises(data, name), expected)
