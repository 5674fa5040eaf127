"""A form against its blueprint, cell by cell."""

from unittest import TestCase

from exams.papers.rules import verdicts
from exams.papers.rules.layouts import Cell, Layout
from exams.papers.rules.verdicts import Place

LAYOUT = Layout(
    (
        Cell("single", "L11*", "single", 2),
        Cell("single", "L11101", "single", 1),
        Cell("groups", "", "group", 1, group_size=2),
    )
)
ONE, OTHER = Place("L11101", "single", None), Place("L11202", "single", None)
PART = Place("L11303", "multiple", 7)


class Verdicts(TestCase):
    def test_each_cell_counts_its_own(self) -> None:
        found = verdicts.of_form(LAYOUT, [ONE, OTHER, OTHER, PART, PART])
        self.assertEqual([(each.wanted, each.found) for each in found], [(2, 2), (1, 1), (2, 2)])
        self.assertTrue(verdicts.is_fulfilled(LAYOUT, [ONE, OTHER, OTHER, PART, PART]))

    def test_an_item_is_not_counted_twice(self) -> None:
        """The only item of L11101 fits both cells; whichever takes it, one place stays empty."""
        found = verdicts.of_form(LAYOUT, [ONE, OTHER, PART, PART])
        self.assertEqual(sum(each.found for each in found), 4)
        self.assertFalse(verdicts.is_fulfilled(LAYOUT, [ONE, OTHER, PART, PART]))

    def test_a_wide_cell_gives_way_to_a_narrow_one(self) -> None:
        """Whatever the order of the items, the narrow cell gets the only item that fits it."""
        for places in ([ONE, OTHER, OTHER, PART, PART], [OTHER, PART, OTHER, ONE, PART]):
            self.assertTrue(all(each.is_met for each in verdicts.of_form(LAYOUT, places)))

    def test_a_part_of_a_group_stands_in_no_single_cell(self) -> None:
        part = Place("L11101", "single", 3)
        self.assertEqual(verdicts.of_form(LAYOUT, [part])[1].found, 0)

    def test_more_than_the_blueprint_asks_is_not_fulfilled(self) -> None:
        self.assertFalse(verdicts.is_fulfilled(LAYOUT, [ONE, OTHER, OTHER, OTHER, PART, PART]))
