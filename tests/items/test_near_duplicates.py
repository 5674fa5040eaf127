"""Pairs of items that say the same: the planted ones are found, the others not, and nothing differs from comparing all."""

import random
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from django.test import SimpleTestCase

from question_bank.items.analysis import joins, near_duplicates, shingles
from question_bank.items.analysis.near_duplicates import Likeness, Pair
from question_bank.items.rules import texts

STEM = "示範工廠盤點二〇二六年外購電力的間接排放時，最適合採用的佐證資料為何？"
OPTIONS = ("台電公司電費單據", "員工出勤名冊", "產品型錄與報價", "廠區空拍照片")
ITEM = (STEM, *OPTIONS)
SUM = ("某廠年用電1,200度，排放係數每度0.5公斤，年排放量為多少公斤？", "600公斤", "700公斤", "800公斤", "900公斤")
RARE = ("李堃先生負責示範農場的碳足跡盤查，應先界定何種範圍？", "系統邊界", "產品價格", "行銷通路", "員工人數")


@dataclass(frozen=True)
class Case:
    name: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    likeness: Likeness | None


CASES = (
    Case("options in another order", ITEM, (STEM, *OPTIONS[::-1]), Likeness.SAME),
    Case("one word changed", ITEM, (STEM.replace("最適合", "最適宜"), *OPTIONS), Likeness.NEAR),
    Case("punctuation and emphasis", ITEM, (STEM.replace("，", ", ").replace("最", "**最**"), *OPTIONS), Likeness.SAME),
    Case("full-width digits", SUM, tuple(each.replace("0", "０").replace("5", "５") for each in SUM), Likeness.SAME),
    Case("numbers in another notation", SUM, (SUM[0].replace("1,200", "0.12萬"), *SUM[1:]), Likeness.SAME),
    Case("other numbers", SUM, (SUM[0].replace("1,200", "1,400"), "700公斤", *SUM[2:]), Likeness.PATTERN),
    Case("a variant character", RARE, (RARE[0].replace("堃", "坤"), *RARE[1:]), Likeness.NEAR),
    Case("a character beyond the basic plane", RARE, (RARE[0].replace("堃", "𡍼"), *RARE[1:]), Likeness.NEAR),
    Case(
        "the same stem, other options",
        ITEM,
        (STEM, "冷媒填充紀錄", "鍋爐檢修", "公務車里程", "廢水水質"),
        Likeness.STEM,
    ),
    Case("another question on the subject", ITEM, ("冷媒逸散屬於哪一類排放源？", "移動", "製程", "逸散", "固定"), None),
    Case(
        "a stem anybody would write",
        ("下列敘述何者正確？", *OPTIONS),
        ("下列敘述何者正確？", "甲", "乙", "丙", "丁"),
        None,
    ),
)


class Planted(SimpleTestCase):
    def test_pairs(self) -> None:
        others = generated(40, seed=3)
        for case in CASES:
            with self.subTest(case.name):
                items = [*others[:20], case.one, *others[20:], case.other]
                found = [(pair.one, pair.other, pair.likeness) for pair in near_duplicates.pairs(items).pairs]
                self.assertEqual(found, [] if case.likeness is None else [(20, 41, case.likeness)])

    def test_a_new_item_against_the_bank(self) -> None:
        bank = near_duplicates.prepared([*generated(40, seed=3), *(case.one for case in CASES[:1])])
        for case in CASES:
            if case.one != ITEM or case.likeness is Likeness.STEM:
                continue
            with self.subTest(case.name):
                found = [(pair.other, pair.likeness) for pair in near_duplicates.against(case.other, bank)]
                self.assertEqual(found, [] if case.likeness is None else [(40, case.likeness)])

    def test_equal_items_are_paired_with_the_first(self) -> None:
        found = near_duplicates.pairs([ITEM, SUM, ITEM, ITEM]).pairs
        self.assertEqual(found, (Pair(0, 2, 1.0, Likeness.SAME), Pair(0, 3, 1.0, Likeness.SAME)))

    def test_numbers_are_matched_within_a_pattern(self) -> None:
        other = (SUM[0].replace("1,200", "1,400"), *SUM[1:])
        near = (other[0].replace("某廠", "某校"), *other[1:])
        found = near_duplicates.pairs([SUM, other, near]).pairs
        self.assertEqual(
            [(pair.one, pair.other, pair.likeness) for pair in found],
            [(1, 2, Likeness.NEAR), (0, 1, Likeness.PATTERN)],
        )

    def test_nothing_to_compare(self) -> None:
        self.assertEqual(near_duplicates.pairs([]).pairs, ())
        self.assertEqual(near_duplicates.pairs([("", ""), ("。",)]).pairs[1:], ())
        self.assertEqual(near_duplicates.against(ITEM, near_duplicates.prepared([])), [])


class Exactness(SimpleTestCase):
    """The fast way finds what comparing every pair finds."""

    def test_patterns_and_trigrams(self) -> None:
        items = [*generated(30, seed=1), ITEM, SUM, RARE, ("a\x01b\x03", "", "，", "½ 萬"), ("",)]
        patterns = shingles.patterns(items)
        self.assertEqual(patterns, [texts.pattern(pieces) for pieces in items])
        grams = shingles.grams([pattern.pieces for pattern in patterns])
        wanted = [texts.shingles(pattern.pieces) for pattern in patterns]
        self.assertEqual([len(each) for each in wanted], grams.sizes.tolist())

    def test_all_pairs(self) -> None:
        for threshold in (Fraction(2, 5), Fraction(3, 5), Fraction(9, 10)):
            for seed in range(3):
                with self.subTest(threshold=threshold, seed=seed):
                    items = varied(generated(60, seed=seed), seed=seed)
                    sets = [texts.shingles(texts.pattern(pieces).pieces) for pieces in items]
                    wanted = {
                        (one, other)
                        for one, other in combinations(range(len(items)), 2)
                        if Fraction(len(sets[one] & sets[other]), len(sets[one] | sets[other])) >= threshold
                    }
                    grams = shingles.grams([pattern.pieces for pattern in shingles.patterns(items)])
                    alike = joins.alike(grams, threshold, most=10**6, work=500)
                    self.assertGreater(len(wanted), 20)
                    self.assertEqual(set(zip(alike.one.tolist(), alike.other.tolist(), strict=True)), wanted)

    def test_a_bank_that_only_repeats_itself_is_cut_short(self) -> None:
        words = ["電", "力", "水", "氣", "油", "煤", "風", "光"]
        items = [(STEM + one + other + third, *OPTIONS) for one in words for other in words for third in words]
        found = near_duplicates.pairs(items, most=1000)
        self.assertEqual((len(found.pairs), found.complete), (1000, False))


def generated(count: int, *, seed: int) -> list[tuple[str, ...]]:
    """Items of invented words, the common ones far more frequent than the rare ones."""
    draw = random.Random(seed)
    words = ["".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(draw.randint(1, 3))) for _ in range(2000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]

    def text(least: int, most: int) -> str:
        return "".join(draw.choices(words, weights, k=draw.randint(least, most)))

    return [(text(10, 30) + "？", *(text(2, 8) for _ in range(4))) for _ in range(count)]


def varied(items: list[tuple[str, ...]], *, seed: int) -> list[tuple[str, ...]]:
    """The items and three more of each, ever further from it."""
    draw = random.Random(seed)
    found = list(items)
    for stem, *options in items:
        for _ in range(3):
            place = draw.randrange(len(stem))
            stem = stem[:place] + "".join(draw.sample("甲乙丙丁戊己庚辛", 4)) + stem[place:]
            found.append((stem, *options))
    return found
