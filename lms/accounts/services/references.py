"""Persons known by the code of another register, such as the candidate codes of imported rounds."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from lms.accounts import selectors
from lms.accounts.models import ExternalReference, Person

_BATCH = 2_000


def ensure_many(*, issuer: str, references: Sequence[str], now: dt.datetime) -> dict[str, int]:
    """Person ids by reference; persons without a user are made for those not known yet."""
    with transaction.atomic():
        found = selectors.persons_by_reference(issuer=issuer, references=references)
        missing = sorted(set(references) - found.keys())
        persons = Person.objects.bulk_create([Person(created_at=now) for _ in missing], batch_size=_BATCH)
        links = [
            ExternalReference(person=person, issuer=issuer, reference=reference)
            for person, reference in zip(persons, missing, strict=True)
        ]
        ExternalReference.objects.bulk_create(links, batch_size=_BATCH)
    return found | {link.reference: link.person_id for link in links}
