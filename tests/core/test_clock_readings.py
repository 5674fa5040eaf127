"""Readings of the database's clock: a slow or failed one never moves the time."""

import datetime as dt
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import SimpleTestCase

from lms.core import clock

BASE = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)


class Readings(SimpleTestCase):
    """Monotonic time and the database's clock under the test's control."""

    def setUp(self) -> None:
        for name, value in {"_offset": None, "_measured_at": 0.0}.items():
            self.enterContext(mock.patch.object(clock, name, value))
        self.elapsed = 1_000.0
        self.takes: Iterator[float] = iter(())
        self.database_ahead = dt.timedelta(0)
        self.enterContext(mock.patch.object(clock.time, "monotonic", side_effect=lambda: self.elapsed))
        self.enterContext(mock.patch.object(clock, "database_now", self.read))

    def read(self) -> dt.datetime:
        """The database reads its clock at once; the answer comes after the seconds of the next reading."""
        reading = self.true_time() + self.database_ahead
        self.elapsed += next(self.takes)
        return reading

    def true_time(self) -> dt.datetime:
        return BASE + dt.timedelta(seconds=self.elapsed)

    def test_an_answer_is_dated_to_the_middle_of_its_round_trip(self) -> None:
        self.takes = iter([0.2])
        self.assertEqual(clock.now() - self.true_time(), dt.timedelta(seconds=-0.1))  # read at the far end

    def test_a_reading_that_hung_does_not_move_the_time(self) -> None:
        self.takes = iter([0.0, 20.0, 0.0])
        clock.now()
        self.elapsed += 31
        self.assertEqual(clock.now(), self.true_time())
        self.database_ahead = dt.timedelta(seconds=1)
        self.assertEqual(clock.now(), self.true_time())  # tried again only after a while
        self.elapsed += 3
        self.assertEqual(clock.now(), self.true_time() + self.database_ahead)

    def test_without_the_database_the_time_goes_on(self) -> None:
        self.takes = iter([0.0])
        clock.now()
        self.elapsed += 31
        with mock.patch.object(clock, "database_now", side_effect=OperationalError):
            self.assertEqual(clock.now(), self.true_time())

    def test_the_first_reading_must_succeed(self) -> None:
        with mock.patch.object(clock, "database_now", side_effect=OperationalError), pytest.raises(OperationalError):
            clock.now()

    def test_nobody_waits_while_another_thread_measures(self) -> None:
        self.takes = iter([0.0])
        clock.now()
        self.elapsed += 31
        with clock._lock:
            self.assertEqual(clock.now(), self.true_time())


class Skew(SimpleTestCase):
    """The check at the start of a web process."""

    def check(self, *, takes: float, ahead: float) -> None:
        """The host's clock when asking is 1,000 and the answer takes so long; the database is so far ahead of the host."""
        times = iter([1_000.0, 1_000.0 + takes])
        reading = dt.datetime.fromtimestamp(1_000.0 + takes / 2 + ahead, dt.UTC)
        with (
            mock.patch.object(clock.time, "time", side_effect=lambda: next(times)),
            mock.patch.object(clock, "database_now", return_value=reading),
        ):
            clock.check_skew(2)

    def test_a_slow_answer_is_no_skew(self) -> None:
        self.check(takes=5.0, ahead=0.0)

    def test_a_wrong_clock_is(self) -> None:
        for ahead in (-90.0, -2.1, 2.1, 90.0):
            with self.subTest(ahead=ahead), pytest.raises(clock.ClockSkew):
                self.check(takes=0.1, ahead=ahead)
