"""Persons known by the code of another register, such as the candidate codes of imported rounds."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from lms.accounts.models import ExternalReference, Person

_BATCH = 2_000


def known(*, issuer: str, references: Collection[str]) -> dict[str, int]:
    """Person ids by reference, of those that exist."""
    found: dict[str, int] = {}
    wanted = list(references)
    for start in range(0, len(wanted), _BATCH):
        rows = ExternalReference.objects.filter(issuer=issuer, reference__in=wanted[start : start + _BATCH])
        found |= dict(rows.values_list("reference", "person_id"))
    return found


def ensure_many(*, issuer: str, references: Sequence[str], now: dt.datetime) -> dict[str, int]:
    """Person ids by reference; persons without a user are made for those not known yet."""
    with transaction.atomic():
        found = known(issuer=issuer, references=references)
        missing = sorted(set(references) - found.keys())
        persons = Person.objects.bulk_create([Person(created_at=now) for _ in missing], batch_size=_BATCH)
        links = [
            ExternalReference(person=person, issuer=issuer, reference=reference)
            for person, reference in zip(persons, missing, strict=True)
        ]
        ExternalReference.objects.bulk_create(links, batch_size=_BATCH)
    return found | {link.reference: link.person_id for link in links}


def of_persons(*, issuer: str, person_ids: Collection[int]) -> dict[int, str]:
    """The reference of each person at this issuer; persons without one are left out."""
    found: dict[int, str] = {}
    wanted = list(person_ids)
    for start in range(0, len(wanted), _BATCH):
        rows = ExternalReference.objects.filter(issuer=issuer, person_id__in=wanted[start : start + _BATCH])
        found |= dict(rows.values_list("person_id", "reference"))
    return found
