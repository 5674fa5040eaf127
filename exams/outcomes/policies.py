"""Who may see results before and after release, and who decides retakes."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from exams.outcomes.enums import RunState
from exams.outcomes.models import Release, RetakeApplication, ScoreNotice
from exams.sittings.enums import RoundOrigin
from exams.sittings.models import Round
from lms.organizations import policies


def can_release(user: Any) -> bool:
    """Exam officers prepare and approve releases; nobody else sees a draft."""
    return policies.is_exam_officer(user)


def access_round(user: Any, public_id: UUID) -> Round:
    """A round held here and no rehearsal, for officers. Raises 404 for everybody else."""
    held = Round.objects.filter(origin=RoundOrigin.PLATFORM, rehearsal_of__isnull=True)
    found = held.select_related("programme__level__certification").filter(public_id=public_id).first()
    if found is None or not can_release(user):
        raise Http404
    return found


def access_release(user: Any, public_id: UUID) -> Release:
    """A release, for officers. Raises 404 for everybody else."""
    related = ("run__round__programme__level__certification", "prepared_by", "approved_by")
    found = Release.objects.filter(public_id=public_id).select_related(*related).first()
    if found is None or not can_release(user):
        raise Http404
    return found


def visible_score_notices(user: Any) -> QuerySet[ScoreNotice]:
    """One's own notices, once their run is in force."""
    if not getattr(user, "is_authenticated", False):
        return ScoreNotice.objects.none()
    return ScoreNotice.objects.filter(person__user=user, release__run__state=RunState.RELEASED)


def access_score_notice(user: Any, public_id: UUID) -> ScoreNotice:
    """One's own score notice. Raises 404 for everybody else."""
    found = visible_score_notices(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def can_decide_retakes(user: Any) -> bool:
    """Coordinates a school, so may open the queue (which shows that school's applications only)."""
    return policies.is_coordinator(user)


def visible_retakes(user: Any) -> QuerySet[RetakeApplication]:
    """The applications to the schools this user coordinates."""
    schools = policies.coordinated_schools(user)
    return RetakeApplication.objects.filter(enrolment__regional_class__school__in=schools)


def access_retake(user: Any, public_id: UUID) -> RetakeApplication:
    """An application to one's own school. Raises 404 for everybody else."""
    related = (
        "person__user",
        "enrolment__regional_class__school",
        "target_round",
        "failed_mark__registration__sitting",
    )
    found = visible_retakes(user).select_related(*related).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
