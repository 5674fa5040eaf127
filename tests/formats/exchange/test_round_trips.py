"""What is written comes back with its meaning, whatever the text."""

from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from question_bank.formats.rules import moodle_xml, qti
from question_bank.formats.rules.exchange import Format, Question
from question_bank.items.enums import ItemKind
from tests.formats.exchange import questions

LIMITS = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def drawn(*, shared: bool) -> st.SearchStrategy[Question]:
    return st.sampled_from(list(ItemKind)).flatmap(lambda kind: questions.question(kind, shared=shared))


class Kept(SimpleTestCase):
    maxDiff = None

    def assert_kept(self, form: Format, question: Question) -> None:
        written = form.write([question])
        reading = form.read(written.content, f"x.{written.suffix}")
        self.assertEqual((reading.errors, reading.unsupported), ((), ()))
        (found,) = reading.questions
        self.assertEqual(questions.seen(found), questions.seen(question))

    @given(drawn(shared=True))
    @settings(LIMITS, max_examples=100)
    def test_qti_3(self, question: Question) -> None:
        self.assert_kept(qti.FORMAT, question)

    @given(drawn(shared=True))
    @settings(LIMITS, max_examples=100)
    def test_qti_21(self, question: Question) -> None:
        self.assert_kept(qti.FORMAT_21, question)

    @given(drawn(shared=False))
    @settings(LIMITS, max_examples=100)
    def test_moodle(self, question: Question) -> None:
        self.assert_kept(moodle_xml.FORMAT, question)

    @given(st.lists(drawn(shared=True), min_size=2, max_size=5))
    @settings(LIMITS, max_examples=15)
    def test_several_questions_keep_their_order(self, several: list[Question]) -> None:
        for form in (qti.FORMAT, qti.FORMAT_21, moodle_xml.FORMAT):
            found = form.read(form.write(several).content, "x").questions
            self.assertEqual([each.name for each in found], [each.name for each in several], form.name)

    def test_equal_questions_make_equal_bytes(self) -> None:
        question = Question("1", ItemKind.TRUE_FALSE, "淨零。", {}, [["true"]])
        for form in (qti.FORMAT, qti.FORMAT_21, moodle_xml.FORMAT):
            with self.subTest(form.name):
                self.assertEqual(form.write([question]).content, form.write([question]).content)

    def test_signs_that_xml_cannot_hold_are_left_out(self) -> None:
        body = {"options": [{"id": "a", "text": "甲\x0b"}, {"id": "b", "text": "乙\ufffe"}]}
        question = Question("1", ItemKind.SINGLE, "題\x00幹\ud800", body, [["a"]], name="名\x1f", source_title="源\x08")
        for form in (qti.FORMAT, qti.FORMAT_21, moodle_xml.FORMAT):
            with self.subTest(form.name):
                (found,) = form.read(form.write([question]).content, "x").questions
                self.assertEqual((found.name, found.source_title), ("名", "源"))
                self.assertEqual([part["text"] for part in found.body["options"]], ["甲", "乙"])
