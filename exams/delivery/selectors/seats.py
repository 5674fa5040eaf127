"""One candidate of a room, as the invigilator at the desk or the door sees them."""

import datetime as dt
from dataclasses import dataclass

from exams.delivery.models import (
    Attempt,
    Attendance,
    HelpCall,
    Incident,
    Notice,
    Objection,
    Pause,
    Signal,
    TimeAdjustment,
)
from exams.delivery.selectors import rooms


@dataclass(frozen=True)
class Candidate:
    """Everything noted about one seat. ``number`` is the masked identity number, empty when none is known: the person
    is compared with the document by the full name and what of the number is shown, and nothing of it is stored."""

    seat: rooms.Seat
    name: str
    romanised: str
    number: str
    learner_number: str
    attendance: Attendance | None
    adjustments: list[TimeAdjustment]
    pauses: list[Pause]
    notices: list[Notice]
    calls: list[HelpCall]
    incidents: list[Incident]
    objections: list[Objection]
    signals: list[Signal]


def candidate(attempt: Attempt, *, now: dt.datetime) -> Candidate:
    """The page of an attempt that was fetched through its room."""
    registration = attempt.registration
    snapshot = registration.snapshot if registration else {}
    documents = registration.person.identity_documents.order_by("id") if registration else None
    seat = rooms.overview(Attempt.objects.filter(pk=attempt.pk), now=now).seats[0]
    return Candidate(
        seat=seat,
        name=str(snapshot.get("name", "")),
        romanised=str(snapshot.get("name_romanised", "")),
        number=next(iter(documents.values_list("masked", flat=True)), "") if documents is not None else "",
        learner_number=str(snapshot.get("learner_number", "")),
        attendance=Attendance.objects.filter(registration=registration).first() if registration else None,
        adjustments=list(attempt.adjustments.select_related("granted_by").order_by("granted_at", "id")),
        pauses=list(attempt.pauses.order_by("started_at", "id")),
        notices=list(attempt.notices.select_related("sent_by").order_by("sent_at", "id")),
        calls=list(attempt.help_calls.select_related("answered_by").order_by("called_at", "id")),
        incidents=incidents([attempt.pk]),
        objections=list(attempt.objections.select_related("noted_by").order_by("noted_at", "id")),
        signals=list(attempt.signals.order_by("-received_at", "-id")[:20]),
    )


def incidents(attempt_ids: list[int]) -> list[Incident]:
    """The entries about these attempts in the order they were made, corrections after what they correct."""
    found = Incident.objects.filter(attempt_id__in=attempt_ids)
    related = ("recorded_by", "corrects", "attempt__registration")
    return list(found.select_related(*related).prefetch_related("corrections").order_by("recorded_at", "id"))


def item_at(attempt: Attempt, position: int) -> int:
    """The item version at a number of the candidate's own paper; 0, which is none, beyond its end."""
    return int(attempt.order[position - 1]["item"]) if 1 <= position <= len(attempt.order) else 0
