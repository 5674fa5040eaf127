"""Recording that a test was passed: the fact a discount rests on, written from above when results are released."""

import datetime as dt

from courses.classes.models import Enrolment
from courses.tuition.models import TestPass
from lms.accounts.models import Person


def record(
    *,
    person: Person,
    enrolment: Enrolment | None,
    round_code: str,
    test_date: dt.date,
    is_retake: bool,
    source_key: str,
) -> TestPass:
    """Write the pass once per ``source_key`` (the event it comes from); asked again, it gives the same row."""
    row, _ = TestPass.objects.get_or_create(
        source_key=source_key,
        defaults={
            "person": person,
            "enrolment": enrolment,
            "round_code": round_code,
            "test_date": test_date,
            "is_retake": is_retake,
        },
    )
    return row
