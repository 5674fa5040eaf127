from collections.abc import Sequence
from dataclasses import replace
from unittest import TestCase

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from exams.papers.analysis import assembly
from exams.papers.analysis.assembly import Assembled, Impossible, OutOfTime
from exams.papers.rules import presets
from exams.papers.rules.layouts import Cell, Constraints, Layout
from exams.papers.rules.units import Candidate, Relations
from tests.papers.checker import violations

NONE = Relations()


def items(count: int, *, first: int = 1, topic: str = "T1", kind: str = "single", **more: object) -> list[Candidate]:
    """Single items with difficulties around 0.6."""
    return [
        Candidate(number, f"{topic}-{number:04}", number, topic, kind, **{"difficulty": 0.5 + number % 21 / 100} | more)  # type: ignore[arg-type]
        for number in range(first, first + count)
    ]


def group(
    number: int, *, first: int, kinds: Sequence[str] = ("single", "multiple", "single"), **more: object
) -> list[Candidate]:
    """A shared stem with its parts."""
    return [
        Candidate(
            first + at, f"G{number}-{at}", first + at, "T1", kind, 0.6, stimulus=f"S{number:03}", part=at + 1, **more
        )  # type: ignore[arg-type]
        for at, kind in enumerate(kinds)
    ]


def layout(*cells: Cell, **constraints: object) -> Layout:
    return Layout(cells, Constraints(**constraints))  # type: ignore[arg-type]


TEN = Cell("single", "T1", "single", 10)


class Case(TestCase):
    def assembled(
        self, made: Layout, bank: list[Candidate], relations: Relations = NONE, forms: int = 2, seed: int = 1
    ) -> Assembled:
        """The forms, checked."""
        found = assembly.assemble(made, bank, relations, forms=forms, seed=seed)
        self.assertEqual(len(found.forms), forms)
        self.assertEqual(violations(made, bank, relations, found.forms), [])
        return found

    def refused(
        self, made: Layout, bank: list[Candidate], relations: Relations = NONE, forms: int = 2
    ) -> list[tuple[str, int]]:
        """(code, cell) of every statement; each speaks both languages and says what helps."""
        with self.assertRaises(Impossible) as caught:
            assembly.assemble(made, bank, relations, forms=forms, seed=1)
        for statement in caught.exception.statements:
            self.assertTrue(all([statement.text_zh, statement.text_en, statement.remedy_zh, statement.remedy_en]))
            self.assertGreater(statement.amount, 0)
        return [(statement.code, statement.cell) for statement in caught.exception.statements]


class Forms(Case):
    def test_the_paper_of_the_intermediate_level_in_three_parallel_forms(self) -> None:
        """IPS-5: 1–28 single, 29–38 multiple, 39–50 four groups of three, single or multiple part by part."""
        topics = [f"L21{branch}0{leaf}" for branch in "123" for leaf in "123"]
        bank: list[Candidate] = []
        for topic in topics:
            bank += items(30, first=len(bank) + 1, topic=topic)
            bank += items(12, first=len(bank) + 1, topic=topic, kind="multiple")
        for number in range(20):
            kinds = ("single", "multiple", "short_text" if number < 3 else "single")
            bank += [
                replace(part, topic=topics[number % 9]) for part in group(number, first=len(bank) + 1, kinds=kinds)
            ]
        made = layout(*presets.cells(presets.INTERMEDIATE, topics), difficulty_target=0.6)
        found = self.assembled(made, bank, forms=3)
        self.assertEqual(made.sections, (("single", 1, 28), ("multiple", 29, 38), ("groups", 39, 50)))
        for form in found.forms:
            self.assertEqual([placed.candidate.kind for placed in form[:38]], ["single"] * 28 + ["multiple"] * 10)
            stems = [placed.candidate.stimulus for placed in form[38:]]
            self.assertEqual(stems, [stem for stem in dict.fromkeys(stems) for _ in range(3)])
            self.assertEqual([placed.candidate.part for placed in form[38:]], [1, 2, 3] * 4)
        self.assertLess(found.spread, 0.02)
        self.assertLessEqual(found.gap, assembly.RELATIVE_GAP)

    def test_a_seed_gives_the_same_forms_whatever_the_order_of_the_bank(self) -> None:
        bank, made = items(120), layout(TEN)
        one = self.assembled(made, bank, seed=5)
        self.assertEqual(self.assembled(made, bank[::-1], seed=5).forms, one.forms)
        self.assertNotEqual(self.assembled(made, bank, seed=6).forms, one.forms)

    def test_rarely_used_items_come_first(self) -> None:
        used = items(30, uses=4)
        fresh = items(30, first=101)
        found = self.assembled(layout(TEN), used + fresh)
        self.assertEqual({placed.candidate.uses for form in found.forms for placed in form}, {0})

    def test_items_close_to_the_target_are_tried_next(self) -> None:
        """A sample by chance holds too few of the easy items that the target needs."""
        hard = [replace(item, difficulty=0.2) for item in items(400)]
        easy = [replace(item, difficulty=0.8) for item in items(20, first=1001)]
        found = self.assembled(layout(TEN, difficulty_target=0.8), hard + easy)
        self.assertEqual(found.tried, 80)

    def test_every_item_of_the_bank_is_tried_before_giving_up(self) -> None:
        """The second cell must balance the first, with items far from the target of which chance finds too few."""
        other = Cell("single", "T2", "single", 10)
        bank = items(20, difficulty=0.9) + items(400, first=101, topic="T2", difficulty=0.5)
        bank += items(20, first=1001, topic="T2", difficulty=0.1)
        found = self.assembled(layout(TEN, other, difficulty_target=0.5), bank)
        self.assertEqual(found.tried, 440)

    def test_forms_may_share_what_the_limit_allows(self) -> None:
        found = self.assembled(layout(TEN, overlap_limit=2), items(18))
        shared = {p.candidate.item for p in found.forms[0]} & {p.candidate.item for p in found.forms[1]}
        self.assertEqual(len(shared), 2)

    def test_friends_and_groups_count_as_they_are(self) -> None:
        bank = items(12)
        relations = Relations(friends=frozenset({(1, 2), (2, 3)}), enemies=frozenset({(4, 5), (5, 6)}))
        self.assembled(layout(TEN), bank + items(12, first=21), relations)

    def test_no_time_is_a_failure_with_a_statement(self) -> None:
        with self.assertRaises(OutOfTime) as caught:
            assembly.assemble(layout(TEN), items(3000), NONE, forms=12, seed=1, time_limit=-1.0)
        self.assertIsNone(caught.exception.gap)


class Statements(Case):
    """Every kind of constraint is named when it, and only it, cannot be met."""

    def test_a_short_cell(self) -> None:
        self.assertEqual(self.refused(layout(TEN), items(9)), [("cell_short", 1)])
        second = Cell("multiple", "T2", "multiple", 3)
        self.assertEqual(self.refused(layout(TEN, second), items(40)), [("cell_short", 2)])

    def test_too_few_for_forms_that_share_nothing(self) -> None:
        self.assertEqual(self.refused(layout(TEN), items(19)), [("cell_short", 1)])
        self.assembled(layout(TEN), items(20))

    def test_kind_band_and_topic_make_a_cell_short(self) -> None:
        for cell in (
            Cell("single", "T1", "multiple", 1),
            Cell("single", "T9*", "single", 1),
            Cell("single", "T1", "single", 1, 0.9, 1.0),
        ):
            with self.subTest(cell=cell):
                self.assertEqual(self.refused(layout(cell), items(40)), [("cell_short", 1)])

    def test_what_is_held_back_is_counted_by_reason(self) -> None:
        bank = items(15) + items(5, first=101, uses=3) + items(4, first=201, is_flagged=True)
        bank += items(3, first=301, is_locked=True)
        with self.assertRaises(Impossible) as caught:
            assembly.assemble(layout(TEN, exposure_cap=3), bank, NONE, forms=2, seed=1)
        cell = caught.exception.coverage[0]
        self.assertEqual(
            (cell.wanted_in_all, cell.fitting, cell.available, cell.blocked),
            (20, 27, 15, {"exposure": 5, "flag": 4, "lock": 3}),
        )
        statement = caught.exception.statements[0]
        self.assertIn("5 已達曝光上限、4 有待處理的標記、3 封存中", statement.text_zh)
        self.assertEqual(statement.amount, 5)
        self.assertIn("raise the exposure cap; clear the items' flags", statement.remedy_en)
        self.assembled(layout(TEN, exposure_cap=4), bank)
        self.assembled(layout(TEN, exposure_cap=3, exclude_flagged=False), items(20, is_flagged=True))

    def test_cells_that_draw_on_the_same_items(self) -> None:
        made = layout(TEN, Cell("single", "T*", "single", 5))
        self.assertEqual(self.refused(made, items(12), forms=1)[0][0], "cell_shared")
        self.assembled(made, items(15), forms=1)

    def test_enemies(self) -> None:
        everybody = frozenset((one, two) for one in range(1, 11) for two in range(one + 1, 11))
        found = self.refused(layout(TEN), items(12), Relations(enemies=everybody), forms=1)
        self.assertEqual(found, [("enemies", 0)])

    def test_friends(self) -> None:
        """Fifteen friends never fit a cell of ten."""
        chain = frozenset((number, number + 1) for number in range(1, 15))
        self.assertEqual(self.refused(layout(TEN), items(20), Relations(friends=chain), forms=1), [("friends", 0)])

    def test_a_friend_that_cannot_be_taken_holds_the_other_back(self) -> None:
        bank = items(9) + items(1, first=50) + items(1, first=60, topic="T7")
        self.assertEqual(
            self.refused(layout(TEN), bank, Relations(friends=frozenset({(50, 60)})), forms=1), [("cell_short", 1)]
        )
        gone = Relations(friends=frozenset({(50, 999)}))
        self.assertEqual(self.refused(layout(TEN), bank, gone, forms=1), [("cell_short", 1)])
        self.assembled(layout(TEN), bank, forms=1)

    def test_exposure_cap(self) -> None:
        """Fifteen items once used: with a cap of two each may stand in one of the forms, twenty places are wanted."""
        made = layout(TEN, Cell("single", "T*", "single", 3), exposure_cap=2, overlap_limit=13)
        bank = items(15, uses=1) + items(5, first=101, topic="T2", uses=1)
        self.assertEqual(self.refused(made, bank)[0][0], "cell_short")
        bank = items(20, uses=1)
        self.assertEqual(self.refused(made, bank), [("exposure_cap", 0)])

    def test_overlap_limit(self) -> None:
        self.assertEqual(self.refused(layout(TEN, overlap_limit=1), items(18)), [("overlap", 0)])
        self.assembled(layout(TEN, overlap_limit=2), items(18))

    def test_difficulty_target(self) -> None:
        bank = items(60, difficulty=0.4)
        self.assertEqual(self.refused(layout(TEN, difficulty_target=0.6), bank), [("difficulty_target", 0)])
        self.assembled(layout(TEN, difficulty_target=0.41), bank)

    def test_forms_of_unequal_difficulty(self) -> None:
        """One of the forms must take the only hard item."""
        bank = [*items(19, difficulty=0.9), *items(1, first=99, difficulty=0.1)]
        self.assertEqual(self.refused(layout(TEN), bank), [("difficulty_spread", 0)])
        self.assembled(layout(TEN, tolerance=0.1), bank)

    def test_groups(self) -> None:
        cell = Cell("groups", "", "choice_group", 2, group_size=3)
        bank = [*group(1, first=1), *group(2, first=11), *group(3, first=21), *group(4, first=31)]
        self.assembled(layout(cell), bank)
        for broken in (
            Relations(incomplete=frozenset({"S004"})),
            Relations(enemies=frozenset({(31, 33)})),
            Relations(friends=frozenset({(31, 777)})),
        ):
            with self.subTest(relations=broken):
                self.assertEqual(self.refused(layout(cell), bank, broken), [("cell_short", 1)])
        other = bank[:9] + group(4, first=31, kinds=("single", "short_text", "single"))
        self.assertEqual(self.refused(layout(cell), other), [("cell_short", 1)])
        self.assembled(layout(replace(cell, kind="group")), other)
        self.assertEqual(self.refused(layout(replace(cell, group_size=2)), bank), [("cell_short", 1)])

    def test_parts_never_stand_alone(self) -> None:
        self.assertEqual(
            self.refused(layout(Cell("single", "T1", "", 1)), group(1, first=1), forms=1), [("cell_short", 1)]
        )


@st.composite
def banks(draw: st.DrawFn) -> tuple[list[Candidate], Relations]:
    """A small bank with groups, uses, flags, locks and relations."""
    bank: list[Candidate] = []
    for number in range(1, draw(st.integers(30, 60))):
        bank.append(
            Candidate(
                number,
                f"I{number:03}",
                number,
                draw(st.sampled_from(["T11", "T12", "T2"])),
                draw(st.sampled_from(["single", "single", "multiple"])),
                draw(st.integers(40, 80)) / 100,
                uses=draw(st.integers(0, 2)),
                is_flagged=draw(st.integers(0, 9)) == 0,
                is_locked=draw(st.integers(0, 15)) == 0,
            )
        )
    for number in range(draw(st.integers(2, 5))):
        bank += group(number, first=100 + 10 * number, uses=draw(st.integers(0, 1)))
    pair = st.tuples(st.integers(1, 30), st.integers(1, 30)).filter(lambda two: two[0] < two[1])
    enemies = draw(st.frozensets(pair, max_size=6))
    friends = draw(st.frozensets(pair, max_size=3))
    return bank, Relations(enemies, friends - enemies)


class Properties(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(banks(), st.integers(1, 3), st.integers(0, 3), st.sampled_from([None, 2, 3]), st.integers(0, 99))
    def test_assembled_forms_keep_every_constraint(
        self, bank: tuple[list[Candidate], Relations], forms: int, overlap: int, cap: int | None, seed: int
    ) -> None:
        made = layout(
            Cell("single", "T1*", "single", 4),
            Cell("single", "", "single", 2, 0.5, 0.8),
            Cell("multiple", "", "multiple", 2),
            Cell("groups", "", "choice_group", 1, group_size=3),
            overlap_limit=overlap,
            exposure_cap=cap,
            tolerance=0.04,
        )
        try:
            found = assembly.assemble(made, *bank, forms=forms, seed=seed)
        except Impossible as impossible:
            self.assertTrue(impossible.statements)
            assume(False)
        self.assertEqual(violations(made, *bank, found.forms), [])
