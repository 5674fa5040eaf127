from django.test import SimpleTestCase

from question_bank.formats.rules.registry import FORMATS
from question_bank.items.enums import ItemKind
from tests.formats.invented import sample

GIFT = FORMATS["gift"]


def read(text):
    return GIFT.read(text.encode(), "x.gift")


def one(text):
    reading = read(text)
    assert reading.errors == reading.unsupported == (), reading
    (question,) = reading.questions
    return question


def options(question):
    return [each["text"] for each in question.body["options"]]


class GrammarTest(SimpleTestCase):
    def test_kinds(self):
        for text, kind, stem, key in (
            ("對 {T}", ItemKind.TRUE_FALSE, "對", [["true"]]),
            ("錯 {FALSE}", ItemKind.TRUE_FALSE, "錯", [["false"]]),
            ("錯｛Ｆ｝", ItemKind.TRUE_FALSE, "錯", [["false"]]),
            ("選{=甲 ~乙 =丙}", ItemKind.SINGLE, "選", [["a"], ["c"]]),
            ("選{~%50%甲 ~乙 ~%50%丙}", ItemKind.MULTIPLE, "選", [["a", "c"]]),
            ("填{=甲 =乙}", ItemKind.SHORT_TEXT, "填", [{"text": "甲"}, {"text": "乙"}]),
            ("填{甲}", ItemKind.SHORT_TEXT, "填", [{"text": "甲"}]),
            ("數{#3}", ItemKind.NUMERICAL, "數", [{"value": "3", "tolerance": "0"}]),
            ("數{#3:0.1}", ItemKind.NUMERICAL, "數", [{"value": "3", "tolerance": "0.1"}]),
            ("數{#-1,500.5:2}", ItemKind.NUMERICAL, "數", [{"value": "-1500.5", "tolerance": "2"}]),
            ("數｛＃１．．５｝", ItemKind.NUMERICAL, "數", [{"value": "3", "tolerance": "2"}]),
            (
                "數{#=3:0.1 =%100%4:0}",
                ItemKind.NUMERICAL,
                "數",
                [{"value": "3", "tolerance": "0.1"}, {"value": "4", "tolerance": "0"}],
            ),
            ("配{=甲->一 =乙 -> 二 = -> 三}", ItemKind.MATCHING, "配", [["r1:t1", "r2:t2"]]),
            ("前 {=甲} 後", ItemKind.SHORT_TEXT, "前 _____ 後", [{"text": "甲"}]),
        ):
            with self.subTest(text):
                question = one(text)
                self.assertEqual((question.kind, question.stem, list(question.key)), (kind, stem, key))

    def test_escapes(self):
        question = one(r"\~ \= \# \{ \} \: 二\n行 C:\\x {=a\=b#對\#的 ~c\~d}")
        self.assertEqual(question.stem, "\\~ = # { } : 二\\\n行 C:\\x")
        self.assertEqual(options(question), ["a=b", "c~d"])
        self.assertEqual(question.explanation, "- a=b：對#的")

    def test_text_formats(self):
        for text, stem in (
            ("[html]<p>甲<b>乙</b></p>{T}", "甲**乙**"),
            ("[markdown]甲**乙**{T}", "甲**乙**"),
            ("[plain]甲<b>乙</b>{T}", "甲\\<b>乙\\</b>"),
            ("2*3*4{T}", "2\\*3\\*4"),
            ("若 $$E=mc^2$$ 成立{T}", "若 $E=mc^2$ 成立"),
            ("$$E=mc^2$${T}", "$$E=mc^2$$"),
            ("&lt;5 噸{T}", "<5 噸"),
        ):
            with self.subTest(text):
                self.assertEqual(one(text).stem, stem)

    def test_title_category_and_id(self):
        reading = read("$CATEGORY: $course$/top/淨零\n\n// [id:q-1] [tag:x]\n::題 1::甲{T}")
        (question,) = reading.questions
        self.assertEqual(
            (question.name, question.category, question.reference, question.where),
            ("題 1", "淨零", "q-1", "line 4 “題 1”"),
        )
        self.assertEqual([loss.code for loss in reading.losses], ["tags"])

    def test_marks_within_texts_stay_text(self):
        for text, shown in (
            ("{=10～20 噸 ~30～40 噸}", ["10～20 噸", "30～40 噸"]),
            ("｛＝10～20　～30～40｝", ["10～20", "30～40"]),
            ("｛＝甲～乙～丙｝", ["甲", "乙", "丙"]),
            ("{=x=5 ~y=6}", ["x=5", "y=6"]),
            ("{=甲~乙~丙}", ["甲", "乙", "丙"]),
            ('[html]{=<img src="https://x.test/a.png" alt="圖">甲 ~乙}', ["［圖］甲", "乙"]),
            ("{=$\\frac{1}{2}$ ~$x_{1}=2$}", ["$\\frac{1}{2}$", "$x_{1}=2$"]),
        ):
            with self.subTest(text):
                found = read(f"題{text}").questions
                self.assertEqual(options(found[0]) if found else None, shown)

    def test_general_feedback(self):
        self.assertEqual(one("題{=甲 ~乙####看第三章}").explanation, "看第三章")

    def test_a_unit_noted_in_the_stem_is_a_unit(self):
        question = one("重量（單位：公斤）{#3}")
        self.assertEqual((question.stem, question.body), ("重量", {"units": [{"id": "u1", "text": "公斤"}]}))

    def test_questions_without_blank_lines_between(self):
        self.assertEqual([each.stem for each in read("甲{T}\n::二::乙{F}\n丙 {=x ~y}").questions], ["甲", "乙", "丙"])

    def test_weights_that_are_lost_are_told(self):
        for text, codes in (
            ("題{=甲 ~%50%乙}", ["weights"]),
            ("題{~%60%甲 ~%40%乙}", ["weights"]),
            ("題{~%50%甲 ~%50%乙 ~%-100%丙}", []),
            ("題{=甲 =%50%乙}", ["weights"]),
        ):
            with self.subTest(text):
                self.assertEqual([loss.code for loss in read(text).losses], codes)


class FileTest(SimpleTestCase):
    """Files as other systems and teachers write them."""

    def verdicts(self, name):
        reading = GIFT.read(sample(f"gift/{name}"), name)
        return (
            [question.kind.value for question in reading.questions],
            [(error.code, error.where) for error in reading.errors],
            [each.code for each in reading.unsupported],
            [each.code for each in reading.losses],
        )

    def test_moodle_export(self):
        self.assertEqual(
            self.verdicts("moodle_export.gift"),
            (
                ["single", "true_false", "multiple", "numerical", "single"],
                [],
                ["essay", "description"],
                ["weights", "feedback_merged", "tags"],
            ),
        )

    def test_full_width(self):
        kinds = ["single", "true_false", "matching", "numerical", "single", "multiple"]
        self.assertEqual(self.verdicts("full_width.gift"), (kinds, [], [], ["feedback_merged"]))

    def test_hand_written(self):
        kinds = ["single", "single", "short_text", "numerical", "single", "single"]
        errors = [("open_title", "line 2 “::Q1 這行沒有結尾題名”")]
        losses = ["equals_as_text", "feedback_merged"]
        self.assertEqual(self.verdicts("hand_written.gift"), (kinds, errors, ["essay", "description"], losses))

    def test_every_documented_form(self):
        kinds = (
            "true_false single short_text matching numerical numerical numerical single true_false true_false multiple"
        )
        kinds += " numerical numerical matching single single single single single short_text single"
        expected = (kinds.split(), [], ["essay", "description"], ["feedback_merged", "weights"])
        self.assertEqual(self.verdicts("every_form.gift"), expected)

    def test_big5(self):
        self.assertEqual(self.verdicts("big5.gift"), (["single", "true_false"], [], [], ["feedback_merged"]))

    def test_moodle_5_weights(self):
        kinds = ["multiple", "single", "short_text"]
        self.assertEqual(self.verdicts("moodle5_weights.gift"), (kinds, [], [], ["weights", "feedback_merged"]))

    def test_faults_name_their_line_and_lose_no_other_question(self):
        self.assertEqual(
            self.verdicts("faults.gift"),
            (
                ["single", "true_false"],
                [
                    ("unbalanced_braces", "line 3 “沒有右括號”"),
                    ("unbalanced_braces", "line 5 “多了右括號”"),
                    ("no_right_answer", "line 7 “沒有正解”"),
                    ("bad_number", "line 9 “不是數字”"),
                    ("no_arrow", "line 13 “少箭頭”"),
                ],
                ["several_gaps"],
                [],
            ),
        )

    def test_feedback_without_words_is_no_line(self):
        (question,) = read("題{=[html]甲#<br><p></p> ~乙#再想想}").questions
        self.assertEqual(question.explanation, "- 乙：再想想")
