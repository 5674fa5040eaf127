"""Moving the window of a sealed sitting: time is the one part of a frozen configuration that may change."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.delivery.services import sealing
from exams.sittings.enums import RoundState
from exams.sittings.models import Round, Sitting
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal


class UnableToReschedule(Refusal):
    """The window cannot be moved; ``code`` is ``released``, ``window_order`` or ``not_begun``."""

    code = "unable_to_reschedule"


def move(
    *, sitting: Sitting, opens_at: dt.datetime, entry_closes_at: dt.datetime, actor: Any, now: dt.datetime
) -> Sitting:
    """Give a sitting a new window; running attempts keep their own end. The new hash and the old are both audited.

    Raises :class:`UnableToReschedule`.
    """
    if opens_at >= entry_closes_at:
        raise UnableToReschedule(_("入場截止須晚於開始時間。"), code="window_order")
    with transaction.atomic():
        held = locked(Sitting.objects.select_related("round", "subject"), pk=sitting.pk)
        if held.round is not None and held.round.state == RoundState.RELEASED:
            raise UnableToReschedule(_("成績已公布，不能再更改測驗時間。"), code="released")
        before = held.config_hash
        held.opens_at, held.entry_closes_at = opens_at, entry_closes_at
        if held.sealed_at is not None:
            held.config_hash = sealing.config_hash(held)
        held.save(update_fields=["opens_at", "entry_closes_at", "config_hash"])
        _move_exam_date(held)
        audit.record(
            actor=actor,
            action="sitting.rescheduled",
            subject=f"sittings.Sitting:{held.public_id}",
            now=now,
            before=before,
            after=held.config_hash,
        )
    return held


def close_entry(*, round: Round, actor: Any, now: dt.datetime) -> None:
    """End entry now: whoever has not started counts as absent, whoever is writing goes on to their own end.

    For a round that everybody awaited has finished. Raises :class:`UnableToReschedule` before a sitting has begun.
    """
    open_still = list(round.sittings.filter(entry_closes_at__gt=now).order_by("id"))
    if any(sitting.opens_at is None or sitting.opens_at >= now for sitting in open_still):
        raise UnableToReschedule(_("測驗尚未開始，不能截止入場。"), code="not_begun")
    for sitting in open_still:
        if sitting.opens_at is not None:
            move(sitting=sitting, opens_at=sitting.opens_at, entry_closes_at=now, actor=actor, now=now)


def _move_exam_date(sitting: Sitting) -> None:
    if sitting.round is not None and sitting.opens_at is not None:
        Round.objects.filter(pk=sitting.round.pk).update(exam_date=timezone.localdate(sitting.opens_at))
