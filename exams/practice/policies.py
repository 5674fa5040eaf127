"""A mock exam is its owner's alone: the person, or the visitor whose signed cookie it carries. Others get 404."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from exams.delivery.policies import Viewer
from exams.practice.models import MockExam


def visible_mocks(viewer: Viewer) -> QuerySet[MockExam]:
    """The mocks a viewer took."""
    owned = Q(pk__in=[])
    if getattr(viewer.user, "is_authenticated", False):
        owned |= Q(person__user=viewer.user)
    if viewer.visitor_hash:
        owned |= Q(person__isnull=True, visitor_hash=viewer.visitor_hash)
    return MockExam.objects.filter(owned)


def access_mock(viewer: Viewer, public_id: uuid.UUID) -> MockExam:
    """The viewer's own mock with its programme; 404 for anybody else's."""
    mock = visible_mocks(viewer).select_related("programme__level__certification").filter(public_id=public_id).first()
    if mock is None:
        raise Http404
    return mock
