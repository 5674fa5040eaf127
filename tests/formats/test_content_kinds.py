"""Every kind of item as people write it in items.yaml."""

from django.test import SimpleTestCase

from question_bank.formats.rules import content_yaml
from question_bank.items.rules import kinds

_HEAD = """- code: L21101-P01
  topic: ipas-nz/intermediate/L21/L21101
  use: practice
  difficulty: 0.6
  stem: 題幹
  explanation: 說明
  source: {title: 出處, url: "https://example.org"}
  valid_as_of: 2026-11-01
"""
_WRITTEN = {
    "single": "  options: {a: 甲, b: 乙, c: 丙, d: 丁}\n  key: b\n  pinned: [d]\n",
    "multiple": "  options: {a: 甲, b: 乙, c: 丙}\n  key: [a, c]\n  stimulus: {code: S1, text: 情境}\n  part: 2\n",
    "true_false": "  key: false\n",
    "numerical": "  units: {t: 公噸, kg: 公斤}\n  key: {value: 12.5, tolerance: 0.1, unit: t}\n",
    "matching": "  rows: {r1: 甲, r2: 乙}\n  targets: {t1: 一, t2: 二}\n  key: {r1: t2, r2: t1}\n",
    "ordering": "  options: {a: 甲, b: 乙, c: 丙}\n  key: [c, a, b]\n",
    "short_text": "  key: [碳權, carbon credit]\n  max_length: 20\n",
}
_KEYS = {
    "single": [["b"]],
    "multiple": [["a", "c"]],
    "true_false": [["false"]],
    "numerical": [{"value": "12.5", "tolerance": "0.1", "unit": "t"}],
    "matching": [["r1:t2", "r2:t1"]],
    "ordering": [["c", "a", "b"]],
    "short_text": [{"text": "碳權"}, {"text": "carbon credit"}],
}


class ContentKinds(SimpleTestCase):
    def test_every_kind_is_read_without_flaws(self) -> None:
        self.assertEqual(set(_WRITTEN), {kind.value for kind in kinds.REGISTRY})
        for kind, written in _WRITTEN.items():
            with self.subTest(kind=kind):
                (draft,), faults = content_yaml.read_items(f"{_HEAD}  kind: {kind}\n{written}", file="f")
                self.assertEqual((faults, draft.key), ([], _KEYS[kind]))
                self.assertEqual(kinds.get(kind).flaws(draft.body, draft.key), [])

    def test_pinned_and_shared_stem(self) -> None:
        (single,), _ = content_yaml.read_items(f"{_HEAD}  kind: single\n{_WRITTEN['single']}", file="f")
        self.assertEqual([each.pinned for each in kinds.get("single").arranged(single.body)], [False] * 3 + [True])
        (part,), _ = content_yaml.read_items(f"{_HEAD}  kind: multiple\n{_WRITTEN['multiple']}", file="f")
        assert part.stimulus is not None
        self.assertEqual((part.stimulus.code, part.stimulus.text, part.part), ("S1", "情境", 2))

    def test_a_field_of_another_kind_is_named(self) -> None:
        drafts, faults = content_yaml.read_items(
            f"{_HEAD}  kind: true_false\n  key: maybe\n  rows: {{r: 甲}}\n", file="f"
        )
        self.assertEqual(
            (drafts, [(fault.code, fault.place.field) for fault in faults]),
            ([], [("unknown_field", "rows"), ("not_flag", "key")]),
        )
