"""Places of a sitting: how many are taken, by whose registration, and what a person has already."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from exams.sittings.enums import RegistrationState
from exams.sittings.models import Registration, Round, Sitting
from exams.sittings.rules import registration as rules
from lms.accounts.models import Person


def standing(now: dt.datetime) -> Q:
    """Registrations that keep their place at ``now``; what ``rules.holds_place`` says, as a condition."""
    pending = Q(state=RegistrationState.PENDING.value) & (Q(held_until__isnull=True) | Q(held_until__gt=now))
    return Q(state=RegistrationState.REGISTERED.value) | pending


def taken(sitting: Sitting, *, now: dt.datetime) -> int:
    """Places that are not free."""
    return Registration.objects.filter(standing(now), sitting=sitting).count()


def taken_in(round: Round, *, now: dt.datetime) -> dict[int, int]:
    """The same for every sitting of a round, by id."""
    rows = Registration.objects.filter(standing(now), sitting__round=round).values("sitting").annotate(n=Count("pk"))
    return {row["sitting"]: row["n"] for row in rows}


def left(sitting: Sitting, *, now: dt.datetime) -> int | None:
    """Places still free; None without a limit."""
    return rules.places_left(sitting.capacity, taken(sitting, now=now))


def of_person(person: Person, *, now: dt.datetime) -> "QuerySet[Registration]":
    """The person's standing registrations, in any round."""
    return Registration.objects.filter(standing(now), person=person).select_related("sitting__subject")


def spans(sittings: Iterable[Sitting]) -> list[rules.Span]:
    """When the papers are held."""
    return [rules.Span(sitting.opens_at, sitting.minutes) for sitting in sittings]


def lapsed(round: Round | None, *, now: dt.datetime) -> "QuerySet[Registration]":
    """Pending registrations whose hold has run out, of a round or of all."""
    found = Registration.objects.filter(state=RegistrationState.PENDING, held_until__lte=now)
    return found.filter(sitting__round=round) if round else found
