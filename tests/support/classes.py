"""Builders of classes, through the services."""

import datetime as dt
from typing import Any

from courses.catalogue.models import Programme, Unit
from courses.classes.models import RegionalClass
from courses.classes.services import classes, timetables
from courses.classes.services.classes import Details
from lms.organizations.models import HostSchool
from tests.support.cast import NOW

SATURDAY = dt.date(2026, 12, 5)
WEEK = dt.timedelta(weeks=1)


def green_units() -> list[Unit]:
    """The sixteen units in order."""
    return list(Unit.objects.filter(programme__code="green").order_by("number"))


def regional_class(school: HostSchool, *, serial: str = "11501", capacity: int = 3, **changes: Any) -> RegionalClass:
    """A class of five weekends from 2026-12-05, open for enrolment a week before and after the cast's NOW."""
    window = {"enrol_opens_at": NOW - WEEK, "enrol_closes_at": NOW + WEEK}
    details = {"name": "示範淨零班", "serial": serial, "venue": "示範大樓", "capacity": capacity}
    known = set(Details.__dataclass_fields__)
    details |= {name: value for name, value in changes.items() if name in known}
    other = {name: value for name, value in changes.items() if name not in known}
    arguments: dict[str, Any] = {
        "programme": Programme.objects.get(code="green"),
        "school": school,
        "sessions": timetables.weekend_plan(units=green_units(), first_saturday=SATURDAY),
        "actor": None,
        "now": NOW,
        **window,
        **other,
    }
    return classes.announce(details=Details(**details), **arguments)
