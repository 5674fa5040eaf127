"""Closing a round for marking: after this nobody answers and nobody reopens (ENDED → CLOSED)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import late, sheets, status
from exams.delivery.services import attempts, secrecy
from exams.sittings.models import Round
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal


class RoundNotOver(Refusal):
    """Somebody may still enter, is still writing, or something waits for a decision; ``code`` is ``entry_open``,
    ``in_progress``, ``sheets_open`` or ``late_undecided``."""

    code = "round_not_over"


def close_round(*, round: Round, actor: Any, now: dt.datetime) -> int:
    """Close every attempt of the round, whatever was saved and however it ended; returns how many were closed.

    Whoever was prepared and never started is closed as well and counts as absent. Raises :class:`RoundNotOver`.
    """
    if round.sittings.filter(entry_closes_at__gt=now).exists() or _delayed_entry_open(round, now):
        raise RoundNotOver(_("還有場次尚未截止入場，不能計分。"), code="entry_open")
    attempts.close_expired(now=now)
    mine = Attempt.objects.filter(registration__sitting__round=round)
    with transaction.atomic():
        locked(Round.objects.all(), pk=round.pk)
        writing = mine.filter(state__in=transitions.IN_PROGRESS).count()
        if writing:
            raise RoundNotOver(_("還有 %(n)s 人正在作答，不能計分。") % {"n": writing}, code="in_progress")
        unread = sheets.unsettled(round).count()
        if unread:
            why = _("還有 %(n)s 張紙本答案卡未確認或未記到考，不能計分。") % {"n": unread}
            raise RoundNotOver(why, code="sheets_open")
        undecided = late.waiting(round)
        if undecided:
            why = _("還有 %(n)s 份考卷的逾時作答待決定，不能計分。") % {"n": undecided}
            raise RoundNotOver(why, code="late_undecided")
        closable = list(
            mine.filter(state__in=transitions.sources_of(AttemptEvent.CLOSE))
            .select_related("registration__room")
            .order_by("pk")
        )
        ids = [attempt.pk for attempt in closable]
        for start in range(0, len(ids), 500):
            Attempt.objects.filter(pk__in=ids[start : start + 500]).update(state=AttemptState.CLOSED)
        secrecy.end(round=round, actor=actor, now=now)
        if closable:
            audit.record(
                actor=actor,
                action="round.closed",
                subject=f"sittings.Round:{round.public_id}",
                now=now,
                attempts=len(closable),
            )
            realtime.hint(closable)
    return len(closable)


def _delayed_entry_open(round: Round, now: dt.datetime) -> bool:
    """Whether a room that was delayed still lets people in."""
    delayed = Attempt.objects.filter(
        registration__sitting__round=round, state__in=transitions.BEFORE_START, delay_seconds__gt=0
    ).select_related("sitting")
    closes = (status.entry_closes_at(attempt) for attempt in delayed)
    return any(at is not None and at > now for at in closes)
