"""Emphasis beside Chinese, deletions and the words of a text."""

from django.test import SimpleTestCase

from lms.core import markdown
from lms.core.markup import dialect


class Emphasis(SimpleTestCase):
    def test_punctuation_within_marks(self) -> None:
        cases = {
            "**淨零（Net Zero）**是": "<strong>淨零（Net Zero）</strong>是",
            "是**「甲」**嗎": "是<strong>「甲」</strong>嗎",
            "何者**“不”**對": "何者<strong>“不”</strong>對",
            "*重點：*後": "<em>重點：</em>後",
            "**(a)**b": "**(a)**b",
            "2 * 3 * 4": "2 * 3 * 4",
            "~~舊~~新": "<s>舊</s>新",
            "snake_case_name": "snake_case_name",
        }
        for source, html in cases.items():
            with self.subTest(source=source):
                self.assertEqual(markdown.render_inline(source), html)

    def test_words_of_a_text(self) -> None:
        tokens = dialect.parser().parseInline("**甲** `乙` $丙$ ![丁](x)\\\n戊")[0].children or []
        self.assertEqual(dialect.plain(tokens), "甲 乙 丙 丁 戊")
