"""Reads about users and persons."""

from typing import Any

from lms.accounts.models import Person


def person_of(user: Any) -> Person | None:
    """The person of a signed-in user, or None for visitors and users without one."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Person.objects.filter(user=user).first()
