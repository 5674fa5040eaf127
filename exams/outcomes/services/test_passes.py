"""Telling tuition who passed the green-collar test: the fact that a discount rests on (DIS-1)."""

from django.db.models import QuerySet

from courses.tuition.services import passes
from exams.outcomes.models import Mark, ScoreRun
from exams.outcomes.selectors import releases
from exams.sittings.enums import SittingKind


def of_run(run: ScoreRun) -> QuerySet[Mark]:
    """The marks of a run that pass a test with classes."""
    related = ("registration__person", "registration__enrolment")
    return Mark.objects.filter(run=run, passed=True).select_related(*related).order_by("pk")


def record_all(*, run: ScoreRun) -> int:
    """Write the fact for everybody who passed; returns how many there are. Again changes nothing."""
    if not releases.is_green(run.round) or run.round.exam_date is None:
        return 0
    marks = list(of_run(run))
    for mark in marks:
        registration = mark.registration
        passes.record(
            person=registration.person,
            enrolment=registration.enrolment,
            round_code=run.round.code,
            test_date=run.round.exam_date,
            is_retake=registration.kind == SittingKind.RETAKE,
            source_key=f"registration:{registration.public_id}",
        )
    return len(marks)
