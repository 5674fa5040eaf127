"""Counting what goes into a room of a sitting on paper and what comes back: no difference without an explanation."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.models import SheetTally
from exams.sittings.models import ExamRoom, Sitting
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal


class UnableToCount(Refusal):
    """The count is not stored; ``code`` is ``note_needed`` or ``spoiled_too_many``."""

    code = "note_needed"


def count(
    *,
    room: ExamRoom,
    sitting: Sitting,
    sheets_out: int,
    papers_out: int,
    sheets_back: int | None,
    papers_back: int | None,
    spoiled: int,
    note: str,
    actor: Any,
    now: dt.datetime,
) -> SheetTally:
    """Store the count of a room; counting again replaces it, the audit trail keeps every count.

    Raises :class:`UnableToCount` where what came back is not what went in and nobody says why.
    """
    counted = {"sheets_out": sheets_out, "papers_out": papers_out, "sheets_back": sheets_back}
    counted |= {"papers_back": papers_back, "spoiled": spoiled}
    differs = (sheets_back is not None and sheets_back != sheets_out) or (
        papers_back is not None and papers_back != papers_out
    )
    if differs and not note.strip():
        raise UnableToCount(_("收回與帶入的數目不符，請清查試場並寫明原因。"))
    if spoiled > sheets_out:
        raise UnableToCount(_("作廢的答案卡不會多於帶入試場的。"), code="spoiled_too_many")
    with transaction.atomic():
        locked(ExamRoom.objects.all(), pk=room.pk)
        row = SheetTally.objects.filter(room=room, sitting=sitting).first() or SheetTally(room=room, sitting=sitting)
        values = counted | {"note": note.strip()}
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            return row
        for name, value in values.items():
            setattr(row, name, value)
        row.counted_by, row.counted_at = actor, now
        row.save()
        subject = f"sittings.ExamRoom:{room.public_id}"
        audit.record(
            actor=actor,
            action="paper.counted",
            subject=subject,
            now=now,
            sitting=str(sitting.public_id),
            differs=differs,
            **counted,
        )
    return row
