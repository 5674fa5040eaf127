from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.papers.rules import drawing
from exams.papers.rules.drawing import Cell, Entry, Gap

POOL = [Entry(f"{topic}-{n:02}", topic, n + base) for topic, base in [("A", 100), ("B", 200)] for n in range(10)]


class DrawTest(TestCase):
    def test_a_seed_gives_one_form_whatever_the_order_of_the_pool(self) -> None:
        cells = [Cell("A", 3), Cell("B", 2)]
        first = drawing.draw(cells, POOL, seed=7)
        self.assertEqual(drawing.draw(cells, POOL[::-1], seed=7), first)
        self.assertNotEqual(drawing.draw(cells, POOL, seed=8), first)

    def test_the_choice_is_the_same_for_ever(self) -> None:
        self.assertEqual(drawing.draw([Cell("A", 3)], POOL, seed=1), GOLDEN)

    def test_cells_come_in_order_with_their_counts(self) -> None:
        drawn = drawing.draw([Cell("B", 4), Cell("A", 1)], POOL, seed=3)
        self.assertEqual([number // 100 for number in drawn], [2, 2, 2, 2, 1])
        self.assertEqual(len(set(drawn)), 5)

    def test_short_cells_are_named(self) -> None:
        cells = [Cell("A", 11), Cell("B", 10), Cell("C", 1)]
        with self.assertRaises(drawing.PoolTooSmall) as caught:
            drawing.draw(cells, POOL, seed=1)
        self.assertEqual(caught.exception.gaps, (Gap("A", 11, 10), Gap("C", 1, 0)))
        self.assertEqual(str(caught.exception), "A: 10 of 11; C: 0 of 1")

    def test_a_topic_has_one_cell_of_at_least_one_item(self) -> None:
        with self.assertRaises(ValueError):
            drawing.draw([Cell("A", 1), Cell("A", 2)], POOL, seed=1)
        with self.assertRaises(ValueError):
            Cell("A", 0)

    def test_parts_of_a_stem_stand_side_by_side_in_their_order(self) -> None:
        parts = {2: ("S", 3), 4: ("S", 1), 6: ("R", 1), 9: ("S", 2)}
        self.assertEqual(drawing.adjacent((1, 2, 3, 4, 6, 9, 7), parts), (1, 4, 9, 2, 3, 6, 7))
        self.assertEqual(drawing.adjacent((3, 1, 2), {}), (3, 1, 2))

    @given(st.lists(st.integers(), unique=True), st.text())
    def test_shuffling_loses_nothing(self, values: list[int], seed: str) -> None:
        self.assertEqual(sorted(drawing.shuffled(values, seed)), sorted(values))


class PointsTest(TestCase):
    def test_equal_points_sum_to_a_hundred_marks(self) -> None:
        self.assertEqual(drawing.equal_points(50), dict.fromkeys(range(1, 51), 200))
        self.assertEqual(drawing.equal_points(3), {1: 3334, 2: 3333, 3: 3333})
        with self.assertRaises(ValueError):
            drawing.equal_points(0)

    def test_given_points_are_checked(self) -> None:
        self.assertEqual(drawing.checked_points({1: 4000, 2: 6000}, 2), {1: 4000, 2: 6000})
        for points in ({1: 4000}, {1: 4000, 2: 5000}, {1: 0, 2: 10_000}, {1: 5000, 3: 5000}):
            with self.subTest(points=points), self.assertRaises(ValueError):
                drawing.checked_points(points, 2)


GOLDEN = (109, 106, 102)
