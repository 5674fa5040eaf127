"""The order in front of a candidate: sections stay, groups stay together, pinned options stay in place."""

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.delivery.rules import arrangement
from exams.delivery.rules.arrangement import Question
from question_bank.items.rules.kinds.base import Part

OPTIONS = (Part("a", "甲"), Part("b", "乙"), Part("c", "丙", pinned=True), Part("d", "丁"), Part("e", "以上皆非", True))


def intermediate() -> list[Question]:
    """28 single, 10 multiple, 12 parts of four groups (iPAS 中級)."""
    single = [Question(item, OPTIONS, "single") for item in range(1, 29)]
    multiple = [Question(item, OPTIONS, "multiple") for item in range(29, 39)]
    groups = [Question(item, OPTIONS, "groups", (item - 39) // 3, (item - 39) % 3 + 1) for item in range(39, 51)]
    return single + multiple + groups


class ArrangementTest(TestCase):
    @given(st.integers().map(str))
    def test_what_never_moves(self, seed: str) -> None:
        shown = arrangement.arrange(intermediate(), seed)
        items = [each["item"] for each in shown]
        self.assertEqual(sorted(items[:28]), list(range(1, 29)))
        self.assertEqual(sorted(items[28:38]), list(range(29, 39)))
        groups = [items[start : start + 3] for start in range(38, 50, 3)]
        self.assertEqual(sorted(groups), [[39, 40, 41], [42, 43, 44], [45, 46, 47], [48, 49, 50]])
        for each in shown:
            self.assertEqual((each["options"][2], each["options"][4]), ("c", "e"))
            self.assertEqual(sorted(each["options"]), list("abcde"))

    def test_everything_else_moves_with_the_seed(self) -> None:
        orders = [arrangement.arrange(intermediate(), str(seed)) for seed in range(40)]
        self.assertEqual(arrangement.arrange(intermediate(), "7"), orders[7])
        self.assertGreater(len({tuple(each["item"] for each in order[:28]) for order in orders}), 30)
        self.assertGreater(len({order[38]["item"] for order in orders}), 3)
        options = {tuple(next(each["options"] for each in order if each["item"] == 1)) for order in orders}
        self.assertEqual(len(options), 6)

    def test_parts_stand_together_however_the_form_lists_them(self) -> None:
        scattered = [Question(1, (), "groups", 7, 2), Question(2, (), "groups", 8, 1), Question(3, (), "groups", 7, 1)]
        for seed in range(10):
            items = [each["item"] for each in arrangement.arrange(scattered, str(seed))]
            self.assertIn(items, ([3, 1, 2], [2, 3, 1]))
