"""The attendance of those who let themselves in: starting a paper that asks nobody at the door notes that they came.

Nobody compared a document, and nobody can be early: the paper starts at its hour at the earliest. So they are present,
with the instant of their start, for as long as entry is open at all.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from exams.delivery.enums import ArrivalWay, AttemptState, AttendanceState, IdentityCheck
from exams.delivery.models import Attempt, Attendance
from exams.sittings.models import Registration
from lms.core import audit

_COLUMNS = ("state", "way", "arrived_at", "left_at", "recorded_by", "recorded_at")


def lock(public_ids: Iterable[uuid.UUID]) -> None:
    """Lock the registrations whose attempts may be entered so; before the attempts, in the order of the door."""
    rows = Registration.objects.select_for_update(no_key=True, of=("self",)).filter(
        attempt__public_id__in=set(public_ids), attempt__state=AttemptState.PREPARED, sitting__self_admission=True
    )
    list(rows.order_by("pk").values_list("pk"))


def note(entered: Iterable[Attempt], *, now: dt.datetime) -> list[audit.Entry]:
    """Note that these came, unless the door did; returns what the trail is to hold."""
    registrations = {each.registration_id: each.registration for each in entered if each.registration is not None}
    if not registrations:
        return []
    known = {row.registration_id: row for row in Attendance.objects.filter(registration__in=list(registrations))}
    new = [_come(Attendance(registration=each), now) for pk, each in registrations.items() if pk not in known]
    corrected = [_come(row, now) for row in known.values() if row.arrived_at is None]
    Attendance.objects.bulk_create(new)
    if corrected:
        Attendance.objects.bulk_update(corrected, _COLUMNS)
    return [_entry(registrations[row.registration_id]) for row in (*new, *corrected)]


def _come(row: Attendance, now: dt.datetime) -> Attendance:
    row.state, row.way, row.arrived_at, row.left_at = AttendanceState.PRESENT, ArrivalWay.SELF, now, None
    row.recorded_by, row.recorded_at = None, now
    return row


def _entry(registration: Registration) -> audit.Entry:
    facts = {
        "state": str(AttendanceState.PRESENT),
        "identity": str(IdentityCheck.NOT_CHECKED),
        "way": str(ArrivalWay.SELF),
    }
    return audit.Entry("attendance.recorded", f"sittings.Registration:{registration.public_id}", facts)
