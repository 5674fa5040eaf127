"""Dated settings: the approved value of a day, else the declared default of that day, else nothing is invented."""

import datetime as dt

from django.test import TestCase

from lms.core import dated
from lms.core.dated import Default
from tests.support.cast import NOW

KEY = "tests.minutes"
CHANGE = dt.date(2025, 1, 1)


class Lookup(TestCase):
    def setUp(self) -> None:
        dated.declare(
            KEY,
            int,
            defaults=(Default(75), Default(90, CHANGE)),
            label_zh="測試",
            label_en="Test",
            basis="L 級",
            confidence="L",
        )
        self.addCleanup(dated._declared.pop, KEY)

    def approve(self, value: int | None, start: dt.date, end: dt.date | None = None, minutes: int = 0) -> None:
        dated.approve(
            key=KEY,
            value=value,
            effective_from=start,
            effective_to=end,
            basis="公告",
            approver=None,
            now=NOW + dt.timedelta(minutes=minutes),
        )

    def on(self, year: int, month: int, day: int) -> object:
        return dated.value(KEY, on=dt.date(year, month, day))

    def test_defaults_have_their_days_and_are_provisional(self) -> None:
        self.assertEqual((self.on(2024, 12, 31), self.on(2025, 1, 1)), (75, 90))
        self.assertTrue(dated.lookup(KEY, on=CHANGE).provisional)

    def test_an_approved_period_holds_from_its_first_to_its_last_day(self) -> None:
        self.approve(100, dt.date(2026, 3, 1), dt.date(2026, 3, 31))
        days = [dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
        self.assertEqual([dated.value(KEY, on=day) for day in days], [90, 100, 100, 90])
        found = dated.lookup(KEY, on=days[1])
        self.assertEqual((found.provisional, found.basis), (False, "公告"))

    def test_the_latest_start_prevails_and_of_one_start_the_latest_approval(self) -> None:
        self.approve(100, dt.date(2026, 1, 1), minutes=2)
        self.approve(110, dt.date(2026, 6, 1))
        self.approve(120, dt.date(2026, 6, 1), minutes=1)
        self.assertEqual((self.on(2026, 5, 31), self.on(2026, 6, 1)), (100, 120))

    def test_a_blank_can_be_approved_and_is_not_guessed(self) -> None:
        self.approve(None, CHANGE)
        self.assertIsNone(self.on(2026, 1, 1))

    def test_a_history_answers_any_day_with_one_query(self) -> None:
        self.approve(100, dt.date(2026, 6, 1))
        with self.assertNumQueries(1):
            history = dated.History(KEY)
            values = [history.value(KEY, on=dt.date(2026, month, 1)) for month in (5, 6, 7)]
        self.assertEqual(values, [90, 100, 100])

    def test_unknown_keys_and_wrong_types_are_mistakes(self) -> None:
        with self.assertRaises(dated.UnknownSetting):
            dated.value("tests.none", on=CHANGE)
        with self.assertRaises(dated.WrongType):
            dated.approve(key=KEY, value="90", effective_from=CHANGE, basis="公告", approver=None, now=NOW)
