"""A completed class of a person, and the pass of its test, in one line each."""

import datetime as dt

from courses.catalogue.models import Programme
from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment, RegionalClass
from courses.tuition.models import TestPass
from courses.tuition.services import passes
from lms.accounts.models import Person
from lms.organizations.models import HostSchool
from tests.support.cast import NOW

TEST_DATE = dt.date(2026, 11, 14)


def completed(person: Person, school: HostSchool, *, number: str = "001", ended_on: dt.date | None = None) -> Enrolment:
    """An enrolment whose 48 hours are confirmed; the class ended on ``ended_on`` (default 2026-10-18)."""
    end = ended_on or dt.date(2026, 10, 18)
    regional, _ = RegionalClass.objects.get_or_create(
        programme=Programme.objects.get(code="green"),
        serial=f"115{school.pk:02}",
        defaults={
            "school": school,
            "county": school.county,
            "name": "示範班",
            "venue": "示範教室",
            "start_date": end - dt.timedelta(days=30),
            "end_date": end,
            "enrol_opens_at": NOW - dt.timedelta(days=90),
            "enrol_closes_at": NOW - dt.timedelta(days=70),
            "capacity": 40,
            "fee_twd": 12_000,
            "audience": "一般民眾",
        },
    )
    return Enrolment.objects.create(
        regional_class=regional,
        person=person,
        learner_number=number,
        state=EnrolmentState.COMPLETED,
        enrolled_at=NOW - dt.timedelta(days=80),
        completed_date=end,
    )


def passed(enrolment: Enrolment, *, is_retake: bool = False) -> TestPass:
    """The pass of the test that followed the class."""
    return passes.record(
        person=enrolment.person,
        enrolment=enrolment,
        round_code="115-2",
        test_date=TEST_DATE,
        is_retake=is_retake,
        source_key=f"test:{enrolment.public_id}",
    )
