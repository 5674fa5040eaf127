"""Dates and money as pages show them, in both languages."""

import datetime as dt

from django.test import SimpleTestCase
from django.utils import translation

from lms.core.forms import NationalDateField
from lms.core.templatetags import ui

DAY = dt.date(2026, 11, 20)
LATE = dt.datetime(2026, 11, 19, 17, 5, tzinfo=dt.UTC)  # already the 20th in Taiwan
OLD = dt.date(1905, 3, 4)


class Filters(SimpleTestCase):
    def test_chinese_shows_the_national_calendar(self) -> None:
        with translation.override("zh-hant"):
            self.assertEqual(
                [ui.day(DAY), ui.day_long(DAY), ui.moment(LATE), ui.twd(12000), ui.roc(LATE)],
                ["115/11/20", "115年11月20日", "115/11/20 01:05", "12,000 元", "115/11/20"],
            )
            self.assertEqual([ui.day(OLD), ui.day_long(OLD)], ["1905-03-04", "1905-03-04"])

    def test_english_shows_the_common_calendar(self) -> None:
        with translation.override("en"):
            self.assertEqual(
                [ui.day(DAY), ui.day_long(DAY), ui.moment(LATE), ui.twd(12000), ui.roc(DAY)],
                ["20 Nov 2026", "20 November 2026", "20 Nov 2026, 01:05", "NT$12,000", "115/11/20"],
            )

    def test_nothing_shows_as_nothing(self) -> None:
        filters = (ui.day, ui.day_long, ui.moment, ui.roc, ui.twd)
        self.assertEqual([show(None) for show in filters], [""] * 5)
        self.assertEqual(ui.twd(0).startswith("0"), True)


class NationalDate(SimpleTestCase):
    def test_reads_both_calendars(self) -> None:
        for text in ("90/05/24", "090/5/24", "民國90年5月24日", "2001-05-24", "2001/05/24"):
            with self.subTest(text):
                self.assertEqual(NationalDateField().clean(text), dt.date(2001, 5, 24))

    def test_says_why_a_date_is_refused(self) -> None:
        from django.core.exceptions import ValidationError

        for text, code in (("90/02/30", "roc_date_impossible"), ("soon", "roc_date_unreadable"), ("", "required")):
            with self.subTest(text):
                with self.assertRaises(ValidationError) as raised:
                    NationalDateField().clean(text)
                self.assertEqual(raised.exception.code, code)

    def test_shows_a_stored_date_as_the_page_does(self) -> None:
        field = NationalDateField()
        with translation.override("zh-hant"):
            self.assertEqual(field.prepare_value(DAY), "115/11/20")
        with translation.override("en"):
            self.assertEqual(field.prepare_value(DAY), "2026-11-20")
