"""The attempts of a batch with what belongs to them: a query per table, however many there are."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from exams.delivery.models import Attempt
from exams.delivery.services import moves
from exams.papers.models import Form
from exams.sittings.models import ExamRoom, Registration, Sitting
from lms.accounts.models import Person
from lms.core.db import update_each

_COMPARED = ("state", "lease")


def held(public_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Attempt]:
    """The rows as they are now, locked in the order of their keys until the caller's transaction ends."""
    rows = Attempt.objects.select_for_update(no_key=True, of=("self",)).filter(public_id__in=set(public_ids))
    attempts = list(rows.order_by("pk"))
    _attach(attempts)
    return {attempt.public_id: attempt for attempt in attempts}


def standing(attempt: Attempt) -> tuple[str, int]:
    """What :func:`write` compares: take it before changing the row."""
    return str(attempt.state), attempt.lease


def write(columns: Sequence[str], changed: Iterable[Attempt], before: Mapping[int, tuple[str, int]]) -> None:
    """Write these columns of changed rows if all still stand as ``before``, else nothing: ``changed_meanwhile``.

    Behind the lock this never happens; without it a start could move.
    """
    rows = {row.pk: [getattr(row, name) for name in columns] for row in changed}
    if update_each(Attempt, columns, rows, compared=_COMPARED, expected=before) != len(rows):
        raise moves.changed_meanwhile()


def _attach(attempts: list[Attempt]) -> None:
    """Sitting, form, registration, room and person; rows of a round share most of these."""
    sittings = Sitting.objects.select_related("subject").in_bulk({each.sitting_id for each in attempts})
    forms = Form.objects.only("public_id").in_bulk({each.form_id for each in attempts})
    registrations = Registration.objects.only("public_id", "seat", "snapshot", "room_id", "sitting_id").in_bulk(
        {each.registration_id for each in attempts if each.registration_id}
    )
    rooms = ExamRoom.objects.only("public_id", "code").in_bulk(
        {each.room_id for each in registrations.values() if each.room_id}
    )
    people = Person.objects.in_bulk({each.person_id for each in attempts if each.person_id})
    for registration in registrations.values():
        registration.room = rooms[registration.room_id] if registration.room_id else None
    for each in attempts:
        each.sitting, each.form = sittings[each.sitting_id], forms[each.form_id]
        each.registration = registrations[each.registration_id] if each.registration_id else None
        each.person = people[each.person_id] if each.person_id else None
