import itertools
from dataclasses import replace
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.outcomes.rules import marking, passing
from exams.outcomes.rules.enums import Disposition, MarkReason
from exams.outcomes.rules.marking import ItemMark, key_entry
from question_bank.items.enums import Credit, ItemKind
from tests.support.items import options
from tests.support.kinds import SAMPLES

PAPER = {item: key_entry([["a"]], 200) for item in range(1, 51)}


def answers(right: int, wrong: int | None = None) -> dict[int, list[str]]:
    """A paper with the first ``right`` items right and the rest wrong; ``wrong`` is wrong in any case."""
    given = {item: ["a"] if item <= right else ["b"] for item in PAPER}
    return given if wrong is None else {**given, wrong: ["b"]}


def verdict(points: Decimal) -> str:
    results = [passing.SubjectResult("GC", True, points)]
    return passing.decide_level(results, (), False, passing.green(), 114).verdict


class GreenPaperTest(TestCase):
    def test_thirty_right_pass_and_twenty_nine_do_not(self) -> None:
        for right, points, outcome in [
            (30, 60, "current_round"),
            (29, 58, "not_certified"),
            (50, 100, "current_round"),
        ]:
            with self.subTest(right=right):
                marked = marking.mark(answers(right), PAPER)
                self.assertEqual((marked.points, marked.total), (points, points * 100))
                self.assertEqual(verdict(marked.points), outcome)

    def test_credit_to_all_on_item_12_turns_58_into_60(self) -> None:
        given_answers = answers(30, wrong=12)
        before = marking.mark(given_answers, PAPER)
        changed = {**PAPER, 12: key_entry([["a"]], 200, Disposition.CREDIT_TO_ALL)}
        after = marking.mark(given_answers, changed)
        self.assertEqual((before.points, after.points), (58, 60))
        self.assertEqual(verdict(after.points), "current_round")
        old, new = ItemMark(12, 0, MarkReason.WRONG), ItemMark(12, 200, MarkReason.CREDIT_TO_ALL)
        self.assertEqual(marking.changes(before, after), ((old, new),))


class ItemTest(TestCase):
    def mark_one(self, entry: marking.KeyEntry, response: list[str] | None) -> ItemMark:
        responses = {} if response is None else {"q": response}
        return marking.mark(responses, {"q": entry}).items[0]

    def test_each_disposition(self) -> None:
        single = key_entry([["a"]], 200)
        several = key_entry([["a"], ["c"]], 200, Disposition.SEVERAL)
        multiple = key_entry([["a", "c"]], 200)
        all_four = key_entry([["a", "b", "c", "d"]], 200)
        credit = key_entry([], 200, Disposition.CREDIT_TO_ALL)
        for entry, response, reason in [
            (single, ["a"], MarkReason.CORRECT),
            (single, ["b"], MarkReason.WRONG),
            (single, [], MarkReason.BLANK),
            (single, None, MarkReason.BLANK),
            (single, ["a", "b"], MarkReason.WRONG),
            (several, ["a"], MarkReason.CORRECT),
            (several, ["c"], MarkReason.CORRECT),
            (several, ["b"], MarkReason.WRONG),
            (several, ["a", "c"], MarkReason.WRONG),
            (multiple, ["c", "a"], MarkReason.CORRECT),
            (multiple, ["a"], MarkReason.WRONG),
            (multiple, ["a", "b", "c"], MarkReason.WRONG),
            (all_four, ["a"], MarkReason.WRONG),
            (all_four, ["d", "c", "b", "a"], MarkReason.CORRECT),
            (credit, ["b"], MarkReason.CREDIT_TO_ALL),
            (credit, None, MarkReason.CREDIT_TO_ALL),
        ]:
            with self.subTest(entry=entry, response=response):
                earned = 200 if reason in (MarkReason.CORRECT, MarkReason.CREDIT_TO_ALL) else 0
                self.assertEqual(self.mark_one(entry, response), ItemMark("q", earned, reason))

    def test_credit_does_not_reach_who_did_not_sit(self) -> None:
        key = {"q": key_entry([["a"]], 200, Disposition.CREDIT_TO_ALL)}
        marked = marking.mark({"q": ["a"]}, key, sat=False)
        self.assertEqual((marked.total, marked.items[0].reason), (0, MarkReason.NOT_SAT))

    def test_a_changed_key_may_lower_a_score(self) -> None:
        before = marking.mark({"q": ["a"]}, {"q": key_entry([["a"]], 200)})
        after = marking.mark({"q": ["a"]}, {"q": key_entry([["b"]], 200)})
        self.assertEqual((before.total, after.total), (200, 0))

    def test_points_stay_exact(self) -> None:
        key = {n: key_entry([["a"]], 333) for n in range(3)}
        self.assertEqual(marking.mark({item: ["a"] for item in key}, key).points, Decimal("9.99"))


class KindTest(TestCase):
    def entry(self, kind: ItemKind, credit: Credit, hundredths: int = 200) -> marking.KeyEntry:
        sample = SAMPLES[kind]
        disposition = marking.disposition_of(kind, len(sample.key))
        return key_entry(sample.key, hundredths, disposition, kind=kind, body=sample.body, credit=credit)

    def test_every_kind_under_every_policy(self) -> None:
        for kind, credit in itertools.product(ItemKind, Credit):
            sample, key = SAMPLES[kind], {"q": self.entry(kind, credit)}
            for response, mark in [
                (sample.right, ItemMark("q", 200, MarkReason.CORRECT)),
                ((), ItemMark("q", 0, MarkReason.BLANK)),
            ]:
                with self.subTest(kind=kind, credit=credit, response=response):
                    self.assertEqual(marking.mark({"q": response}, key).items, (mark,))
            everyone = {"q": replace(key["q"], disposition=Disposition.CREDIT_TO_ALL)}
            for response in (sample.right, sample.wrong, ()):
                marked = marking.mark({"q": response}, everyone)
                self.assertEqual(marked.items, (ItemMark("q", 200, MarkReason.CREDIT_TO_ALL),))

    def test_wrong_and_partly_right(self) -> None:
        table = [
            (ItemKind.SINGLE, Credit.PARTIAL, ("a",), 0, MarkReason.WRONG),
            (ItemKind.MULTIPLE, Credit.ALL_OR_NOTHING, ("a",), 0, MarkReason.WRONG),
            (ItemKind.MULTIPLE, Credit.PARTIAL, ("a",), 150, MarkReason.PARTIAL),
            (ItemKind.MULTIPLE, Credit.RIGHT_MINUS_WRONG, ("a",), 100, MarkReason.PARTIAL),
            (ItemKind.MULTIPLE, Credit.RIGHT_MINUS_WRONG, ("a", "b"), 0, MarkReason.WRONG),
            (ItemKind.MATCHING, Credit.PARTIAL, ("r1:t1",), 100, MarkReason.PARTIAL),
            (ItemKind.ORDERING, Credit.PARTIAL, ("a", "b", "d", "c"), 100, MarkReason.PARTIAL),
            (ItemKind.NUMERICAL, Credit.PARTIAL, ("500", "t"), 0, MarkReason.WRONG),
            (ItemKind.NUMERICAL, Credit.PARTIAL, ("", "kg"), 0, MarkReason.BLANK),
            (ItemKind.SHORT_TEXT, Credit.PARTIAL, ("碳酸氣",), 200, MarkReason.CORRECT),
            (ItemKind.SHORT_TEXT, Credit.PARTIAL, ("　",), 0, MarkReason.BLANK),
        ]
        for kind, credit, response, hundredths, reason in table:
            with self.subTest(kind=kind, credit=credit, response=response):
                marked = marking.mark({"q": response}, {"q": self.entry(kind, credit)})
                self.assertEqual(marked.items, (ItemMark("q", hundredths, reason),))

    def test_hundredths_are_rounded_half_up_item_by_item(self) -> None:
        pairs = {"rows": options("甲", "乙", "丙"), "targets": options("一", "二", "三")}
        thirds = key_entry([["a:a", "b:b", "c:c"]], 200, kind=ItemKind.MATCHING, body=pairs, credit=Credit.PARTIAL)
        halves = self.entry(ItemKind.ORDERING, Credit.PARTIAL, 333)
        given_answers = {"one": ("a:a",), "two": ("a:a", "b:b"), "half": ("a", "b", "d", "c")}
        marked = marking.mark(given_answers, {"one": thirds, "two": thirds, "half": halves})
        self.assertEqual([each.hundredths for each in marked.items], [67, 133, 167])
        self.assertEqual(marked.points, Decimal("3.67"))

    def test_several_ways_to_write_a_word_are_one_normal_key(self) -> None:
        self.assertEqual(marking.disposition_of(ItemKind.SHORT_TEXT, 2), Disposition.NORMAL)
        self.assertEqual(marking.disposition_of(ItemKind.SINGLE, 2), Disposition.SEVERAL)
        self.assertEqual(marking.disposition_of(ItemKind.SINGLE, 1), Disposition.NORMAL)


class InputTest(TestCase):
    def test_contradictions_are_refused(self) -> None:
        other = marking.mark({}, {"x": key_entry([["a"]], 1)})
        for wrong in (
            lambda: key_entry([["a"]], -1),
            lambda: key_entry([[]], 200),
            lambda: key_entry([], 200),
            lambda: key_entry([["a"], ["b"]], 200),
            lambda: key_entry([["a"]], 200, Disposition.SEVERAL),
            lambda: marking.mark({"stranger": ["a"]}, PAPER),
            lambda: marking.changes(other, marking.mark({}, PAPER)),
        ):
            with self.assertRaises(ValueError):
                wrong()

    @given(st.dictionaries(st.integers(1, 50), st.lists(st.sampled_from("abcd"), max_size=4)))
    def test_a_total_is_the_sum_of_its_items_and_within_the_paper(self, responses: dict[int, list[str]]) -> None:
        marked = marking.mark(responses, PAPER)
        self.assertEqual(marked.total, sum(each.hundredths for each in marked.items))
        self.assertTrue(0 <= marked.total <= 10_000)
        self.assertEqual([each.item for each in marked.items], list(PAPER))
