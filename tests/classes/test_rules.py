"""Availability, learner numbers, weekend timetables."""

import datetime as dt

from django.test import SimpleTestCase

from courses.classes.enums import Availability
from courses.classes.rules import numbers, timetable
from courses.classes.rules.availability import Offer, availability

OPENS = dt.datetime(2026, 11, 1, 1, 0, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)


class Availabilities(SimpleTestCase):
    def test_table(self) -> None:
        cases = (
            (False, 0, OPENS - TICK, Availability.UPCOMING),
            (False, 0, OPENS, Availability.OPEN),
            (False, 39, CLOSES - TICK, Availability.OPEN),
            (False, 40, CLOSES - TICK, Availability.FULL),
            (False, 41, CLOSES - TICK, Availability.FULL),
            (False, 0, CLOSES, Availability.CLOSED),
            (False, 40, CLOSES, Availability.CLOSED),
            (True, 0, OPENS, Availability.CANCELLED),
            (True, 0, CLOSES, Availability.CANCELLED),
        )
        for cancelled, taken, now, expected in cases:
            with self.subTest(cancelled=cancelled, taken=taken, now=now):
                offer = Offer(cancelled, OPENS, CLOSES, 40, taken)
                self.assertEqual(availability(offer, now=now), expected)

    def test_seats_left_is_never_negative(self) -> None:
        self.assertEqual([Offer(False, OPENS, CLOSES, 2, taken).seats_left for taken in (0, 2, 3)], [2, 0, 0])


class LearnerNumbers(SimpleTestCase):
    def test_next(self) -> None:
        for given, expected in (
            ([], "001"),
            (["001", "007"], "008"),
            (["099"], "100"),
            (["999"], "1000"),
            (["X1"], "001"),
        ):
            with self.subTest(given=given):
                self.assertEqual(numbers.next_number(given), expected)


class WeekendTimetables(SimpleTestCase):
    SATURDAY = dt.date(2025, 5, 24)

    def test_the_published_example_runs_from_may_24_to_june_22(self) -> None:
        slots = timetable.weekend_slots(units=16, first_saturday=self.SATURDAY)
        self.assertEqual(len(slots), 16)
        self.assertEqual((slots[0][0].date(), slots[-1][0].date()), (self.SATURDAY, dt.date(2025, 6, 22)))
        self.assertEqual({end - start for start, end in slots}, {dt.timedelta(hours=3)})
        self.assertEqual({start.weekday() for start, _ in slots}, {5, 6})
        self.assertEqual(slots, sorted(set(slots)))

    def test_few_units_leave_the_last_days_free(self) -> None:
        slots = timetable.weekend_slots(units=3, first_saturday=self.SATURDAY)
        self.assertEqual([start.date().day for start, _ in slots], [24, 25, 31])

    def test_refusals(self) -> None:
        for units, start in ((21, self.SATURDAY), (16, dt.date(2025, 5, 23))):
            with self.subTest(units=units), self.assertRaises(timetable.DoesNotFit):
                timetable.weekend_slots(units=units, first_saturday=start)
