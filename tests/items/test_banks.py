"""Items looked at together: repetitions by use and shared stem, figures of pools, items under the wrong subject."""

from dataclasses import replace

from django.test import SimpleTestCase

from question_bank.items.analysis import banks, subjects
from question_bank.items.rules import pools
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from tests.support import items

LIVING = frozenset({"approved"})
OWN = StimulusDraft("G-1", "示範工廠的用電資料。")
OTHER = StimulusDraft("G-2", "示範學校的用電資料。")


def part(code: str, stimulus: StimulusDraft | None, *texts: str) -> ItemDraft:
    return items.draft(code=code, stimulus=stimulus, part=1, stem=texts[0], body={"options": items.options(*texts[1:])})


class Repetitions(SimpleTestCase):
    def codes(self, *drafts: ItemDraft) -> list[str]:
        return [finding.code for finding in banks.repetitions(drafts).findings]

    def test_likeness_and_use_decide_the_finding(self) -> None:
        one = items.draft()
        near = items.draft(code="GC-U01-P02", stem=one.stem.replace("示範", "某座"))
        sample = replace(near, code="GC-U01-D01", use="sample")
        secure = replace(near, code="GC-U01-S01", use="secure")
        same_stem = items.draft(code="GC-U01-P03", body={"options": items.options("冷媒", "鍋爐", "里程", "水質")})
        for other, code in (
            (replace(one, code="GC-U01-P09"), "duplicate"),
            (near, "near_duplicate"),
            (sample, "near_duplicate"),
            (secure, "near_duplicate_across"),
            (same_stem, "same_stem"),
        ):
            with self.subTest(code=code, use=other.use):
                self.assertEqual(self.codes(one, other), [code])

    def test_parts_of_shared_stems(self) -> None:
        texts = ("簡單回收期最接近幾年？", "1年", "2年", "3年", "4年")
        numbers = ("簡單回收期最接近幾年？", "5年", "6年", "7年", "8年")
        one = part("A", OWN, *texts)
        for other, codes in (
            (part("B", None, *numbers), ["same_pattern"]),
            (part("B", OWN, *numbers), []),
            (part("B", OTHER, *numbers), []),
            (part("B", OTHER, *texts), ["duplicate"]),
        ):
            with self.subTest(other=other.stimulus, codes=codes):
                self.assertEqual(self.codes(one, other), codes)

    def test_kinds_without_options_are_compared_by_their_stems(self) -> None:
        one = items.draft(kind="true_false", body={}, key=[["true"]], stem="外購電力的排放屬於能源間接排放。")
        other = replace(one, code="GC-U01-P02", key=[["false"]])
        self.assertEqual(self.codes(one, other), ["duplicate"])


class Figures(SimpleTestCase):
    def codes(self, drafts: list[ItemDraft]) -> list[tuple[str, bool]]:
        found = pools.findings(pools.figures(drafts, states=LIVING))
        return sorted({(finding.code, finding.is_fault) for finding in found})

    def keyed(self, count: int, a: int) -> list[ItemDraft]:
        """Items with a share of keys a, the others spread evenly."""
        drafts = items.drafts(count)
        keys = ["a"] * a + [letter for _ in range(count) for letter in "bcd"][: count - a]
        return [replace(draft, key=[[key]]) for draft, key in zip(drafts, keys, strict=True)]

    def test_a_far_too_frequent_letter_is_a_fault_a_slight_excess_a_warning(self) -> None:
        self.assertEqual(self.codes(self.keyed(40, 10)), [])
        self.assertEqual(self.codes(self.keyed(40, 14)), [("key_balance", False)])
        self.assertEqual(self.codes(self.keyed(40, 24)), [("key_balance", False), ("key_balance", True)])
        self.assertEqual(self.codes(self.keyed(19, 19)), [])  # too few to judge

    def test_bounds_follow_the_number_of_options(self) -> None:
        def shortened(draft: ItemDraft, key: str) -> ItemDraft:
            return replace(draft, body={"options": items.options(*(t for _, t in draft.options[:2]))}, key=[[key]])

        even = [shortened(draft, "ab"[n % 2]) for n, draft in enumerate(items.drafts(24))]
        self.assertEqual(self.codes(even), [])
        (figures,) = pools.figures(even, states=LIVING)
        self.assertEqual((figures.options, dict(figures.keys)), (2, {"a": 12, "b": 12}))

    def test_statements(self) -> None:
        for true, codes in ((12, []), (17, [("true_share", False)]), (22, [("true_share", True)])):
            with self.subTest(true=true):
                drafts = [
                    replace(draft, kind="true_false", body={}, key=[["true" if n < true else "false"]])
                    for n, draft in enumerate(items.drafts(24))
                ]
                self.assertEqual(self.codes(drafts), codes)


class Subjects(SimpleTestCase):
    FIRST, SECOND = "ipas-nz/beginner/L11", "ipas-nz/beginner/L12"

    def test_an_item_in_the_words_of_another_subject(self) -> None:
        first = [
            (f"碳費徵收對象的第{n}級費率應向環境部繳納多少元？",) for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
        ]
        second = [
            (f"產品碳足跡的第{n}段系統邊界應採用哪些活動數據？",) for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
        ]
        where = [self.FIRST] * 20 + [self.SECOND] * 20
        self.assertEqual(subjects.suspects([*first, *second], where), [])
        where[3] = self.SECOND
        first.append(first[4])
        found = subjects.suspects([*first, *second], [*where[:20], self.FIRST, *where[20:]])
        self.assertEqual([(each.item, each.subject) for each in found], [(3, self.FIRST)])
        self.assertEqual(subjects.suspects(first[:10] + second[:10], where[:10] + where[20:30]), [])  # too few to tell
