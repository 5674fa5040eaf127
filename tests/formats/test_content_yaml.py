"""items.yaml: what is read, and the faults with their lines."""

import datetime as dt
from decimal import Decimal

from django.test import SimpleTestCase

from question_bank.formats.rules import content_yaml

GOOD = """\
- code: GC-U01-P01
  topic: green/standard/GC/U01
  use: practice
  kind: single
  difficulty: 0.75
  stem: 盤點用電量的佐證為何？
  options:
    a: 0.5
    b: 名冊
    c: 型錄
    d: 照片
  key: a
  explanation: 說明。
  source: {title: 示範教材, url: "https://example.org/"}
  valid_as_of: 2026-11-01
"""


class Items(SimpleTestCase):
    def faults(self, text: str) -> list[tuple[str, int, str]]:
        drafts, faults = content_yaml.read_items(text, file="items.yaml")
        self.assertEqual(drafts, [])
        return [(fault.code, fault.place.line, fault.place.field) for fault in faults]

    def test_a_good_entry(self) -> None:
        (draft,), faults = content_yaml.read_items(GOOD, file="items.yaml")
        self.assertEqual(faults, [])
        self.assertEqual(draft.options, (("a", "0.5"), ("b", "名冊"), ("c", "型錄"), ("d", "照片")))
        self.assertEqual((draft.key, draft.difficulty), ([["a"]], Decimal("0.75")))
        self.assertEqual((draft.valid_as_of, draft.state), (dt.date(2026, 11, 1), "approved"))
        self.assertEqual((draft.source_title, draft.place("key").line), ("示範教材", 12))

    def test_faults_name_their_lines(self) -> None:
        cases = (
            (GOOD.replace("  key: a\n", ""), [("missing", 1, "key")]),
            (GOOD.replace("key: a", "keys: a"), [("missing", 1, "key"), ("unknown_field", 12, "keys")]),
            (GOOD.replace("0.75", "leicht"), [("not_number", 5, "difficulty")]),
            (GOOD.replace("2026-11-01", "114/11/01"), [("not_date", 15, "valid_as_of")]),
            (GOOD.replace("stem: 盤點用電量的佐證為何？", "stem: [甲]"), [("not_text", 6, "stem")]),
            (
                GOOD.replace('source: {title: 示範教材, url: "https://example.org/"}', "source: 教材"),
                [("not_mapping", 14, "source")],
            ),
            (GOOD + "  key: b\n", [("unreadable", 16, "")]),
            (GOOD + " oops\n", [("unreadable", 16, "")]),
            (GOOD.replace("2026-11-01", "2026-13-01"), [("unreadable", 15, "")]),
            ("code: x\n", [("unreadable", 1, "")]),
            ("- code\n", [("unreadable", 1, "")]),
            ("", [("unreadable", 1, "")]),
        )
        for text, expected in cases:
            with self.subTest(expected=expected):
                self.assertEqual(self.faults(text), expected)

    def test_yaml_cannot_make_objects(self) -> None:
        text = GOOD.replace("key: a", "key: !!python/object/apply:os.getcwd []")
        self.assertEqual(self.faults(text), [("unreadable", 12, "")])

    def test_one_bad_entry_does_not_hide_the_others(self) -> None:
        bad = GOOD.replace("P01", "P02").replace("0.75", "x")
        drafts, faults = content_yaml.read_items(GOOD + bad + GOOD.replace("P01", "P03"), file="items.yaml")
        self.assertEqual([draft.code for draft in drafts], ["GC-U01-P01", "GC-U01-P03"])
        self.assertEqual([(fault.place.item, fault.place.line) for fault in faults], [("GC-U01-P02", 20)])
