"""Who may see and decide discount claims and read the ledger: the learner's own; a host school's coordinators its own;
exam officers what is owed to the organiser of the exams."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from courses.tuition.models import DiscountClaim, LedgerEntry, TestPass
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


def can_keep_books(user: Any) -> bool:
    """Coordinates a school or is an exam officer, so has accounts to look after."""
    return policies.is_coordinator(user) or policies.is_exam_officer(user)


def visible_entries(user: Any) -> QuerySet[LedgerEntry]:
    """The entries of the schools this user coordinates; for exam officers those owed to the organiser."""
    if not getattr(user, "is_authenticated", False):
        return LedgerEntry.objects.none()
    mine = Q(school__in=policies.coordinated_schools(user))
    return LedgerEntry.objects.filter(mine | Q(school__isnull=True) if policies.is_exam_officer(user) else mine)


def access_account(user: Any, about: str) -> QuerySet[LedgerEntry]:
    """The entries of one account; 404 for those who may see none of it."""
    found = visible_entries(user).filter(about=about)
    if not found.exists():
        raise Http404
    return found


def access_entry(user: Any, public_id: UUID) -> LedgerEntry:
    """One entry; 404 for those who may not see it."""
    found = visible_entries(user).select_related("person", "school").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def own_entries(user: Any) -> QuerySet[LedgerEntry]:
    """What stands in the user's own name."""
    person = person_of(user)
    return LedgerEntry.objects.filter(person=person) if person else LedgerEntry.objects.none()
