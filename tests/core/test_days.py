import datetime as dt

from django.test import TestCase

from lms.core.calendar import days
from lms.core.models import DayOff
from tests.support.cast import NOW

D = dt.date


def day_off(day: dt.date, *, county: str = "", is_off: bool = True, minute: int = 0) -> DayOff:
    entered = NOW + dt.timedelta(minutes=minute)
    return DayOff.objects.create(day=day, county=county, is_off=is_off, name="測試", entered_at=entered)


class DaysTest(TestCase):
    def test_vectors_of_the_rule_book(self) -> None:
        working = [
            (D(2025, 8, 30), D(2025, 9, 19)),
            (D(2025, 11, 22), D(2025, 12, 12)),
            (D(2025, 9, 13), D(2025, 10, 7)),
        ]
        working += [(D(2026, 8, 29), D(2026, 9, 18)), (D(2026, 9, 12), D(2026, 10, 6))]
        for start, end in working:
            with self.subTest(start=start):
                self.assertEqual(days.working_day_after(start, 15), end)
        periods = [(D(2025, 9, 10), D(2025, 10, 13)), (D(2025, 12, 2), D(2026, 1, 2)), (D(2026, 1, 27), D(2026, 2, 26))]
        for received, end in [*periods, (D(2026, 3, 5), D(2026, 4, 7))]:
            with self.subTest(received=received):
                self.assertEqual(days.period_end(received, 30), end)

    def test_a_disaster_day_moves_the_date(self) -> None:
        day_off(D(2026, 9, 8))
        self.assertEqual(days.working_day_after(D(2026, 8, 29), 15), D(2026, 9, 21))

    def test_a_countys_day_off_counts_there_only(self) -> None:
        day_off(D(2026, 9, 8), county="TAO")
        found = {county: days.working_day_after(D(2026, 8, 29), 15, county=county) for county in ("", "TAO", "TPE")}
        self.assertEqual(found, {"": D(2026, 9, 18), "TAO": D(2026, 9, 21), "TPE": D(2026, 9, 18)})

    def test_the_newest_row_decides_and_the_county_goes_first(self) -> None:
        day = D(2026, 9, 8)
        day_off(day)
        day_off(day, is_off=False, minute=1)
        self.assertTrue(days.is_working_day(day))
        day_off(day, county="TAO")
        self.assertEqual([days.is_working_day(day, county=c) for c in ("", "TAO")], [True, False])

    def test_a_computed_day_off_can_be_taken_back(self) -> None:
        christmas = D(2026, 12, 25)
        self.assertFalse(days.is_working_day(christmas))
        day_off(christmas, is_off=False)
        self.assertTrue(days.is_working_day(christmas))

    def test_one_query_however_many_rows(self) -> None:
        for offset in range(3):
            day_off(D(2026, 9, 8) + dt.timedelta(days=offset), county="TAO")
            with self.assertNumQueries(1):
                days.working_day_after(D(2026, 8, 29), 15, county="TAO")

    def test_years_outside_the_calendar_are_refused(self) -> None:
        for start, n in ((D(1990, 1, 1), 5), (D(2100, 12, 30), 5), (D(9999, 12, 30), 5)):
            with self.subTest(start=start), self.assertRaises(days.OutOfCalendar):
                days.working_day_after(start, n)
