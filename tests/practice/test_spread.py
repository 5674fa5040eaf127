"""Items of a mock over its topics."""

from django.test import SimpleTestCase

from exams.practice.rules.spread import spread


class SpreadTests(SimpleTestCase):
    def test_shares(self) -> None:
        table = [
            ("the sixteen units", {f"U{n:02}": 4 if n in (5, 6) else 3 for n in range(1, 17)}, 50, None),
            ("two topics", {"L121": 25, "L122": 25}, 50, {"L121": 25, "L122": 25}),
            ("a poor topic is helped out", {"a": 1, "b": 9, "c": 9}, 9, {"a": 1, "b": 4, "c": 4}),
            ("the first topics take the rest", {"a": 9, "b": 9}, 5, {"a": 3, "b": 2}),
            ("a small bank", {"a": 2, "b": 1}, 50, {"a": 2, "b": 1}),
            ("an empty topic", {"a": 2, "b": 0}, 50, {"a": 2}),
            ("nothing", {}, 50, {}),
        ]
        for name, available, total, expected in table:
            with self.subTest(name):
                self.assertEqual(spread(available, total), expected if expected is not None else available)
