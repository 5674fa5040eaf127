"""Reads about users and persons."""

from typing import Any

from lms.accounts.models import IdentityDocument, Person


def person_of(user: Any) -> Person | None:
    """The person of a signed-in user, or None for visitors and users without one."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Person.objects.filter(user=user).first()


def documents_of(person: Person | None) -> list[IdentityDocument]:
    """The identity documents on file, to be shown masked."""
    return list(IdentityDocument.objects.filter(person=person).order_by("id")) if person else []
