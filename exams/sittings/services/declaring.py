"""Who a candidate is, as the identity document says it, with the notice of what the data are used for (TW-9)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lms.accounts.models import Person, User
from lms.accounts.services import consents, documents, persons
from lms.core import pdf

NOTICE = "sittings.registration"
NOTICE_VERSION = "2026-11"
"""The edition of the personal-data notice; raised when its text changes, so that it is shown again."""


@dataclass(frozen=True)
class Identity:
    """As on the document. ``number`` empty: the one on file stays."""

    name: str
    name_romanised: str
    birth_date: dt.date
    number: str = ""
    is_passport: bool = False


def declare(*, user: User, identity: Identity, on: dt.date, actor: Any, now: dt.datetime) -> Person:
    """Write what the candidate declares, all of it or nothing; the notice was shown and is recorded.

    Raises ``documents.NumberInvalid``, ``documents.NumberTaken`` or ``pdf.UnprintableCharacter``.
    """
    pdf.require_glyphs(identity.name, identity.name_romanised)
    with transaction.atomic():
        person = persons.ensure(user=user, now=now)
        persons.update(
            person=person,
            name=identity.name,
            name_romanised=identity.name_romanised,
            birth_date=identity.birth_date,
            language=user.language,
            actor=actor,
            now=now,
        )
        if identity.number:
            documents.enter(
                person=person, number=identity.number, is_passport=identity.is_passport, on=on, actor=actor, now=now
            )
        consents.give(user=user, purpose=NOTICE, version=NOTICE_VERSION, now=now)
    return person
