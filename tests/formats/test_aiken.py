from django.test import SimpleTestCase

from question_bank.formats.rules.registry import FORMATS, detect
from tests.formats.invented import sample

AIKEN = FORMATS["aiken"]


def options(question):
    return [each["text"] for each in question.body["options"]]


class AikenTest(SimpleTestCase):
    def read(self, name):
        return AIKEN.read(sample(f"aiken/{name}"), name)

    def test_plain(self):
        reading = self.read("plain.txt")
        self.assertEqual(reading.errors, ())
        self.assertEqual([(len(options(each)), each.key) for each in reading.questions], [(4, [["d"]]), (3, [["a"]])])

    def test_full_width_blank_lines_and_explanation(self):
        reading = self.read("full_width.txt")
        self.assertEqual(reading.errors, ())
        first, second = reading.questions
        self.assertEqual(options(first), ["環境部", "經濟部", "內政部", "財政部"])
        self.assertEqual(options(second), ["外購電力", "公務車", "員工差旅"])
        self.assertEqual((first.key, second.key), ([["a"]], [["a"]]))
        self.assertEqual(second.explanation, "外購電力為能源間接排放。")

    def test_long_stem_and_option(self):
        (question,) = self.read("long_stem.txt").questions
        lines = ["某工廠 2025 年盤查結果如下：", "天然氣 100 噸，外購電力 200 噸。", "試問總排放量為何？"]
        self.assertEqual(question.stem, "\\\n".join(lines))
        self.assertEqual(options(question), ["100 噸", "300 噸\\\n（四捨五入）", "200 噸"])

    def test_big5(self):
        (question,) = self.read("big5.txt").questions
        self.assertEqual((question.stem, options(question)), ("碳權的單位為何？", ["一公噸", "一公斤"]))

    def test_faults_name_their_line(self):
        reading = self.read("faults.txt")
        self.assertEqual([question.stem for question in reading.questions], ["第五題正確"])
        self.assertEqual(
            [(error.code, error.where) for error in reading.errors],
            [
                ("no_answer", "line 1 “第一題沒有答案”"),
                ("unknown_answer", "line 8 “第二題答案不存在”"),
                ("option_order", "line 12 “第三題跳號”"),
                ("several_answers", "line 18 “第四題兩個答案”"),
                ("no_options", "line 25 “只有文字的一段”"),
            ],
        )

    def test_answer_lines(self):
        for line in (
            "ANSWER: B",
            "answer:b",
            "ＡＮＳＷＥＲ：Ｂ",
            "Answer : (B)",
            "答案：B",
            "答案 B",
            "正解: B.",
            "ANS: B",
            "**答案：** B",
        ):
            with self.subTest(line):
                reading = AIKEN.read(f"題\nA. 甲\nB. 乙\n{line}\n".encode(), "x.txt")
                self.assertEqual([question.key for question in reading.questions], [[["b"]]])

    def test_a_word_is_no_list_of_letters(self):
        found = {}
        for answer in ("AB", "TRUE", "BAB"):
            reading = AIKEN.read(f"題\nA. 甲\nB. 乙\nANSWER: {answer}\n".encode(), "x.txt")
            found[answer] = [error.code for error in reading.errors]
        self.assertEqual(found, {"AB": ["several_answers"], "TRUE": ["unknown_answer"], "BAB": ["unknown_answer"]})


class DetectionTest(SimpleTestCase):
    """What a file is shows in most of its lines, not in one pair of braces."""

    def test_braces_within_a_question_do_not_make_it_gift(self):
        aiken = "集合 {} 是什麼？\nA. 空集合\nB. 全集\nANSWER: A\n\n何者為真？\nA. 甲\nB. 乙\nANSWER: B\n"
        table = "code,kind,stem,key,option_a,option_b\nX-1,single,寫成 {=甲} 的是？,A,甲,乙\n"
        gift = "::題一:: 依下列回答\nA. 甲\nANSWER: A\n{=甲 ~乙}\n\n::題二:: 真的？{T}\n"
        found = {name: detect(text.encode(), "x.txt").name for name, text in (("a", aiken), ("t", table), ("g", gift))}
        self.assertEqual(found, {"a": "aiken", "t": "csv", "g": "gift"})
