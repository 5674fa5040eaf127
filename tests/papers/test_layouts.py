from unittest import TestCase

from exams.papers.rules import layout_faults, layouts, presets
from exams.papers.rules.layouts import Cell, Constraints, Layout, LayoutUnreadable

TOPICS = ["L211", "L21101", "L21102", "L212", "L21201"]
GOOD = Cell("single", "L211*", "single", 4, 0.3, 0.8)
GROUPS = Cell("groups", "", "choice_group", 4, group_size=3)


class Reading(TestCase):
    def test_what_is_written_is_read_again(self) -> None:
        made = Layout((GOOD, GROUPS), Constraints(3, 2, 0.6, 0.03, False))
        again = layouts.read(layouts.dump_cells(made.cells), layouts.dump_constraints(made.constraints))
        self.assertEqual(again, made)

    def test_the_first_layout_is_cells_of_any_kind(self) -> None:
        read = layouts.read([{"topic": "U01", "count": 3}])
        self.assertEqual(read, Layout((Cell("other", "U01", "", 3),), Constraints()))

    def test_other_shapes_are_refused(self) -> None:
        for cells in (7, {}, {"version": 3, "cells": []}, [{"topic": "U01"}], {"version": 2, "cells": [{"count": 1}]}):
            with self.subTest(cells=cells), self.assertRaises(LayoutUnreadable):
                layouts.read(cells)
        with self.assertRaises(LayoutUnreadable):
            layouts.read([], {"version": 2})

    def test_positions_follow_the_sections(self) -> None:
        made = Layout((GOOD, Cell("single", "L212", "single", 24), Cell("multiple", "", "multiple", 10), GROUPS))
        self.assertEqual(made.sections, (("single", 1, 28), ("multiple", 29, 38), ("groups", 39, 50)))
        self.assertEqual(made.length, 50)

    def test_a_cell_takes_its_topics_and_difficulties(self) -> None:
        for topic, code, takes in (
            ("", "X", True),
            ("L211", "L211", True),
            ("L211", "L21101", False),
            ("L211*", "L21101", True),
            ("L211*", "L212", False),
        ):
            with self.subTest(topic=topic, code=code):
                self.assertEqual(Cell("single", topic, "single", 1).takes_topic(code), takes)
        self.assertEqual([GOOD.takes_difficulty(value) for value in (0.29, 0.3, 0.8, 0.81)], [False, True, True, False])


class Faults(TestCase):
    def codes(self, *cells: Cell, **constraints: object) -> list[tuple[str, int]]:
        found = layout_faults.faults(Layout(cells, Constraints(**constraints)), TOPICS)  # type: ignore[arg-type]
        for fault in found:
            self.assertTrue(fault.text_zh)
            self.assertTrue(fault.text_en)
            self.assertEqual(f"第 {fault.row} 格" in fault.text_zh, fault.row > 0)
            self.assertEqual(f"Cell {fault.row}" in fault.text_en, fault.row > 0)
        return [(fault.code, fault.row) for fault in found]

    def test_a_good_layout_has_none(self) -> None:
        self.assertEqual(self.codes(GOOD, GROUPS), [])

    def test_every_fault_names_its_cell(self) -> None:
        table = {
            "section": Cell("front", "L211", "single", 1),
            "topic": Cell("single", "L3*", "single", 1),
            "kind": Cell("single", "L211", "essay", 1),
            "section_kind": Cell("single", "L211", "multiple", 1),
            "count": Cell("single", "L211", "single", 0),
            "group_size": Cell("groups", "", "group", 1, group_size=1),
            "band": Cell("single", "L211", "single", 1, 0.8, 0.3),
        }
        for code, cell in table.items():
            with self.subTest(code=code):
                self.assertEqual(self.codes(GROUPS, cell), [(code, 2)])
        self.assertEqual(self.codes(Cell("single", "", "single", 1, -0.1, None)), [("band", 1)])
        self.assertEqual(self.codes(Cell("single", "", "single", 1, group_size=3)), [("group_size", 1)])

    def test_the_form_as_a_whole(self) -> None:
        self.assertEqual(self.codes(), [("empty", 0)])
        self.assertEqual(self.codes(Cell("single", "", "single", 201)), [("too_long", 0)])
        self.assertEqual(self.codes(GOOD, GROUPS, Cell("single", "", "single", 2)), [("section_split", 3)])
        self.assertEqual(self.codes(GOOD, GOOD), [("repeated", 2)])

    def test_constraints(self) -> None:
        for name, value in (
            ("exposure_cap", 0),
            ("overlap_limit", -1),
            ("overlap_limit", 5),
            ("difficulty_target", 1.2),
            ("tolerance", 0.0),
        ):
            with self.subTest(name=name, value=value):
                self.assertEqual(self.codes(GOOD, **{name: value}), [(name, 0)])


class Presets(TestCase):
    def test_known_papers_have_fifty_items(self) -> None:
        units = [f"U{number:02}" for number in range(1, 17)]
        green = presets.cells(presets.GREEN, units)
        self.assertEqual([cell.count for cell in green], [4, 4] + [3] * 14)
        self.assertEqual({cell.kind for cell in green}, {"single"})
        beginner = presets.cells(presets.BEGINNER, ["L11", "L11101", "L11102"])
        self.assertEqual([(cell.topic, cell.count) for cell in beginner], [("L11101", 25), ("L11102", 25)])
        intermediate = Layout(presets.cells(presets.INTERMEDIATE, ["L21", *TOPICS]))
        self.assertEqual(intermediate.sections, (("single", 1, 28), ("multiple", 29, 38), ("groups", 39, 50)))
        self.assertEqual(layout_faults.faults(intermediate, TOPICS), ())
        with self.assertRaises(KeyError):
            presets.cells("other", [])
