from dataclasses import replace
from datetime import date
from unittest import TestCase

from exams.outcomes.rules import retakes
from exams.outcomes.rules.enums import PaperResult, RetakeReason, RetakeVerdict
from exams.outcomes.rules.retakes import Case, Terms

CASE = Case(
    class_completed=True,
    class_ended_on=date(2025, 8, 17),
    last_result=PaperResult.FAILED,
    used=0,
    test_date=date(2025, 11, 22),
)
ELIGIBLE, REFUSED, OPEN = RetakeVerdict.ELIGIBLE, RetakeVerdict.REFUSED, RetakeVerdict.NOT_ANNOUNCED


class RetakeTest(TestCase):
    def check(self, case: Case, terms: Terms, verdict: RetakeVerdict, codes: list[RetakeReason]) -> None:
        decision = retakes.decide(case, terms)
        self.assertEqual(decision.verdict, verdict)
        self.assertEqual([reason.code for reason in decision.reasons], codes)

    def test_under_the_provisional_terms(self) -> None:
        for change, verdict, codes in [
            ({}, ELIGIBLE, [RetakeReason.ELIGIBLE]),
            ({"used": 1}, ELIGIBLE, [RetakeReason.ELIGIBLE]),
            ({"used": 2}, REFUSED, [RetakeReason.COUNT_USED]),
            ({"used": 3}, REFUSED, [RetakeReason.COUNT_USED]),
            ({"test_date": date(2026, 8, 17)}, ELIGIBLE, [RetakeReason.ELIGIBLE]),
            ({"test_date": date(2026, 8, 18)}, REFUSED, [RetakeReason.WINDOW_OVER]),
            ({"last_result": PaperResult.PASSED}, REFUSED, [RetakeReason.PASSED]),
            ({"last_result": PaperResult.ABSENT}, OPEN, [RetakeReason.ABSENCE_NOT_ANNOUNCED]),
            ({"class_completed": False}, REFUSED, [RetakeReason.NOT_COMPLETED]),
            (
                {"used": 2, "test_date": date(2026, 8, 29)},
                REFUSED,
                [RetakeReason.COUNT_USED, RetakeReason.WINDOW_OVER],
            ),
        ]:
            with self.subTest(change=change):
                self.check(replace(CASE, **change), retakes.ANALOGUE, verdict, codes)

    def test_blank_settings_are_not_guessed(self) -> None:
        count, window = RetakeReason.COUNT_NOT_ANNOUNCED, RetakeReason.WINDOW_NOT_ANNOUNCED
        for terms, change, verdict, codes in [
            (Terms(None, None), {}, OPEN, [count, window]),
            (Terms(None, 1), {}, OPEN, [count]),
            (Terms(2, None), {}, OPEN, [window]),
            (Terms(2, None), {"used": 2}, REFUSED, [RetakeReason.COUNT_USED]),
            (Terms(None, 1), {"test_date": date(2026, 8, 29)}, REFUSED, [RetakeReason.WINDOW_OVER]),
            (Terms(None, None), {"last_result": PaperResult.PASSED}, REFUSED, [RetakeReason.PASSED]),
        ]:
            with self.subTest(terms=terms, change=change):
                self.check(replace(CASE, **change), terms, verdict, codes)

    def test_the_decision_carries_its_limits(self) -> None:
        for terms, until, remaining in [
            (retakes.ANALOGUE, date(2026, 8, 17), 2),
            (Terms(None, None), None, None),
            (Terms(0, 2), date(2027, 8, 17), 0),
        ]:
            with self.subTest(terms=terms):
                decision = retakes.decide(CASE, terms)
                self.assertEqual((decision.valid_until, decision.remaining), (until, remaining))

    def test_a_window_from_a_leap_day(self) -> None:
        self.assertEqual(retakes.valid_until(date(2024, 2, 29), Terms(2, 1)), date(2025, 2, 28))
