"""The time ledger of an attempt: entries are only added, and ``ends_at`` moves with them in the same transaction."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from exams.delivery.enums import AdjustmentKind, StaffReason
from exams.delivery.models import STAFF_REASON_LABELS, Attempt, TimeAdjustment
from exams.delivery.rules import time
from lms.core.errors import Refusal

MAX_SECONDS = 14_400


class UnableToExtend(Refusal):
    """No time can be given; ``code`` is ``seconds_out_of_range``, ``no_reason`` or ``nothing_to_extend``."""

    code = "unable_to_extend"


def entries(attempt: Attempt) -> list[time.Adjustment]:
    """Everything given to the attempt so far."""
    rows = TimeAdjustment.objects.filter(attempt=attempt).values_list("kind", "seconds")
    return [time.Adjustment(AdjustmentKind(kind), seconds) for kind, seconds in rows]


def give(attempt: Attempt, *, seconds: int, why: StaffReason, actor: Any, now: dt.datetime) -> None:
    """An incident's entry inside the caller's transaction; nothing for zero seconds."""
    if seconds:
        add(
            [attempt],
            seconds=seconds,
            kind=AdjustmentKind.INCIDENT,
            reason=str(STAFF_REASON_LABELS[why]),
            actor=actor,
            now=now,
        )


def add(held: list[Attempt], *, seconds: int, kind: AdjustmentKind, reason: str, actor: Any, now: dt.datetime) -> None:
    """Entries for attempts whose rows the caller has locked. Raises :class:`UnableToExtend` out of range."""
    if not 1 <= seconds <= MAX_SECONDS:
        raise UnableToExtend(_("延長時間須在 1 秒到 4 小時之間。"), code="seconds_out_of_range")
    TimeAdjustment.objects.bulk_create(
        TimeAdjustment(attempt=attempt, kind=kind, seconds=seconds, reason=reason, granted_by=actor, granted_at=now)
        for attempt in held
    )
    given = dt.timedelta(seconds=seconds)
    # An attempt that has not started has no end to move, but its screen has news all the same.
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in held]).update(
        ends_at=F("ends_at") + given, news=F("news") + 1
    )
    for attempt in held:
        attempt.news += 1
        if attempt.ends_at is not None:
            attempt.ends_at += given
