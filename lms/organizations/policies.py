"""Who holds which role, and which schools a user may see. The other apps' policies build on these."""

from typing import Any

from django.db.models import QuerySet

from lms.organizations.enums import Role
from lms.organizations.models import HostSchool, Membership


def roles(user: Any) -> frozenset[Role]:
    """Every role the user holds anywhere; empty for visitors. Read once per request and user object."""
    if not getattr(user, "is_authenticated", False):
        return frozenset()
    known: frozenset[Role] | None = getattr(user, "_roles", None)
    if known is None:
        found = Membership.objects.filter(user=user).values_list("role", flat=True)
        known = frozenset(Role(role) for role in found)
        user._roles = known
    return known


def is_coordinator(user: Any) -> bool:
    """Coordinates at least one host school."""
    return Role.COORDINATOR in roles(user)


def is_invigilator(user: Any) -> bool:
    """May be given rooms to invigilate."""
    return Role.INVIGILATOR in roles(user)


def is_exam_officer(user: Any) -> bool:
    """Builds, seals, marks and releases."""
    return Role.EXAM_OFFICER in roles(user)


def is_administrator(user: Any) -> bool:
    """The national office."""
    return Role.ADMINISTRATOR in roles(user)


def is_auditor(user: Any) -> bool:
    """Reads everything, changes nothing."""
    return Role.AUDITOR in roles(user)


def sees_national_figures(user: Any) -> bool:
    """Unpublished national tables: administrators, exam officers and auditors."""
    return bool(roles(user) & {Role.ADMINISTRATOR, Role.EXAM_OFFICER, Role.AUDITOR})


def is_staff(user: Any) -> bool:
    """Holds any role at all."""
    return bool(roles(user))


def coordinated_schools(user: Any) -> QuerySet[HostSchool]:
    """The schools whose people and papers this user may see as coordinator."""
    if not getattr(user, "is_authenticated", False):
        return HostSchool.objects.none()
    return HostSchool.objects.filter(memberships__user=user, memberships__role=Role.COORDINATOR).distinct()


def coordinates(user: Any, school_id: int) -> bool:
    """Whether the user is coordinator of exactly this school."""
    return coordinated_schools(user).filter(pk=school_id).exists()
