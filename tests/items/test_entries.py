"""What editors type becomes the body and key of the kind, and comes back unchanged."""

from typing import Any

from django.test import SimpleTestCase

from question_bank.items.enums import ItemKind
from question_bank.items.rules import kinds
from question_bank.items.rules.entries import ENTRIES


def part(id: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text} | more


STORED = {
    ItemKind.SINGLE: [
        ({"options": [part("a", "甲"), part("c", "乙"), part("b", "皆是", pinned=True)]}, [["c"]]),
        ({"options": [part("a", "甲"), part("b", "乙")]}, [["a"], ["b"]]),
    ],
    ItemKind.MULTIPLE: [
        ({"options": [part("a", "甲"), part("b", "乙"), part("c", "丙")]}, [["a", "c"]]),
        ({"options": [part("a", "甲"), part("x", "乙"), part("c", "丙")]}, [["a", "c"], ["x"], ["a", "x"]]),
    ],
    ItemKind.TRUE_FALSE: [({}, [["false"]])],
    ItemKind.NUMERICAL: [
        ({"units": []}, [{"value": "3.14", "tolerance": "0.01"}]),
        ({"units": [part("u1", "公斤")]}, [{"value": "3", "tolerance": "0", "unit": "u1"}]),
        (
            {"units": [part("u1", "公斤"), part("u2", "公噸")]},
            [{"value": "3000", "tolerance": "0", "unit": "u1"}, {"value": "3", "tolerance": "0", "unit": "u2"}],
        ),
    ],
    ItemKind.MATCHING: [
        (
            {"rows": [part("r1", "一"), part("r2", "二")], "targets": [part("t1", "甲"), part("t2", "乙")]},
            [["r1:t2", "r2:t1"], ["r1:t1", "r2:t1"]],
        ),
    ],
    ItemKind.ORDERING: [
        ({"options": [part("a", "甲"), part("b", "乙"), part("c", "丙")]}, [["c", "a", "b"], ["a", "c", "b"]]),
    ],
    ItemKind.SHORT_TEXT: [({"max_length": 20}, [{"text": "淨零"}, {"text": "Net Zero", "exact": True}])],
}


class RoundTrips(SimpleTestCase):
    def test_every_kind_comes_back_unchanged_and_without_flaws(self) -> None:
        self.assertEqual(set(STORED), set(ItemKind))
        for kind, cases in STORED.items():
            for body, key in cases:
                with self.subTest(kind=kind, body=body):
                    self.assertEqual(kinds.get(kind).flaws(body, key), [])
                    rows, values = ENTRIES[kind].typed(body, key)
                    self.assertEqual(ENTRIES[kind].stored(rows, values), (body, key))


class Typing(SimpleTestCase):
    def test_new_parts_get_free_ids_and_blank_rows_are_left_out(self) -> None:
        rows = [part("", "新"), part("a", "甲", right=True), part("", "  "), part("", "乙")]
        self.assertEqual(
            ENTRIES[ItemKind.SINGLE].stored({"options": rows}, {}),
            ({"options": [part("b", "新"), part("a", "甲"), part("c", "乙")]}, [["a"]]),
        )

    def test_a_new_step_of_an_order_is_stored_last(self) -> None:
        rows = [part("b", "乙", stored=2), part("", "新"), part("a", "甲", stored=1)]
        body, key = ENTRIES[ItemKind.ORDERING].stored({"options": rows}, {})
        self.assertEqual((body["options"][-1]["text"], key), ("新", [["b", "c", "a"]]))

    def test_odd_alternatives_are_flaws_not_errors(self) -> None:
        options = [part("a", "甲", right=True), part("b", "乙")]
        body, key = ENTRIES[ItemKind.MULTIPLE].stored({"options": options}, {"others": "A Z；，；b"})
        self.assertEqual(key, [["a"], ["a", "?"], ["b"]])
        self.assertEqual([flaw.code for flaw in kinds.get("multiple").flaws(body, key)], ["key_unknown"])
        rows = {"rows": [part("r1", "一", target="a")], "targets": [part("t1", "甲"), part("t2", "乙")]}
        self.assertEqual(ENTRIES[ItemKind.MATCHING].stored(rows, {"others": "9A"})[1], [["r1:t1"], ["?:t1"]])

    def test_nothing_typed_is_a_flaw(self) -> None:
        for kind, entries in ENTRIES.items():
            body, key = entries.stored({name: [] for name in entries.lists}, {})
            self.assertNotEqual(kinds.get(kind).flaws(body, key), [], kind)
