"""Sittings and registrations of rounds that were held elsewhere and arrive as rows."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils import timezone

from exams.sittings import dated as settings
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import Registration, Round, Sitting
from lms.core import dated
from question_bank.syllabus.models import Subject

_BATCH = 2_000
Seat = tuple[int, str]
"""(person id, subject code)."""


def ensure_sittings(*, round: Round, subjects: Iterable[Subject], now: dt.datetime) -> dict[str, Sitting]:
    """One paper sitting per subject, by subject code; they are sealed at once, nobody can sit them here."""
    minutes = dated.value(settings.MINUTES[round.programme.code], on=timezone.localtime(now).date())
    return {
        subject.code: Sitting.objects.get_or_create(
            round=round,
            subject=subject,
            mode=SittingMode.PAPER,
            defaults={"programme": round.programme, "minutes": minutes, "sealed_at": now},
        )[0]
        for subject in subjects
    }


def ensure_registrations(*, sittings: dict[str, Sitting], seats: Collection[Seat], now: dt.datetime) -> dict[Seat, int]:
    """Exactly these seats are registered afterwards; returns registration ids. Seats no longer given are cancelled.

    Call it inside a transaction: a half-registered round is of no use.
    """
    standing, wanted = _standing(sittings), frozenset(seats)
    gone = [pk for seat, pk in standing.items() if seat not in wanted]
    for start in range(0, len(gone), _BATCH):
        batch = gone[start : start + _BATCH]
        Registration.objects.filter(pk__in=batch).update(state=RegistrationState.CANCELLED)
    missing = [
        Registration(sitting=sittings[subject], person_id=person, registered_at=now)
        for person, subject in seats
        if (person, subject) not in standing
    ]
    Registration.objects.bulk_create(missing, batch_size=_BATCH)
    found = _standing(sittings)
    return {seat: found[seat] for seat in seats}


def _standing(sittings: dict[str, Sitting]) -> dict[Seat, int]:
    codes = {sitting.pk: code for code, sitting in sittings.items()}
    rows = Registration.objects.filter(sitting_id__in=codes, state=RegistrationState.REGISTERED)
    return {(person, codes[sitting]): pk for pk, person, sitting in rows.values_list("pk", "person_id", "sitting_id")}
