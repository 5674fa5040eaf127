"""An upload as its page shows it."""

from typing import Any

from django.test import TestCase
from django.utils import translation

from question_bank.formats.enums import Verdict
from question_bank.formats.selectors import previews

QUESTION: dict[str, Any] = {
    "where": "line 15 “盤查範疇”",
    "code": "U05-00000001",
    "verdict": Verdict.NEW.value,
    "kind": "single",
    "topic": "green/standard/GC/U05",
    "start": "外購電力屬於哪一範疇？",
    "reasons": [],
    "hints": [],
    "text": {
        "stem": "外購電力屬於哪一範疇？",
        "body": {"options": [{"id": "a", "text": "範疇一"}, {"id": "b", "text": "範疇二"}]},
        "key": [["b"]],
        "explanation": "",
        "shared": "",
    },
}


class Shown(TestCase):
    def test_a_place_is_told_in_the_language_of_the_page(self) -> None:
        for language, where, expected in (
            ("zh-hant", "line 15 “盤查範疇”", "第 15 行 「盤查範疇」"),
            ("zh-hant", "file", "整個檔案"),
            ("en", "items/a.xml “Scopes”", "items/a.xml “Scopes”"),
        ):
            with self.subTest(language=language, where=where), translation.override(language):
                self.assertEqual(previews.place(where), expected)

    def test_a_preview_shows_the_key_and_nobodys_answer(self) -> None:
        [row] = previews.shown([QUESTION])
        self.assertIn("正確答案", row.face)
        self.assertNotIn("您的答案", row.face)

    def test_a_key_that_cannot_be_used_is_not_shown(self) -> None:
        [row] = previews.shown([QUESTION | {"text": QUESTION["text"] | {"key": [["z"]]}}])
        self.assertIn("範疇二", row.face)
        self.assertNotIn("正確答案", row.face)
