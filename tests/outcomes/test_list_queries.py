"""Lists of results and releases cost the same number of queries with one row and with three."""

import datetime as dt
from collections.abc import Callable

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from exams.delivery.models import Attempt
from exams.delivery.services import sealing
from exams.outcomes.selectors import releases, results, retakes
from exams.outcomes.services import marking, score_runs
from exams.sittings.models import Round
from tests.support import cast, exams, released
from tests.support.classes_done import completed
from tests.support.released import AFTER


def queries(read: Callable[[], object]) -> int:
    """How many queries a read takes."""
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


class Lists(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.person = cls.cast.candidate
        released.entitle(completed(cls.person, cls.cast.school))

    def sealed(self, programme: str, subject: str, code: str) -> Round:
        """A sealed round in which the person has started and handed in, answering nothing rightly."""
        round = exams.build_round(programme, code)
        seat = exams.register(self.person, exams.build_sitting(round, subject, items=2))
        sealing.seal(round=round, actor=None, now=exams.NOW)
        released.sit(Attempt.objects.get(registration=seat), right=0)
        return round

    def in_force(self, round: Round) -> None:
        run = marking.mark_round(round=round, actor=None, now=AFTER)
        score_runs.put_in_force(run=run, actor=None, now=AFTER)

    def assert_constant(self, read: Callable[[], object], add: Callable[[str], object]) -> None:
        add("115-2")
        once = queries(read)
        for code in ("115-3", "115-4"):
            add(code)
        self.assertEqual(queries(read), once)

    def test_results(self) -> None:
        self.assert_constant(
            lambda: results.of_person(self.person),
            lambda code: self.in_force(self.sealed("ipas-nz-beginner", "L11", code)),
        )
        self.assertEqual(
            [[line.score for line in result.subjects] for result in results.of_person(self.person)], [[0]] * 3
        )

    def test_pending(self) -> None:
        self.assert_constant(lambda: results.pending(self.person), lambda code: self.sealed("green", "GC", code))
        self.assertEqual([each.due_date for each in results.pending(self.person)], [dt.date(2026, 12, 11)] * 3)

    def test_the_release_desk(self) -> None:
        self.assert_constant(lambda: releases.desk(now=AFTER), lambda code: self.sealed("green", "GC", code))
        rows = releases.desk(now=AFTER)
        self.assertEqual([(row.step, row.due_date) for row in rows], [("over", dt.date(2026, 12, 11))] * 3)

    def test_coming_tests_of_a_retake(self) -> None:
        self.in_force(self.sealed("green", "GC", "115-1"))

        def coming(code: str) -> None:
            opens = dt.datetime(2027, 3, 13, 1, tzinfo=dt.UTC) + dt.timedelta(days=int(code[-1]))
            round = exams.build_round("green", code.replace("115", "116"), exam_date=opens.date())
            exams.build_sitting(round, "GC", items=2, opens_at=opens)

        self.assert_constant(lambda: retakes.case_of(self.person, now=AFTER), coming)
        case = retakes.case_of(self.person, now=AFTER)
        assert case is not None
        self.assertEqual([option.is_open for option in case.options], [True] * 3)
