"""Who is in a class, and which classes a person is in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from courses.classes import policies
from courses.classes.enums import EnrolmentState
from courses.classes.models import ClassSession, Enrolment, RegionalClass
from lms.accounts.models import Person
from lms.core import slots
from lms.core.slots import RosterColumn


@dataclass(frozen=True)
class RosterRow:
    """A learner on the roster; ``cells`` are the values of the columns that other apps add."""

    enrolment: Enrolment
    cells: list[str]


@dataclass(frozen=True)
class Roster:
    """A class's learners by learner number. ``columns`` are the titles of the added columns."""

    columns: list[str]
    rows: list[RosterRow]


def roster(regional_class: RegionalClass) -> Roster:
    """Everybody who ever had a seat, the withdrawn marked as such."""
    enrolments = list(
        Enrolment.objects.filter(regional_class=regional_class)
        .select_related("person")
        .order_by("learner_number", "id")
    )
    added: list[RosterColumn] = slots.collect("roster_column", [one.person_id for one in enrolments])
    rows = [RosterRow(one, [column.values.get(one.person_id, "") for column in added]) for one in enrolments]
    return Roster([column.title for column in added], rows)


def own_enrolments(person: Person) -> QuerySet[Enrolment]:
    """A person's seats, the latest first, withdrawn ones included."""
    return (
        Enrolment.objects.filter(person=person)
        .select_related("regional_class__school", "regional_class__county", "regional_class__programme")
        .order_by("-enrolled_at", "-id")
    )


def current_enrolment(person: Person) -> Enrolment | None:
    """The person's latest seat that was not withdrawn."""
    return own_enrolments(person).exclude(state=EnrolmentState.WITHDRAWN).first()


def seat_of(person: Person, regional_class: RegionalClass) -> Enrolment | None:
    """The person's seat in this class, unless withdrawn."""
    return own_enrolments(person).filter(regional_class=regional_class).exclude(state=EnrolmentState.WITHDRAWN).first()


def next_session(regional_class: RegionalClass, *, now: dt.datetime) -> ClassSession | None:
    """The class's meeting that is running or comes next; None when all are over."""
    found = ClassSession.objects.filter(regional_class=regional_class, ends_at__gt=now)
    return found.select_related("unit").order_by("starts_at", "id").first()


def timetable(regional_class: RegionalClass) -> Sequence[ClassSession]:
    """The meetings in order, with their units."""
    return list(regional_class.sessions.select_related("unit").order_by("starts_at", "id"))


def coordinated_classes(user: Any) -> QuerySet[RegionalClass]:
    """The classes of the coordinator's schools, latest start first, with how many are ``enrolled`` and ``completed``."""
    enrolled = Q(enrolments__state=EnrolmentState.ENROLLED.value)
    completed = Q(enrolments__state=EnrolmentState.COMPLETED.value)
    return (
        policies.visible_rosters(user)
        .annotate(
            enrolled=Count("enrolments", filter=enrolled, distinct=True),
            completed=Count("enrolments", filter=completed, distinct=True),
        )
        .order_by("-start_date", "serial")
    )


def waiting_for_completion(user: Any, *, today: dt.date) -> int:
    """Learners of the coordinator's classes that are over, whose hours are not confirmed."""
    return Enrolment.objects.filter(
        regional_class__in=policies.visible_rosters(user),
        regional_class__end_date__lt=today,
        state=EnrolmentState.ENROLLED,
    ).count()
