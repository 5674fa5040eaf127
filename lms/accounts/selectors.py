"""Reads about users and persons."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from lms.accounts.models import Consent, ExternalReference, IdentityDocument, Person

T = TypeVar("T")


def person_of(user: Any) -> Person | None:
    """The person of a signed-in user, or None for visitors and users without one."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Person.objects.filter(user=user).first()


def documents_of(person: Person | None) -> list[IdentityDocument]:
    """The identity documents on file, to be shown masked."""
    return list(IdentityDocument.objects.filter(person=person).order_by("id")) if person else []


def has_consented(user: Any, *, purpose: str, version: str) -> bool:
    """Whether the user has seen this version of a notice."""
    return Consent.objects.filter(user=user, purpose=purpose, version=version).exists()


def persons_by_reference(*, issuer: str, references: Collection[str]) -> dict[str, int]:
    """Person ids by what ``issuer`` calls them; unknown references are left out."""
    found: dict[str, int] = {}
    for batch in _batches(references):
        rows = ExternalReference.objects.filter(issuer=issuer, reference__in=batch)
        found |= dict(rows.values_list("reference", "person_id"))
    return found


def references_of(*, issuer: str, person_ids: Collection[int]) -> dict[int, str]:
    """What ``issuer`` calls these persons, by person id; persons unknown there are left out."""
    found: dict[int, str] = {}
    for batch in _batches(person_ids):
        rows = ExternalReference.objects.filter(issuer=issuer, person_id__in=batch)
        found |= dict(rows.values_list("person_id", "reference"))
    return found


def _batches(values: Collection[T]) -> Iterator[list[T]]:
    """Lists short enough for one query's parameters."""
    rest = list(values)
    for start in range(0, len(rest), 2_000):
        yield rest[start : start + 2_000]
