"""Who may see registrations and rooms."""

import uuid
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from exams.sittings.enums import RoundOrigin, RoundState
from exams.sittings.models import (
    STANDING,
    AccommodationEvidence,
    AccommodationRequest,
    Duty,
    ExamRoom,
    GroupUnit,
    Registration,
    Round,
    Sitting,
)
from lms.organizations import policies as organizations
from lms.organizations.models import TestArea

Row = TypeVar("Row")


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
    return ExamRoom.objects.filter(Q(duties__user=user, duties__relieved_at__isnull=True)).distinct()


def access_room(user: Any, public_id: uuid.UUID) -> ExamRoom:
    """A room the user looks after; 404 for others."""
    related = ("round__programme", "test_area")
    found = visible_rooms(user).select_related(*related).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def may_decide(user: Any) -> bool:
    """Reads and decides requests for accommodations, for a duty: exam officers, and nobody else of the staff."""
    return organizations.is_exam_officer(user)


def access_applied_round(user: Any, public_id: uuid.UUID) -> Round:
    """A round in which the user is registered or has applied; 404 for others."""
    own = Q(sittings__registrations__person__user=user, sittings__registrations__state__in=STANDING)
    asked = Q(accommodation_requests__person__user=user)
    found = Round.objects.filter(own | asked, public_id=public_id).select_related("programme").first()
    if found is None:
        raise Http404
    return found


def access_own_request(user: Any, public_id: uuid.UUID) -> AccommodationRequest:
    """One's own request for accommodations; 404 for anybody else's."""
    found = AccommodationRequest.objects.filter(public_id=public_id, person__user=user)
    one = found.select_related("round", "person").first()
    if one is None:
        raise Http404
    return one


def access_request(user: Any, public_id: uuid.UUID) -> AccommodationRequest:
    """A request as its deciders read it; 404 for others, and for one's own."""
    found = AccommodationRequest.objects.filter(public_id=public_id).exclude(person__user=user)
    one = found.select_related("round__programme", "person").first() if may_decide(user) else None
    if one is None:
        raise Http404
    return one


def access_evidence(user: Any, public_id: uuid.UUID) -> AccommodationEvidence:
    """A document of a request, for the applicant and the deciders; 404 for others."""
    found = AccommodationEvidence.objects.filter(public_id=public_id).select_related("request__person").first()
    if found is None or not (found.request.person.user_id == user.pk or may_decide(user)):
        raise Http404
    return found


def may_configure(user: Any) -> bool:
    """Makes rounds, sittings, rooms and test areas, and seats candidates: exam officers."""
    return organizations.is_exam_officer(user)


def access_round(user: Any, public_id: uuid.UUID) -> Round:
    """A round held here, for officers; 404 for others."""
    found = Round.objects.filter(public_id=public_id, origin=RoundOrigin.PLATFORM)
    return _found(user, found.select_related("programme__level__certification").first())


def access_sitting(user: Any, public_id: uuid.UUID) -> Sitting:
    """A sitting of a round held here, for officers; 404 for others and for mocks."""
    found = Sitting.objects.filter(public_id=public_id, round__origin=RoundOrigin.PLATFORM)
    return _found(user, found.select_related("subject", "round__programme__level__certification").first())


def access_hall(user: Any, public_id: uuid.UUID) -> ExamRoom:
    """A room as officers prepare it; 404 for others, on duty there or not."""
    found = ExamRoom.objects.filter(public_id=public_id).select_related("round__programme", "test_area")
    return _found(user, found.first())


def access_area(user: Any, public_id: uuid.UUID) -> TestArea:
    """A test area, for officers; 404 for others."""
    return _found(user, TestArea.objects.filter(public_id=public_id).select_related("county").first())


def access_seated(user: Any, round: Round, public_id: uuid.UUID) -> Registration:
    """A standing registration of a round, for officers who seat it; 404 for others."""
    found = Registration.objects.filter(public_id=public_id, sitting__round=round, state__in=STANDING)
    return _found(user, found.select_related("sitting__round").first())


def access_held_round(public_id: uuid.UUID) -> Round:
    """A round held here that people register for; 404 for anything else. What one sees of it is one's own."""
    found = Round.objects.filter(public_id=public_id, origin=RoundOrigin.PLATFORM, rehearsal_of=None)
    round = found.select_related("programme__level__certification").first()
    if round is None:
        raise Http404
    return round


def access_offer(public_id: uuid.UUID) -> Round:
    """The same while its window was announced and it is not sealed; the services decide whether it is open now."""
    round = access_held_round(public_id)
    if round.state != RoundState.OPEN or round.registration_opens_at is None:
        raise Http404
    return round


def access_unit(user: Any, public_id: uuid.UUID) -> GroupUnit:
    """A unit one is the contact of; 404 for others."""
    if not getattr(user, "is_authenticated", False):
        raise Http404
    found = GroupUnit.objects.filter(public_id=public_id, contact=user).select_related("round__programme").first()
    if found is None:
        raise Http404
    return found


def access_listed(user: Any, public_id: uuid.UUID) -> Registration:
    """A registration on the office's list, for officers; 404 for others."""
    related = ("sitting__subject", "sitting__round__programme", "person__user", "group")
    found = Registration.objects.filter(public_id=public_id, sitting__round__origin=RoundOrigin.PLATFORM)
    return _found(user, found.select_related(*related).first())


def _found(user: Any, row: Row | None) -> Row:
    if row is None or not may_configure(user):
        raise Http404
    return row


def access_duty(user: Any, room_id: uuid.UUID, user_id: int) -> Duty:
    """Somebody's duty in a room, for officers; 404 for others and for one that was relieved."""
    found = Duty.objects.filter(room__public_id=room_id, user_id=user_id, relieved_at__isnull=True)
    return _found(user, found.select_related("room__round", "user").first())


def access_own_duty(user: Any, room_id: uuid.UUID) -> Duty:
    """One's own duty in a room, relieved or not; 404 for others."""
    related = ("room__round", "room__test_area", "user")
    found = Duty.objects.filter(room__public_id=room_id, user=user).select_related(*related).first()
    if found is None:
        raise Http404
    return found
