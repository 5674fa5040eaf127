"""Each defect of one item is found, with its place; a good item has none."""

from decimal import Decimal
from typing import Any

from django.test import SimpleTestCase

from question_bank.items.rules import linting, texts
from tests.support import items

CHANGES: dict[str, dict[str, Any]] = {
    "code_shape": {"code": "U1-1"},
    "code_use": {"code": "GC-U01-S01"},
    "code_topic": {"topic": "green/standard/GC/U02"},
    "unknown_value": {"kind": "essay"},
    "difficulty_range": {"difficulty": Decimal("0.29")},
    "too_long": {"source_title": "長" * 201},
    "source_url": {"source_url": "http://example.org/"},
    "option_ids": {"body": {"options": items.options("甲", "乙", "丙")}},
    "options_equal": {"body": {"options": items.options("1,500 公噸", "1500.0公噸", "2 公噸", "3 公噸")}},
    "key_shape": {"key": ("e",)},
    "key_unknown": {"key": [["e"]]},
    "empty_text": {"stem": " "},
    "direction_turned": {"explanation": "電費單\u202e據載明用電度數。"},
    "explanation_missing": {"explanation": " "},
    "all_or_none": {"body": {"options": items.options("甲", "乙", "丙", "以上皆是")}},
    "option_letter": {"explanation": "因此答案為A。"},
    "negative_not_bold": {"stem": "下列何者不是範疇一的排放？"},
}


class Linting(SimpleTestCase):
    def test_a_good_item_has_no_fault(self) -> None:
        self.assertEqual(linting.item_faults(items.draft()), [])

    def test_every_defect_is_found_alone(self) -> None:
        for code, changes in CHANGES.items():
            with self.subTest(code=code):
                self.assertEqual([fault.code for fault in linting.item_faults(items.draft(**changes))], [code])

    def test_a_fault_names_file_line_item_field_and_remedy(self) -> None:
        draft = items.draft(key=[["e"]], file="green/U01/items.yaml", lines={"key": 12})
        (fault,) = linting.item_faults(draft)
        expected = (
            "green/U01/items.yaml:12 GC-U01-P01 key [key_unknown] "
            "正解須為存在的選項；請依題型補齊後再儲存。 "
            "The key must name options that exist. Complete it as the kind needs, then save."
        )
        self.assertEqual(str(fault), expected)


class CanonicalTexts(SimpleTestCase):
    def test_same(self) -> None:
        for one, other in (
            ("1,500 公噸", "１５００．０公噸"),
            ("50%", "0.5"),
            ("1.2萬元", "12,000 元"),
            ("3億元", "300,000,000元"),
            ("「淨零」排放", "淨零排放。"),
        ):
            with self.subTest(one=one):
                self.assertEqual(texts.canonical(one), texts.canonical(other))

    def test_different(self) -> None:
        for one, other in (
            ("1,526.83", "1,526.835"),
            ("1.2 萬", "1.2 億"),
            ("ISO 14064-1", "ISO 14064-2"),
            ("-5", "5"),
        ):
            with self.subTest(one=one):
                self.assertNotEqual(texts.canonical(one), texts.canonical(other))

    def test_similarity(self) -> None:
        same = texts.grams("溫室氣體盤查")
        self.assertEqual(texts.similarity(same, same), 1)
        self.assertEqual(texts.similarity(same, texts.grams("碳費徵收對象")), 0)
        self.assertEqual(texts.similarity(frozenset(), frozenset()), 1)
