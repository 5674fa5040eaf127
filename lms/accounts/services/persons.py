"""Making and changing persons."""

import datetime as dt

from lms.accounts.models import Person, User


def ensure(*, user: User, now: dt.datetime) -> Person:
    """The person of a user; made on first need. Two requests at once get the same one (one-to-one)."""
    person, _ = Person.objects.get_or_create(
        user=user, defaults={"name": user.display_name, "email": user.email, "created_at": now}
    )
    return person
