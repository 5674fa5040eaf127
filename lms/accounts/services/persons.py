"""Making and changing persons."""

import datetime as dt
from typing import Any

from django.db import transaction

from lms.accounts.models import Person, User
from lms.accounts.services import users
from lms.core import audit


def ensure(*, user: User, now: dt.datetime) -> Person:
    """The person of a user; made on first need. Two requests at once get the same one (one-to-one)."""
    person, _ = Person.objects.get_or_create(
        user=user, defaults={"name": user.display_name, "email": user.email, "created_at": now}
    )
    return person


def update(
    *,
    person: Person,
    name: str,
    name_romanised: str,
    birth_date: dt.date,
    language: str,
    actor: Any,
    now: dt.datetime,
) -> Person:
    """Change what documents will print. The trail names the fields that changed, never their content (TW-11).

    Documents already issued keep their snapshot; a correction there is a case of its own.
    """
    values = {"name": name, "name_romanised": name_romanised, "birth_date": birth_date}
    changed = sorted(field for field, value in values.items() if getattr(person, field) != value)
    with transaction.atomic():
        for field in changed:
            setattr(person, field, values[field])
        if changed:
            person.save(update_fields=changed)
            audit.record(
                actor=actor,
                action="person.updated",
                subject=f"accounts.Person:{person.public_id}",
                now=now,
                fields=changed,
            )
        if person.user is not None:
            _follow(user=person.user, name=name, language=language)
    return person


def _follow(*, user: User, name: str, language: str) -> None:
    """The name in the header is the person's own."""
    users.set_language(user=user, language=language)
    if user.display_name != name[:60]:
        user.display_name = name[:60]
        user.save(update_fields=["display_name"])
