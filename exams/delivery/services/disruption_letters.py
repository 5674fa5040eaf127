"""Telling people what a disaster changes for them: one message per person, in the outbox and on the screen."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from exams.delivery.enums import DisruptionMeasure
from exams.delivery.models import Disruption
from exams.delivery.selectors import disruptions as reads
from exams.sittings.models import Registration
from lms.core.calendar import rules as calendar
from lms.notices.services import outbox

_TIMED = (DisruptionMeasure.POSTPONE, DisruptionMeasure.PAPER)


def write(disruption: Disruption, touched: Sequence[Registration], *, now: dt.datetime) -> int:
    """Queue the messages inside the caller's transaction; returns how many people are told."""
    mine: dict[int, list[Registration]] = defaultdict(list)
    for registration in touched:
        mine[registration.person_id].append(registration)
    found = list(disruption.counties.order_by("position"))
    shared = {
        "measure": str(disruption.measure),
        "round_zh": disruption.round.name_zh,
        "round_en": disruption.round.name_en,
        "counties_zh": reads.names(found, english=False),
        "counties_en": reads.names(found, english=True),
        "reason": disruption.reason,
    }
    for registrations in mine.values():
        outbox.put(
            person=registrations[0].person,
            event_id=f"disruption:{disruption.public_id}",
            template="exam_disrupted",
            context=shared | {"papers": [_paper(disruption, each) for each in registrations]},
            now=now,
        )
    return len(mine)


def _paper(disruption: Disruption, registration: Registration) -> dict[str, Any]:
    sitting, room = registration.sitting, registration.room
    shown = {
        "subject_zh": sitting.subject.name_zh,
        "subject_en": sitting.subject.name_en,
        "room_zh": room.name_zh if room else "",
        "room_en": room.name_en if room else "",
        "place": room.place if room else "",
        "seat": registration.seat,
    }
    if disruption.measure in _TIMED and sitting.opens_at is not None:
        local = timezone.localtime(sitting.opens_at)
        shown["opens_zh"] = f"{calendar.format_roc_text(local.date())} {local:%H:%M}"
        shown["opens_en"] = f"{local:%Y-%m-%d %H:%M}"
    return shown
