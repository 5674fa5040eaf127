"""Who builds blueprints and forms: exam officers. A form's items are named by code; their texts stay in the bank."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from exams.papers.models import Assembly, Blueprint
from lms.organizations import policies


def can_build(user: Any) -> bool:
    """Writes blueprints, assembles and keeps forms."""
    return policies.is_exam_officer(user)


def visible_blueprints(user: Any) -> QuerySet[Blueprint]:
    """Every blueprint for officers, none for others."""
    found = Blueprint.objects.select_related("subject__level__certification")
    return found if can_build(user) else found.none()


def access_blueprint(user: Any, public_id: UUID) -> Blueprint:
    """A blueprint, for officers. Raises 404 for everybody else."""
    found = visible_blueprints(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def access_assembly(user: Any, public_id: UUID) -> Assembly:
    """An assembly with its blueprint, for officers. Raises 404 for everybody else."""
    related = ("blueprint__subject__level__certification", "created_by")
    found = Assembly.objects.filter(public_id=public_id).select_related(*related).first()
    if found is None or not can_build(user):
        raise Http404
    return found
