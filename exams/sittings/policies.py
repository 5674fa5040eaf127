"""Who may see registrations and rooms."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from exams.sittings.models import ExamRoom, Registration
from lms.organizations import policies as organizations


def visible_registrations(user: Any) -> QuerySet[Registration]:
    """One's own registrations."""
    if not getattr(user, "is_authenticated", False):
        return Registration.objects.none()
    return Registration.objects.filter(person__user=user)


def access_registration(user: Any, public_id: uuid.UUID) -> Registration:
    """One's own registration; 404 for anybody else's."""
    related = ("sitting__subject", "sitting__round__programme", "room__test_area", "person")
    found = visible_registrations(user).select_related(*related).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_rooms(user: Any) -> QuerySet[ExamRoom]:
    """The rooms one has a duty in; every room for exam officers."""
    if not getattr(user, "is_authenticated", False):
        return ExamRoom.objects.none()
    if organizations.is_exam_officer(user):
        return ExamRoom.objects.all()
    return ExamRoom.objects.filter(Q(duties__user=user)).distinct()


def access_room(user: Any, public_id: uuid.UUID) -> ExamRoom:
    """A room the user looks after; 404 for others."""
    related = ("round__programme", "test_area")
    found = visible_rooms(user).select_related(*related).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
