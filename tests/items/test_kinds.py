"""Every kind: what is a flaw, what can be an answer, what share an answer earns."""

import itertools
import random
from fractions import Fraction
from typing import Any
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules import kinds
from tests.support.items import options
from tests.support.kinds import SAMPLES

ALL, PARTIAL, MINUS = Credit.ALL_OR_NOTHING, Credit.PARTIAL, Credit.RIGHT_MINUS_WRONG
FOUR = {"options": options("甲", "乙", "丙", "丁")}
PAIRS = SAMPLES[ItemKind.MATCHING].body


def flaws(kind: str, body: Any, key: Any) -> list[str]:
    return [flaw.code for flaw in kinds.get(kind).flaws(body, key)]


class RegistryTest(TestCase):
    def test_every_kind_has_its_strategy(self) -> None:
        self.assertEqual(set(kinds.REGISTRY), set(ItemKind))
        for kind, strategy in kinds.REGISTRY.items():
            self.assertIs(strategy.kind, kind)
        with self.assertRaises(ValueError):
            kinds.get("essay")

    def test_samples_have_no_flaw_and_accept_their_answers(self) -> None:
        for kind, sample in SAMPLES.items():
            with self.subTest(kind):
                strategy = kinds.get(kind)
                self.assertEqual(strategy.flaws(sample.body, sample.key), [])
                for response in (sample.right, sample.partly, sample.wrong, ()):
                    self.assertTrue(strategy.accepts(sample.body, response), response)


class FlawTest(TestCase):
    def test_each_flaw_is_named(self) -> None:
        twice = {"options": [{"id": "a", "text": "甲"}, {"id": "a", "text": "乙"}]}
        odd = {"options": [{"id": "a b", "text": "甲"}, {"id": "c", "text": "乙"}]}
        empty = {"options": [{"id": "a", "text": " "}, {"id": "b", "text": "乙"}]}
        table: list[tuple[str, Any, Any, list[str]]] = [
            ("single", FOUR, [["a"]], []),
            ("single", FOUR, [["a"], ["b"]], []),
            ("single", None, [["a"]], ["shape", "key_unknown"]),
            ("single", {"options": "abcd"}, [["a"]], ["shape", "key_unknown"]),
            ("single", {"options": options("甲")}, [["a"]], ["count"]),
            ("single", twice, [["a"]], ["id_repeated"]),
            ("single", odd, [["c"]], ["id_shape"]),
            ("single", empty, [["b"]], ["empty_text"]),
            ("single", FOUR, [], ["key_shape"]),
            ("single", FOUR, [[]], ["key_shape"]),
            ("single", FOUR, "a", ["key_shape"]),
            ("single", FOUR, [["a", "b"]], ["key_count"]),
            ("single", FOUR, [["e"]], ["key_unknown"]),
            ("multiple", FOUR, [["a", "b"]], []),
            ("multiple", FOUR, [["a", "a"]], ["key_unknown"]),
            ("multiple", FOUR, [["a", "e"]], ["key_unknown"]),
            ("true_false", {}, [["true"]], []),
            ("true_false", {}, [["yes"]], ["key_unknown"]),
            ("true_false", {}, None, ["key_shape"]),
            ("numerical", {"units": []}, [{"value": "3.14", "tolerance": "0.01"}], []),
            ("numerical", {}, [{"value": "many"}], ["key_number"]),
            ("numerical", {}, [{"value": "1", "tolerance": "-1"}], ["key_tolerance"]),
            ("numerical", {}, [{"value": "1", "unit": "kg"}], ["key_unit"]),
            ("numerical", SAMPLES[ItemKind.NUMERICAL].body, [{"value": "1"}], ["key_unit"]),
            ("numerical", {}, [], ["key_shape"]),
            ("numerical", None, [{"value": "1"}], ["shape"]),
            ("matching", PAIRS, [["r1:t1", "r2:t2"]], []),
            ("matching", PAIRS, [["r1:t1"]], ["key_incomplete"]),
            ("matching", PAIRS, [["r1:t1", "r2:t9"]], ["key_unknown"]),
            ("matching", PAIRS, [["r1:t1", "r1:t2"]], ["key_unknown"]),
            ("matching", PAIRS, {}, ["key_shape"]),
            ("ordering", FOUR, [["d", "c", "b", "a"]], []),
            ("ordering", FOUR, [["d", "c", "b"]], ["key_order"]),
            ("ordering", FOUR, None, ["key_shape"]),
            ("short_text", {"max_length": 10}, [{"text": "淨零"}], []),
            ("short_text", {"max_length": 0}, [{"text": "淨零"}], ["max_length"]),
            ("short_text", {"max_length": 10}, [{"text": " * "}], ["key_empty"]),
            ("short_text", {"max_length": 10}, [], ["key_shape"]),
        ]
        for kind, body, key, expected in table:
            with self.subTest(kind=kind, body=body, key=key):
                self.assertEqual(flaws(kind, body, key), expected)


class AcceptTest(TestCase):
    def test_what_can_be_an_answer(self) -> None:
        units = SAMPLES[ItemKind.NUMERICAL].body
        table: list[tuple[str, Any, tuple[str, ...], bool]] = [
            ("single", FOUR, ("a",), True),
            ("single", FOUR, ("a", "b"), False),
            ("single", FOUR, ("z",), False),
            ("multiple", FOUR, ("b", "a"), True),
            ("multiple", FOUR, ("a", "a"), False),
            ("multiple", FOUR, ("z",), False),
            ("true_false", {}, ("false",), True),
            ("true_false", {}, ("true", "false"), False),
            ("numerical", units, ("3",), True),
            ("numerical", units, ("anything at all", "kg"), True),
            ("numerical", units, ("3", "mile"), False),
            ("numerical", units, ("3", "kg", "t"), False),
            ("numerical", units, ("9" * 41,), False),
            ("matching", PAIRS, ("r1:t3", "r2:t3"), True),
            ("matching", PAIRS, ("r1:t1", "r1:t2"), False),
            ("matching", PAIRS, ("r1",), False),
            ("matching", PAIRS, ("r1:t1:t2",), False),
            ("ordering", FOUR, ("d", "c", "b", "a"), True),
            ("ordering", FOUR, ("d", "c", "b"), False),
            ("ordering", FOUR, ("a", "a", "b", "c"), False),
            ("short_text", {"max_length": 3}, ("淨零排",), True),
            ("short_text", {"max_length": 3}, ("淨零排放",), False),
            ("short_text", {}, ("甲", "乙"), False),
        ]
        for kind, body, response, expected in table:
            with self.subTest(kind=kind, response=response):
                self.assertIs(kinds.get(kind).accepts(body, response), expected)
                self.assertTrue(kinds.get(kind).accepts(body, ()))


class HardKeyTest(TestCase):
    """Keys that have no flaw mark every response at once: nothing that a writer or a file says stops a marking."""

    def test_many_stars_are_compared_in_one_pass(self) -> None:
        words = kinds.get("short_text")
        key = [{"text": "*甲" * 40}]
        self.assertEqual(words.flaws({"max_length": 200}, key), [])
        for response, expected in [("甲" * 199 + "乙", 0), ("甲" * 200, 1), ("乙甲" * 40, 1), ("甲" * 39, 0)]:
            with self.subTest(response[:6]):
                self.assertEqual(words.share({"max_length": 200}, key, (response,), ALL), expected)

    def test_stars_stand_for_anything_and_nothing_overlaps(self) -> None:
        words = kinds.get("short_text")
        table = [
            ("*", "甲", 1),
            ("甲*", "甲", 1),
            ("甲*甲", "甲", 0),
            ("甲*甲", "甲甲", 1),
            ("甲*乙*丙", "甲丙乙丙", 1),
            ("甲*乙*丙", "甲丙丙", 0),
            ("*乙*", "甲乙丙", 1),
            ("ab*ba", "aba", 0),
            ("\\*甲*", "*甲乙", 1),
            ("\\*甲*", "乙甲乙", 0),
        ]
        for text, response, expected in table:
            with self.subTest(text=text, response=response):
                self.assertEqual(words.share({}, [{"text": text}], (response,), ALL), expected)

    def test_a_number_without_a_flaw_can_be_marked(self) -> None:
        numbers = kinds.get("numerical")
        for value, tolerance in [
            ("1,234", "0"),
            ("１２３４", "０"),
            ("1 234", "0.0"),
            ("1234", "1 000"),
            ("−1", "1,235"),
        ]:
            key = [{"value": value, "tolerance": tolerance}]
            with self.subTest(value=value, tolerance=tolerance):
                self.assertEqual(numbers.flaws({}, key), [])
                self.assertEqual(numbers.share({}, key, ("1234",), ALL), 1)
                self.assertEqual(numbers.share({}, key, ("9" * 20,), ALL), 0)


class ShareTest(TestCase):
    def test_shares_under_each_policy(self) -> None:
        half, third, quarter = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
        pairs3 = {"rows": options("甲", "乙", "丙"), "targets": options("一", "二", "三")}
        right3 = [["a:a", "b:b", "c:c"]]
        table: list[tuple[str, Any, Any, tuple[str, ...], tuple[Any, Any, Any]]] = [
            ("multiple", FOUR, [["a", "c"]], ("c", "a"), (1, 1, 1)),
            ("multiple", FOUR, [["a", "c"]], ("a",), (0, Fraction(3, 4), half)),
            ("multiple", FOUR, [["a", "c"]], ("a", "b"), (0, half, 0)),
            ("multiple", FOUR, [["a", "c"]], ("a", "b", "c"), (0, Fraction(3, 4), half)),
            ("multiple", FOUR, [["a", "c"]], ("b", "d"), (0, 0, 0)),
            ("multiple", FOUR, [["a"], ["b", "d"]], ("b",), (0, Fraction(3, 4), half)),
            ("matching", pairs3, right3, ("a:a", "b:b", "c:c"), (1, 1, 1)),
            ("matching", pairs3, right3, ("a:a",), (0, third, third)),
            ("matching", pairs3, right3, ("a:a", "b:c"), (0, third, 0)),
            ("ordering", FOUR, [["a", "b", "c", "d"]], ("a", "b", "d", "c"), (0, half, 0)),
            ("ordering", FOUR, [["a", "b", "c", "d"]], ("b", "c", "d", "a"), (0, 0, 0)),
            ("ordering", FOUR, [["a", "b", "c", "d"]], ("a", "c", "d", "b"), (0, quarter, 0)),
            ("single", FOUR, [["a"], ["c"]], ("c",), (1, 1, 1)),
            ("single", FOUR, [["a"], ["c"]], ("b",), (0, 0, 0)),
            ("true_false", {}, [["false"]], ("false",), (1, 1, 1)),
            ("true_false", {}, [["false"]], ("true",), (0, 0, 0)),
        ]
        for kind, body, key, response, expected in table:
            with self.subTest(kind=kind, response=response):
                found = tuple(kinds.get(kind).share(body, key, response, credit) for credit in (ALL, PARTIAL, MINUS))
                self.assertEqual(found, expected)

    def test_numbers(self) -> None:
        key = [{"value": "1234.5", "tolerance": "0.5"}, {"value": "-2e3"}]
        for text, earned in [
            ("1234.5", 1),
            ("1,234.5", 1),
            ("１２３４．９", 1),
            ("1235.0", 1),
            ("1235.1", 0),
            ("−2000", 1),
            ("-2.0E3", 1),
            ("NaN", 0),
            ("Infinity", 0),
            ("1234.5 公斤", 0),
            ("", 0),
        ]:
            with self.subTest(text):
                self.assertEqual(kinds.get("numerical").share({}, key, (text,), ALL), earned)

    def test_units_must_be_the_keys_where_several_are_offered(self) -> None:
        sample = SAMPLES[ItemKind.NUMERICAL]
        one = {"units": sample.body["units"][:1]}
        for body, response, earned in [
            (sample.body, ("500", "kg"), 1),
            (sample.body, ("500", "t"), 0),
            (sample.body, ("500",), 0),
            (one, ("500",), 1),
        ]:
            with self.subTest(response=response, units=len(body["units"])):
                self.assertEqual(kinds.get("numerical").share(body, sample.key, response, ALL), earned)

    def test_words(self) -> None:
        for key, text, earned in [
            ({"text": "CO2 當量"}, "ｃｏ２當量", 1),
            ({"text": "Net Zero"}, "net  zero ", 1),
            ({"text": "net zero"}, "netzero", 0),
            ({"text": "Net Zero", "exact": True}, "net zero", 0),
            ({"text": "溫室*"}, "溫室氣體", 1),
            ({"text": "溫室\\*"}, "溫室氣體", 0),
            ({"text": "溫室\\*"}, "溫室*", 1),
            ({"text": "a.c"}, "abc", 0),
        ]:
            with self.subTest(key=key, text=text):
                self.assertEqual(kinds.get("short_text").share({}, [key], (text,), ALL), earned)


SUBSETS = [subset for size in range(5) for subset in itertools.combinations("abcd", size)]
ORDERS = list(itertools.permutations("abcd"))
MATCHES = [
    tuple(f"{row}:{target}" for row, target in zip(("r1", "r2"), pair, strict=True) if target)
    for pair in itertools.product(("", "t1", "t2", "t3"), repeat=2)
]
GIVEN = {ItemKind.MULTIPLE: SUBSETS, ItemKind.ORDERING: ORDERS, ItemKind.MATCHING: MATCHES}
CASES = [(kind, response) for kind, responses in GIVEN.items() for response in responses]
CASES += [(kind, each) for kind, sample in SAMPLES.items() for each in (sample.right, sample.wrong, sample.partly, ())]


class PropertyTest(TestCase):
    @given(st.sampled_from(CASES), st.integers(0, 999))
    def test_what_holds_for_every_answer(self, case: tuple[ItemKind, tuple[str, ...]], seed: int) -> None:
        dice = random.Random(seed)
        kind, response = case
        sample, strategy = SAMPLES[kind], kinds.get(kind)
        shares = {credit: strategy.share(sample.body, sample.key, response, credit) for credit in Credit}
        self.assertTrue(all(0 <= share <= 1 for share in shares.values()))
        self.assertGreaterEqual(shares[PARTIAL], shares[ALL])
        self.assertGreaterEqual(shares[PARTIAL], shares[MINUS])
        shuffled = {name: dice.sample(each, len(each)) for name, each in sample.body.items() if isinstance(each, list)}
        body = {**sample.body, **shuffled}
        for credit, share in shares.items():
            self.assertEqual(strategy.share(body, sample.key, response, credit), share)
        if kind in (ItemKind.MULTIPLE, ItemKind.MATCHING):
            mixed = tuple(dice.sample(response, len(response)))
            self.assertEqual(strategy.share(body, sample.key, mixed, PARTIAL), shares[PARTIAL])

    def test_a_full_answer_earns_all_and_a_blank_one_nothing(self) -> None:
        for (kind, sample), credit in itertools.product(SAMPLES.items(), Credit):
            with self.subTest(kind=kind, credit=credit):
                strategy = kinds.get(kind)
                self.assertEqual(strategy.share(sample.body, sample.key, strategy.model_answer(sample.key), credit), 1)
                self.assertEqual(strategy.share(sample.body, sample.key, (), credit), 0)
                self.assertFalse(strategy.is_answered(sample.body, ()))
                self.assertTrue(strategy.is_answered(sample.body, sample.right))

    def test_blanks_are_no_answer(self) -> None:
        for kind, response in [("short_text", (" 　",)), ("numerical", ("", "kg")), ("numerical", ("  ",))]:
            with self.subTest(kind=kind, response=response):
                self.assertFalse(kinds.get(kind).is_answered(SAMPLES[ItemKind(kind)].body, response))
