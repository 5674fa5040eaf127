from datetime import UTC, datetime, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.delivery.enums import AdjustmentKind
from exams.delivery.rules import time
from exams.delivery.rules.enums import AnswerVerdict

START = datetime(2026, 8, 29, 2, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=100)


class EndTest(TestCase):
    def test_start_limit_and_ledger(self) -> None:
        extra = time.Adjustment(AdjustmentKind.ACCOMMODATION, 1200)
        pause = time.Adjustment(AdjustmentKind.PAUSE, 90)
        for ledger, minutes in [((), 100), ((extra,), 120), ((extra, pause), 121.5), ((pause, pause), 103)]:
            with self.subTest(ledger=ledger):
                self.assertEqual(time.ends_at(START, LIMIT, ledger), START + timedelta(minutes=minutes))

    def test_senseless_input_is_refused(self) -> None:
        for wrong in (
            lambda: time.ends_at(START.replace(tzinfo=None), LIMIT),
            lambda: time.ends_at(START, timedelta(0)),
            lambda: time.Adjustment(AdjustmentKind.PAUSE, 0),
            lambda: time.Adjustment(AdjustmentKind.PAUSE, -60),
        ):
            with self.assertRaises(ValueError):
                wrong()

    def test_over_and_remaining(self) -> None:
        end = START + LIMIT
        for now, over, left in [
            (end - timedelta(seconds=1), False, timedelta(seconds=1)),
            (end, True, timedelta(0)),
            (end + timedelta(seconds=1), True, timedelta(0)),
        ]:
            with self.subTest(now=now):
                self.assertEqual((time.is_over(now, end), time.remaining(now, end)), (over, left))


class AnswerTest(TestCase):
    end = START + LIMIT

    def test_verdicts_by_seconds_after_the_end(self) -> None:
        for seconds, verdict in [
            (-6000, AnswerVerdict.COUNTS),
            (0, AnswerVerdict.COUNTS),
            (5, AnswerVerdict.COUNTS),
            (5.000001, AnswerVerdict.LATE_KEPT),
            (86_400, AnswerVerdict.LATE_KEPT),
            (86_400.000001, AnswerVerdict.REFUSED),
        ]:
            with self.subTest(seconds=seconds):
                received = self.end + timedelta(seconds=seconds)
                self.assertEqual(time.judge_answer(received, self.end), verdict)

    def test_limits_are_parameters(self) -> None:
        received = self.end + timedelta(seconds=8)
        for grace, window, verdict in [
            (10, 3600, AnswerVerdict.COUNTS),
            (0, 8, AnswerVerdict.LATE_KEPT),
            (0, 7, AnswerVerdict.REFUSED),
            (9, 0, AnswerVerdict.COUNTS),
        ]:
            with self.subTest(grace=grace, window=window):
                judged = time.judge_answer(
                    received, self.end, timedelta(seconds=grace), window=timedelta(seconds=window)
                )
                self.assertEqual(judged, verdict)

    @given(st.lists(st.integers(1, 14_400), max_size=5), st.integers(0, 100_000))
    def test_more_time_never_makes_an_answer_worse(self, ledger: list[int], second: int) -> None:
        order = [AnswerVerdict.COUNTS, AnswerVerdict.LATE_KEPT, AnswerVerdict.REFUSED]
        received = START + timedelta(seconds=second)
        given_time = [time.Adjustment(AdjustmentKind.ROOM, seconds) for seconds in ledger]
        plain = time.judge_answer(received, time.ends_at(START, LIMIT))
        longer = time.judge_answer(received, time.ends_at(START, LIMIT, given_time))
        self.assertLessEqual(order.index(longer), order.index(plain))
