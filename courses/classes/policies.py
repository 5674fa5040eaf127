"""Who may see what of a class: the list is public, a roster belongs to the coordinators of its school alone."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment, RegionalClass
from lms.accounts.selectors import person_of
from lms.organizations.policies import coordinated_schools, coordinates


def visible_classes(user: Any) -> QuerySet[RegionalClass]:
    """Every class, cancelled ones included: the class list is public (CLS-1)."""
    return RegionalClass.objects.select_related("programme", "school", "county")


def access_class(user: Any, public_id: uuid.UUID) -> RegionalClass:
    """One class of the public list; 404 when there is none."""
    return _one(visible_classes(user), public_id)


def can_view_roster(user: Any, regional_class: RegionalClass) -> bool:
    """Coordinators of the class's own school see who is enrolled; nobody else does."""
    return coordinates(user, regional_class.school_id)


def visible_rosters(user: Any) -> QuerySet[RegionalClass]:
    """The classes whose roster this user may see."""
    return visible_classes(user).filter(school__in=coordinated_schools(user))


def access_roster(user: Any, public_id: uuid.UUID) -> RegionalClass:
    """A class whose roster the user may see; a stranger's class does not exist (404)."""
    return _one(visible_rosters(user), public_id)


def access_seat(user: Any, public_id: uuid.UUID) -> Enrolment:
    """A seat on a roster the user may see; 404 for a stranger's."""
    seats = Enrolment.objects.filter(regional_class__in=visible_rosters(user)).select_related("regional_class")
    found = seats.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def access_own_enrolment(user: Any, public_id: uuid.UUID) -> Enrolment:
    """The user's own seat in the class with this id, not withdrawn; 404 without one."""
    person = person_of(user)
    found = (
        Enrolment.objects.filter(person=person, regional_class__public_id=public_id)
        if person
        else Enrolment.objects.none()
    )
    enrolment = (
        found.exclude(state=EnrolmentState.WITHDRAWN)
        .select_related("regional_class__school", "regional_class__programme", "person")
        .first()
    )
    if enrolment is None:
        raise Http404
    return enrolment


def _one(classes: QuerySet[RegionalClass], public_id: uuid.UUID) -> RegionalClass:
    found = classes.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
