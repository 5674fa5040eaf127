"""Who may see and decide discount claims: the learner's own, and the coordinators of the original host school."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from courses.tuition.models import DiscountClaim, TestPass
from lms.accounts.selectors import person_of
from lms.organizations import policies


def can_decide_claims(user: Any) -> bool:
    """Coordinates a school, so may open the queue (which shows that school's claims only)."""
    return policies.is_coordinator(user)


def visible_claims(user: Any) -> QuerySet[DiscountClaim]:
    """The claims at the schools this user coordinates."""
    schools = policies.coordinated_schools(user)
    return DiscountClaim.objects.filter(enrolment__regional_class__school__in=schools)


def can_decide_claim(user: Any, claim: DiscountClaim) -> bool:
    """Coordinates exactly the school of the claim."""
    return policies.coordinates(user, claim.enrolment.regional_class.school_id)


def access_claim(user: Any, public_id: UUID) -> DiscountClaim:
    """A claim at one's own school. Raises 404 for everybody else."""
    claim = visible_claims(user).select_related("enrolment__regional_class__school").filter(public_id=public_id).first()
    if claim is None:
        raise Http404
    return claim


def access_pass(user: Any, enrolment_id: UUID) -> TestPass:
    """The pass of one's own class, named by the enrolment. Raises 404 for everybody else."""
    person = person_of(user)
    found = TestPass.objects.filter(person=person, enrolment__public_id=enrolment_id).order_by("-test_date", "-id")
    row = found.select_related("enrolment__regional_class__school", "person").first() if person else None
    if row is None:
        raise Http404
    return row
