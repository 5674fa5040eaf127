"""Running a rehearsal: sealed like the real thing, with a clock that can be moved on."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.models import Attempt, TimeAdjustment
from exams.delivery.services import sealing
from exams.sittings.models import Round, Sitting
from exams.sittings.services import rehearsals
from lms.accounts.models import User
from lms.core import audit
from lms.core.errors import Refusal

MOST_MINUTES = 600
_SITTING = ("opens_at", "entry_closes_at")
_ATTEMPT = ("admitted_at", "started_at", "ends_at", "ended_at", "paused_at", "last_seen_at", "last_saved_at")


class UnableToMoveOn(Refusal):
    """The clock cannot be moved; ``code`` is ``not_rehearsal`` or ``minutes_out_of_range``."""

    code = "not_rehearsal"


def create(
    *, round: Round, opens_at: dt.datetime, people: Sequence[User], extras: int, actor: Any, now: dt.datetime
) -> Round:
    """A sealed rehearsal. Raises ``rehearsals.UnableToRehearse`` and ``sealing.UnableToSeal``; then nothing is written."""
    with transaction.atomic():
        copy = rehearsals.create(round=round, opens_at=opens_at, people=people, extras=extras, actor=actor, now=now)
        return sealing.seal(round=copy, actor=actor, now=now)


def move_on(*, round: Round, minutes: int, actor: Any, now: dt.datetime) -> None:
    """Let ``minutes`` pass at once for a rehearsal: every instant of it goes back by as much, answers stay.

    Raises :class:`UnableToMoveOn` for a real round.
    """
    if round.rehearsal_of_id is None:
        raise UnableToMoveOn(_("只有演練的時鐘可以撥動。"))
    if not 1 <= minutes <= MOST_MINUTES:
        raise UnableToMoveOn(_("一次可撥快 1 到 600 分鐘。"), code="minutes_out_of_range")
    passed = dt.timedelta(minutes=minutes)
    with transaction.atomic():
        attempts = list(
            Attempt.objects.select_for_update(of=("self",))
            .select_related("registration__room")
            .filter(registration__sitting__round=round)
            .order_by("pk")
        )
        _back(Sitting.objects.filter(round=round), _SITTING, passed)
        _back(Attempt.objects.filter(registration__sitting__round=round), _ATTEMPT, passed)
        _back(TimeAdjustment.objects.filter(attempt__registration__sitting__round=round), ("granted_at",), passed)
        # The instants of what was granted have moved, so replies have to look again.
        Attempt.objects.filter(registration__sitting__round=round, news__gt=0).update(news=F("news") + 1)
        audit.record(
            actor=actor,
            action="rehearsal.moved_on",
            subject=f"sittings.Round:{round.public_id}",
            now=now,
            minutes=minutes,
        )
        realtime.hint(attempts)


def _back(rows: "models.QuerySet[Any]", columns: tuple[str, ...], passed: dt.timedelta) -> None:
    rows.update(**{column: F(column) - passed for column in columns})  # null stays null
