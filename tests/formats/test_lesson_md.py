"""lesson.md: what is read, and the faults with their lines."""

import datetime as dt

from django.test import SimpleTestCase

from question_bank.formats.rules import lesson_md

GOOD = """\
---
unit: U01
title_zh: 示範課
title_en: Sample lesson
minutes: 30
valid_as_of: 2026-11-01
summary_zh: 一句話。
summary_en: One sentence.
goals_zh: [甲, 乙]
sources:
  - {title: 示範法規, url: "https://example.org/law"}
---

## 開始

課文。
"""


class Lessons(SimpleTestCase):
    def faults(self, text: str) -> list[tuple[str, int, str]]:
        lesson, faults = lesson_md.read_lesson(text, file="lesson.md")
        self.assertIsNone(lesson)
        return [(fault.code, fault.place.line, fault.place.field) for fault in faults]

    def test_a_good_lesson(self) -> None:
        for text in (GOOD, "\ufeff" + GOOD.replace("\n", "\r\n")):
            lesson, faults = lesson_md.read_lesson(text, file="lesson.md")
            self.assertEqual(faults, [])
            assert lesson is not None
            self.assertEqual((lesson.unit, lesson.minutes, lesson.goals), ("U01", 30, ["甲", "乙"]))
            self.assertEqual(lesson.valid_as_of, dt.date(2026, 11, 1))
            self.assertEqual(lesson.sources, [{"title": "示範法規", "url": "https://example.org/law"}])
            self.assertEqual(lesson.body, "## 開始\n\n課文。\n")

    def test_faults_name_their_lines(self) -> None:
        cases = (
            ("## 開始\n", [("no_front_matter", 1, "")]),
            (GOOD.replace("minutes: 30\n", ""), [("missing", 2, "minutes")]),
            (GOOD.replace("minutes: 30", "minutes: 半小時"), [("not_whole", 5, "minutes")]),
            (GOOD.replace("goals_zh: [甲, 乙]", "goals_zh: 甲"), [("not_list", 9, "goals_zh")]),
            (GOOD.replace("https://example.org/law", "http://example.org/law"), [("source_url", 10, "sources")]),
            (
                GOOD.replace('  - {title: 示範法規, url: "https://example.org/law"}', "  []"),
                [("not_list", 10, "sources")],
            ),
            (GOOD.replace("title_zh: 示範課", "title_zh: " + "長" * 81), [("too_long", 3, "title_zh")]),
            (GOOD.replace("title_zh: 示範課", "title_zh: [示範"), [("unreadable", 4, "")]),
            (GOOD + "\n<b>x</b>\n", [("raw_html", 18, "body")]),
            (GOOD + "\n![圖](https://example.org/x.png)\n", [("image", 18, "body")]),
            (GOOD.replace("## 開始", "# 開始"), [("top_heading", 14, "body")]),
            (GOOD.replace("## 開始\n\n課文。\n", ""), [("empty_text", 14, "body")]),
        )
        for text, expected in cases:
            with self.subTest(expected=expected):
                self.assertEqual(self.faults(text), expected)
