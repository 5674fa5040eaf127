from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.rules import marks
from question_bank.formats.rules.registry import FORMATS
from question_bank.items.enums import ItemKind
from tests.formats import invented

CARRIED = {
    "csv": tuple(ItemKind),
    "xlsx": tuple(ItemKind),
    "gift": tuple(kind for kind in ItemKind if kind is not ItemKind.ORDERING),
}


class RoundTripTest(SimpleTestCase):
    """What a format carries comes back as it went out, whatever signs the texts hold."""

    def _keeps(self, name, data):
        for kind in CARRIED[name]:
            question = data.draw(invented.questions(kind, code="X-1"))
            writing = FORMATS[name].write([question])
            reading = FORMATS[name].read(writing.content, f"x.{writing.suffix}")
            self.assertEqual(
                (reading.errors, reading.unsupported), ((), ()), (writing.content.decode("utf-8", "replace"))
            )
            back = reading.questions[0]
            self.assertEqual(invented.meaning(back), invented.meaning(question))
            self.assertEqual(back.explanation, question.explanation)
            self.assertEqual(back.code or back.reference, "X-1")

    @settings(max_examples=100, deadline=None)
    @given(st.data())
    def test_csv(self, data):
        self._keeps("csv", data)

    @settings(max_examples=20, deadline=None)
    @given(st.data())
    def test_xlsx(self, data):
        self._keeps("xlsx", data)

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_gift(self, data):
        self._keeps("gift", data)

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_aiken(self, data):
        question = data.draw(invented.questions(ItemKind.SINGLE))
        plain = invented.escaped(question)
        writing = FORMATS["aiken"].write([plain])
        if "left_out_single" in {loss.code for loss in writing.losses}:
            return
        reading = FORMATS["aiken"].read(writing.content, "x.txt")
        self.assertEqual(reading.errors, ())
        self.assertEqual(invented.meaning(reading.questions[0]), invented.meaning(plain))

    @settings(max_examples=500, deadline=None)
    @given(invented.words)
    def test_plain_words_become_markdown_and_come_back(self, text):
        self.assertEqual(" ".join(marks.to_plain(marks.from_plain(text))[0].split()), text)
