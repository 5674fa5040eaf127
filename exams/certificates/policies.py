"""Who may see a certificate: its holder. Verifying needs number and code and is open to everybody."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from exams.certificates.models import Certificate
from lms.organizations import policies


def visible_certificates(user: Any) -> QuerySet[Certificate]:
    """One's own certificates whose document has been made."""
    if not getattr(user, "is_authenticated", False):
        return Certificate.objects.none()
    return Certificate.objects.filter(award__person__user=user).exclude(pdf_sha256="")


def access_certificate(user: Any, public_id: UUID) -> Certificate:
    """One's own certificate. Raises 404 for everybody else."""
    found = visible_certificates(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def can_decide_state(user: Any) -> bool:
    """Exam officers record that a certificate was superseded, 撤銷 or 廢止."""
    return policies.is_exam_officer(user)


def visible_issued(user: Any) -> QuerySet[Certificate]:
    """Every certificate, for officers; nothing for anybody else."""
    return Certificate.objects.all() if can_decide_state(user) else Certificate.objects.none()


def access_issued(user: Any, number: str) -> Certificate:
    """Any certificate by its number, for officers. Raises 404 for everybody else."""
    found = visible_issued(user).filter(number=number).select_related("award__person", "award__programme").first()
    if found is None:
        raise Http404
    return found
