"""A unit's hours count once all of its lessons are done."""

from django.test import SimpleTestCase

from courses.learning.rules.hours import Hours, UnitWork, count


class Counting(SimpleTestCase):
    def test_table(self) -> None:
        cases = (
            ([], Hours(0, 0, ())),
            ([UnitWork(1, 3, 1, 0)], Hours(0, 3, (1,))),
            ([UnitWork(1, 3, 1, 1)], Hours(3, 3, ())),
            ([UnitWork(1, 3, 2, 1)], Hours(0, 3, (1,))),
            ([UnitWork(1, 3, 0, 0)], Hours(0, 3, (1,))),  # a unit without lessons is not done
            ([UnitWork(2, 3, 1, 0), UnitWork(1, 3, 1, 0), UnitWork(3, 3, 1, 1)], Hours(3, 9, (1, 2))),
        )
        for units, expected in cases:
            with self.subTest(units=units):
                self.assertEqual(count(units), expected)

    def test_completeness(self) -> None:
        self.assertEqual([Hours(3, 3, ()).is_complete, Hours(0, 3, (1,)).is_complete], [True, False])
        self.assertFalse(Hours(0, 0, ()).is_complete)
        self.assertEqual(Hours(3, 48, tuple(range(2, 17))).left, 45)
