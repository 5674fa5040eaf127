"""Faces: the same text in three modes, the key in one of them."""

from typing import Any

from django.test import SimpleTestCase, TestCase
from django.utils import translation

from question_bank.items.enums import Credit
from question_bank.items.models import Asset, ItemVersion, StimulusVersion
from question_bank.items.selectors import faces
from question_bank.syllabus.models import Subject
from tests.support.exams import KEYCANARY
from tests.support.kinds import SAMPLES, build_version, version


def render(kind: str, **values: Any) -> str:
    with translation.override("zh-hant"):
        return faces.html(faces.face(version(kind), uid="q1", **values))


class AnswerTests(SimpleTestCase):
    def test_nothing_depends_on_the_key(self) -> None:
        for kind in SAMPLES:
            for mode in ("answer", "print"):
                with self.subTest(kind=kind, mode=mode):
                    kept = faces.html(faces.face(version(kind), mode=mode))
                    self.assertNotIn(KEYCANARY, kept)
                    without = version(kind, key=None)
                    self.assertEqual(faces.html(faces.face(without, mode=mode)), kept)

    def test_controls_of_each_kind(self) -> None:
        table = {
            "single": ('type="radio"', 4),
            "multiple": ('type="checkbox"', 4),
            "true_false": ('type="radio"', 2),
            "numerical": ("data-field", 1),
            "matching": ("<select", 2),
            "ordering": ("data-move=", 8),
            "short_text": ("data-field", 1),
        }
        for kind, (control, count) in table.items():
            with self.subTest(kind):
                html = render(kind)
                self.assertEqual(html.count(control), count)
                self.assertEqual(html.count("<fieldset"), 1)

    def test_multiple_choice_says_so_in_every_mode(self) -> None:
        for mode in ("answer", "review", "print"):
            self.assertEqual(render("multiple", mode=mode).count("（複選）"), 1)
            self.assertNotIn("（複選）", render("single", mode=mode))

    def test_order_and_response(self) -> None:
        shown = faces.face(version("single"), order=["c", "a"], response=["a"])
        self.assertEqual(
            [(part.id, part.letter, part.chosen) for part in shown.parts],
            [("c", "A", False), ("a", "B", True), ("b", "C", False), ("d", "D", False)],
        )
        self.assertEqual([part.right for part in shown.parts], [False] * 4)

    def test_plain_words_only_without_markup(self) -> None:
        body = {
            "rows": [{"id": "r", "text": "甲"}],
            "targets": [{"id": "a", "text": "乙"}, {"id": "b", "text": "$x^2$"}],
        }
        shown = faces.face(version("matching", body=body, key=[["r:a"]]))
        self.assertEqual([part.plain for part in shown.parts], ["乙", ""])

    def test_texts_are_inert(self) -> None:
        evil = "<script>alert(1)</script>"
        body = {"options": [{"id": "a", "text": evil}, {"id": "b", "text": "乙"}], "max_length": 9}
        body |= {name: [{"id": "a", "text": evil}, {"id": "b", "text": "乙"}] for name in ("units", "rows", "targets")}
        for kind in SAMPLES:
            for mode in ("answer", "print"):
                with self.subTest(kind=kind, mode=mode):
                    self.assertNotIn("<script", faces.html(faces.face(version(kind, stem=evil, body=body), mode=mode)))
        typed = faces.face(version("short_text"), mode="review", response=[evil])
        self.assertNotIn("<script", faces.html(typed))

    def test_formulas_are_mathml_on_screen_and_drawings_in_print(self) -> None:
        for kind, body in (
            ("single", {"options": [{"id": each, "text": "$x^2$"} for each in "ab"]}),
            ("short_text", {}),
        ):
            made = version(kind, stem="$E = mc^2$", body=body)
            screen, paper = (faces.html(faces.face(made, mode=mode)) for mode in ("answer", "print"))
            count = 3 if body else 1
            self.assertEqual((screen.count("<math"), screen.count("<svg"), paper.count("<math")), (count, 0, 0))
            self.assertEqual(paper.count("<img"), count)

    def test_a_shared_stem(self) -> None:
        html = faces.stimulus_html(StimulusVersion(text="共同**題幹**"), uid="s1")
        self.assertInHTML("<p>共同<strong>題幹</strong></p>", html)


class ReviewTests(SimpleTestCase):
    def test_signs_and_words_for_right_and_wrong(self) -> None:
        table: list[tuple[str, tuple[str, ...], list[str]]] = [
            ("single", ("a",), ["您的答案，不正確", "正確答案"]),
            ("single", ("b",), ["您的答案，正確"]),
            ("true_false", ("false",), ["您的答案，不正確", "正確答案"]),
            ("multiple", ("a",), ["您的答案，正確", "正確答案"]),
            ("numerical", ("50", "kg"), ["不正確", "± 5"]),
            ("numerical", ("500", "kg"), ["正確"]),
            ("short_text", ("甲烷",), ["不正確", "二氧化碳", "碳酸氣"]),
            ("short_text", (), ["未作答"]),
            ("matching", ("r1:t1", "r2:t3"), ["您的答案 A，正確", "您的答案 C，正確答案 B"]),
            ("matching", ("r1:t1",), ["未作答，正確答案 B"]),
            ("ordering", ("a", "b", "d", "c"), ["位置正確", "位置不正確", "正確順序"]),
            ("ordering", (), ["未作答", "正確順序"]),
        ]
        for kind, response, words in table:
            with self.subTest(kind=kind, response=response):
                html = render(kind, mode="review", response=response)
                for word in words:
                    self.assertIn(word, html)
                self.assertNotIn("<input", html)
                self.assertNotIn(KEYCANARY, html)

    def test_the_key_alone_speaks_of_nobodys_answer(self) -> None:
        for kind in SAMPLES:
            with self.subTest(kind):
                html = render(kind, mode="review", response=None)
                self.assertIn("正確", html)
                for word in ("您的", "未作答", "is-wrong"):
                    self.assertNotIn(word, html)

    def test_shares_by_policy(self) -> None:
        for credit, right, partly in [(Credit.ALL_OR_NOTHING, False, False), (Credit.PARTIAL, False, True)]:
            shown = faces.face(version("multiple"), mode="review", response=("a",), credit=credit)
            self.assertEqual((shown.is_right, shown.is_partly_right), (right, partly))

    def test_the_nearest_of_several_keys_is_marked(self) -> None:
        several = version("multiple", key=[["a", "c"], ["b", "d"]])
        shown = faces.face(several, mode="review", response=("b",), order=["d", "c", "b", "a"])
        self.assertEqual([part.id for part in shown.parts if part.right], ["d", "b"])
        self.assertEqual([each.text for each in shown.accepted], ["BD"])

    def test_every_accepted_single_choice_is_right(self) -> None:
        shown = faces.face(version("single", key=[["a"], ["b"]]), mode="review", response=("b",))
        self.assertEqual([part.id for part in shown.parts if part.right], ["a", "b"])
        self.assertTrue(shown.is_right)


class StoredTests(TestCase):
    def test_the_key_is_not_even_read(self) -> None:
        subject = Subject.objects.order_by("id")[0]
        for kind in SAMPLES:
            made = build_version(subject, kind)
            lean = ItemVersion.objects.only("kind", "stem", "body").get(pk=made.pk)
            for mode in ("answer", "print"):
                faces.html(faces.face(lean, mode=mode))
            faces.answer_html(lean)
            self.assertTrue({"key", "explanation", "difficulty", "source_title"} <= lean.get_deferred_fields(), kind)

    def test_images_come_with_the_text(self) -> None:
        sha256 = "a" * 64
        Asset.objects.create(sha256=sha256, media_type="image/png", content=b"png", width=1, height=1)
        body = {"options": [{"id": "a", "text": f"![圖甲](asset:{sha256})"}, {"id": "b", "text": "乙"}]}
        made = version("single", stem=f"![排放圖](asset:{sha256})", body=body)
        html = faces.html(faces.face(made))
        self.assertEqual(html.count('src="data:image/png;base64,cG5n"'), 2)
        self.assertIn('alt="圖甲"', html)
        with self.assertNumQueries(0):
            faces.face(version("single"))

    def test_remembered_html_follows_text_and_language(self) -> None:
        made = build_version(Subject.objects.order_by("id")[0], "multiple")
        with translation.override("zh-hant"):
            first = faces.answer_html(made)
            self.assertEqual(faces.answer_html(made), first)
            made.stem = "另一題"
            self.assertIn("另一題", faces.answer_html(made))
