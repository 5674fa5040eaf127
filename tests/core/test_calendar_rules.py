from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from lms.core.calendar import rules
from lms.core.calendar.seed import weekday_days_off

DAYS_OFF = {**weekday_days_off(2025), **weekday_days_off(2026)}


class WorkingDaysTest(TestCase):
    def test_results_are_due_on_the_fifteenth_working_day(self) -> None:
        for tested, due in [
            (date(2025, 8, 30), date(2025, 9, 19)),
            (date(2025, 11, 22), date(2025, 12, 12)),
            (date(2025, 9, 13), date(2025, 10, 7)),
            (date(2026, 8, 29), date(2026, 9, 18)),
            (date(2026, 9, 12), date(2026, 10, 6)),
        ]:
            with self.subTest(tested=tested):
                self.assertEqual(rules.add_working_days(tested, 15, DAYS_OFF), due)

    def test_a_disaster_day_moves_the_promise(self) -> None:
        days_off = {*DAYS_OFF, date(2026, 9, 8)}
        self.assertEqual(rules.add_working_days(date(2026, 8, 29), 15, days_off), date(2026, 9, 21))

    def test_real_releases_count_as_published(self) -> None:
        for tested, released, nth in [
            (date(2025, 8, 30), date(2025, 9, 10), 8),
            (date(2025, 11, 22), date(2025, 12, 2), 7),
        ]:
            with self.subTest(tested=tested):
                self.assertEqual(rules.add_working_days(tested, nth, DAYS_OFF), released)
                self.assertEqual(rules.count_working_days(tested, released, DAYS_OFF), nth)

    def test_nothing_has_passed_on_the_day_itself(self) -> None:
        self.assertEqual(rules.count_working_days(date(2026, 9, 1), date(2026, 9, 1), DAYS_OFF), 0)

    def test_working_days_are_counted_from_one(self) -> None:
        for n in (0, -1):
            with self.subTest(n=n), self.assertRaises(ValueError):
                rules.add_working_days(date(2026, 9, 1), n, DAYS_OFF)

    def test_weekends_and_days_off_are_not_worked(self) -> None:
        for day, worked in [
            (date(2026, 9, 24), True),
            (date(2026, 9, 25), False),
            (date(2026, 9, 26), False),
            (date(2026, 9, 27), False),
        ]:
            with self.subTest(day=day):
                self.assertEqual(rules.is_working_day(day, DAYS_OFF), worked)


class PeriodTest(TestCase):
    def test_thirty_days_end_on_a_working_day(self) -> None:
        for received, last in [
            (date(2025, 9, 10), date(2025, 10, 13)),
            (date(2025, 12, 2), date(2026, 1, 2)),
            (date(2026, 1, 27), date(2026, 2, 26)),
            (date(2026, 3, 5), date(2026, 4, 7)),
        ]:
            with self.subTest(received=received):
                self.assertEqual(rules.period_end(received, 30, DAYS_OFF), last)

    def test_a_period_has_at_least_one_day(self) -> None:
        with self.assertRaises(ValueError):
            rules.period_end(date(2026, 1, 1), 0, DAYS_OFF)

    def test_months_and_years_end_on_an_existing_day(self) -> None:
        for day, months, later in [
            (date(2026, 2, 16), 3, date(2026, 5, 16)),
            (date(2025, 11, 30), 3, date(2026, 2, 28)),
            (date(2026, 12, 31), 2, date(2027, 2, 28)),
            (date(2026, 5, 31), -3, date(2026, 2, 28)),
        ]:
            with self.subTest(day=day, months=months):
                self.assertEqual(rules.add_months(day, months), later)
        self.assertEqual(rules.add_years(date(2024, 2, 29), 1), date(2025, 2, 28))


class SeedTest(TestCase):
    def test_second_half_of_2025(self) -> None:
        expected = [(9, 29), (10, 6), (10, 10), (10, 24), (12, 25)]
        found = [(day.month, day.day) for day in weekday_days_off(2025) if day.month >= 7]
        self.assertEqual(found, expected)

    def test_2026(self) -> None:
        expected = [(1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 27), (4, 3), (4, 6), (5, 1)]
        expected += [(6, 19), (9, 25), (9, 28), (10, 9), (10, 26), (12, 25)]
        self.assertEqual([(day.month, day.day) for day in weekday_days_off(2026)], expected)

    def test_2026_has_120_days_off_with_weekends(self) -> None:
        days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
        self.assertEqual(sum(not rules.is_working_day(day, DAYS_OFF) for day in days), 120)

    def test_every_day_has_its_chinese_name(self) -> None:
        names = weekday_days_off(2026)
        self.assertEqual(names[date(2026, 2, 20)], "小年夜（補假）")
        self.assertEqual(names[date(2026, 9, 28)], "孔子誕辰紀念日")
        self.assertEqual(weekday_days_off(2027)[date(2027, 2, 4)], "小年夜")


class RocDateTest(TestCase):
    def test_reads_every_written_form(self) -> None:
        for text, day in [
            ("114/08/30", date(2025, 8, 30)),
            ("113/02/29", date(2024, 2, 29)),
            ("100/01/01", date(2011, 1, 1)),
            ("103/8/19", date(2014, 8, 19)),
            ("114年9月10日", date(2025, 9, 10)),
            ("民國 114 年 9 月 10 日", date(2025, 9, 10)),
            ("中華民國１１４年９月１０日", date(2025, 9, 10)),
            ("99.12.31", date(2010, 12, 31)),
            (" 1/1/1 ", date(1912, 1, 1)),
        ]:
            with self.subTest(text=text):
                self.assertEqual(rules.parse_roc_date(text), day)

    def test_refuses_with_the_reason_in_both_languages(self) -> None:
        for text, code, zh, en in [
            ("114/02/29", "roc_date_impossible", "只有 28 天", "has 28 days"),
            ("114/13/01", "roc_date_impossible", "沒有 13 月", "no month 13"),
            ("114/00/01", "roc_date_impossible", "沒有 0 月", "no month 0"),
            ("114/04/00", "roc_date_impossible", "只有 30 天", "has 30 days"),
            ("0/04/01", "roc_date_impossible", "沒有 0 年", "no ROC year 0"),
            ("2025/08/30", "roc_date_ad_year", "西元年", "AD year"),
            ("114-08-30", "roc_date_unreadable", "不是民國日期", "not a national date"),
            ("", "roc_date_unreadable", "不是民國日期", "not a national date"),
            ("114/08/30/1", "roc_date_unreadable", "不是民國日期", "not a national date"),
        ]:
            with self.subTest(text=text):
                with self.assertRaises(rules.RocDateError) as caught:
                    rules.parse_roc_date(text)
                self.assertEqual(caught.exception.code, code)
                self.assertIn(zh, caught.exception.text_zh)
                self.assertIn(en, caught.exception.text_en)

    def test_writes_both_forms(self) -> None:
        self.assertEqual(rules.format_roc_slash(date(2025, 5, 24)), "114/05/24")
        self.assertEqual(rules.format_roc_text(date(2025, 9, 10)), "114年9月10日")

    def test_there_is_no_year_before_1912(self) -> None:
        self.assertEqual((rules.roc_year(1912), rules.ad_year(1)), (1, 1912))
        for wrong in (lambda: rules.roc_year(1911), lambda: rules.ad_year(0)):
            with self.assertRaises(ValueError):
                wrong()

    @given(st.dates(min_value=date(1912, 1, 1), max_value=date(2910, 12, 31)))
    def test_both_forms_read_back(self, day: date) -> None:
        self.assertEqual(rules.parse_roc_date(rules.format_roc_slash(day)), day)
        self.assertEqual(rules.parse_roc_date(rules.format_roc_text(day)), day)


class RoundCodeTest(TestCase):
    def test_reads_and_writes(self) -> None:
        self.assertEqual(rules.parse_round_code("113-1"), rules.RoundCode(113, 1))
        self.assertEqual(str(rules.RoundCode(year=113, ordinal=1)), "113-1")

    def test_sorts_as_numbers(self) -> None:
        codes = ["114-1", "113-10", "113-2", "99-3"]
        ordered = [str(code) for code in sorted(map(rules.parse_round_code, codes))]
        self.assertEqual(ordered, ["99-3", "113-2", "113-10", "114-1"])

    def test_refuses_other_texts(self) -> None:
        for text in ("113", "113-0", "0-1", "2024-1", "113/1", "113-1-1", "113-"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                rules.parse_round_code(text)


class AgeTest(TestCase):
    def test_counts_completed_years(self) -> None:
        for birth, on, age in [
            (date(1995, 8, 30), date(2026, 8, 29), 30),
            (date(1995, 8, 30), date(2026, 8, 30), 31),
            (date(2004, 2, 29), date(2025, 2, 28), 20),
            (date(2004, 2, 29), date(2025, 3, 1), 21),
            (date(2004, 2, 29), date(2024, 2, 29), 20),
            (date(2026, 1, 1), date(2026, 1, 1), 0),
        ]:
            with self.subTest(birth=birth, on=on):
                self.assertEqual(rules.age_on(birth, on), age)

    def test_nobody_has_an_age_before_birth(self) -> None:
        with self.assertRaises(ValueError):
            rules.age_on(date(2026, 1, 2), date(2026, 1, 1))
