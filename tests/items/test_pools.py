"""Defects that only show when items are looked at together."""

from dataclasses import replace

from django.test import SimpleTestCase

from question_bank.items.analysis import banks
from question_bank.items.rules import pools
from tests.support import items


class Pools(SimpleTestCase):
    def codes(self, drafts: list[items.ItemDraft]) -> list[str]:
        return [fault.code for fault in (*pools.faults(drafts), *banks.faults(drafts))]

    def test_a_good_pool_has_no_fault(self) -> None:
        self.assertEqual(self.codes([*items.drafts(24), *items.drafts(24, use="secure")]), [])

    def test_repeated_code(self) -> None:
        one, other = items.drafts(2)
        again = replace(other, code=one.code, file="other.yaml")
        self.assertEqual(self.codes([one, again]), ["code_repeated"])

    def test_same_text_with_shuffled_options(self) -> None:
        one = items.draft()
        again = items.draft(
            code="GC-U01-P02", body={"options": items.options("廠區照片", "電費單據", "員工名冊", "產品型錄")}
        )
        self.assertEqual(self.codes([one, again]), ["duplicate"])

    def test_nearly_same_text_across_uses_is_a_fault_within_a_use_a_warning(self) -> None:
        one = items.draft()
        alike = items.draft(code="GC-U01-P02", stem=one.stem.replace("示範", "某座"))
        secure = replace(alike, code="GC-U01-S01", use="secure")
        self.assertEqual(self.codes([one, alike]), [])
        self.assertEqual([fault.code for fault in banks.warnings([one, alike])], ["near_duplicate"])
        self.assertEqual(self.codes([one, secure]), ["near_duplicate_across"])

    def test_unbalanced_keys(self) -> None:
        drafts = [replace(draft, key=[["a"]]) if n < 12 else draft for n, draft in enumerate(items.drafts(24))]
        self.assertEqual(set(self.codes(drafts)), {"key_balance"})
        self.assertEqual(self.codes(drafts[:19]), [])  # too few to judge

    def test_longest_option_right_too_often(self) -> None:
        def lengthened(draft: items.ItemDraft) -> items.ItemDraft:
            return replace(
                draft,
                body={
                    "options": items.options(
                        *(t + "而且寫得特別長" if o in draft.right else t for o, t in draft.options)
                    )
                },
            )

        drafts = items.drafts(24)
        self.assertEqual(self.codes([*map(lengthened, drafts[:8]), *drafts[8:]]), [])  # 33 %
        self.assertEqual(self.codes([*map(lengthened, drafts[:9]), *drafts[9:]]), ["key_longest"])  # 38 %

    def test_retired_items_do_not_weigh(self) -> None:
        extra = [
            replace(d, key=[["a"]], state="retired", code=f"GC-U01-P{n}")
            for n, d in enumerate(items.drafts(6, use="practice"), 50)
        ]
        other = [
            replace(d, stem=d.stem[::-1], body={"options": items.options(*(t[::-1] for _, t in d.options))})
            for d in extra
        ]
        self.assertEqual(self.codes([*items.drafts(24), *other]), [])

    def test_unequal_options_are_a_warning(self) -> None:
        uneven = items.draft(body={"options": items.options("電費單據" * 3, "名冊", "型錄", "照片")})
        self.assertEqual([fault.code for fault in banks.warnings([uneven])], ["length_ratio"])
        self.assertEqual(banks.warnings([items.draft()]), [])
