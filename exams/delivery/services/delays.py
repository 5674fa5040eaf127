"""Shifting a start: *delay* moves the window of those who have not begun, *extend* gives a later end to those who have.

Nobody's working time changes by a delay: the limit runs from one's own start.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.selectors import status
from exams.delivery.services import ledger
from lms.core import audit
from lms.core.errors import Refusal


class UnableToDelay(Refusal):
    """The start cannot be moved; ``code`` is ``seconds_out_of_range``, ``nothing_to_delay`` or ``entry_over``."""

    code = "unable_to_delay"


def delay(*, attempts: Iterable[Attempt], seconds: int, actor: Any, now: dt.datetime) -> list[Attempt]:
    """Let everybody who has not started begin ``seconds`` later, with the end of entry moved as far; returns them.

    Whoever has started keeps the own end (time is given by extending). Raises :class:`UnableToDelay`.
    """
    wanted = sorted({attempt.pk for attempt in attempts})
    with transaction.atomic():
        rows = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("sitting", "registration__room")
            .filter(pk__in=wanted)
            .order_by("pk")
        )
        held = [attempt for attempt in rows if attempt.state in transitions.BEFORE_START]
        _require_sense(held, seconds, now)
        for attempt in held:
            attempt.delay_seconds += seconds
        Attempt.objects.bulk_update(held, ["delay_seconds"], batch_size=500)
        told = {"seconds": seconds}
        audit.record_many(
            [audit.Entry("attempt.delayed", f"delivery.Attempt:{attempt.public_id}", told) for attempt in held],
            actor=actor,
            now=now,
        )
        realtime.hint(held)
    return held


def _require_sense(held: list[Attempt], seconds: int, now: dt.datetime) -> None:
    if not held:
        raise UnableToDelay(_("沒有可以延後的考卷：都已開始或結束；已開始的人請用延長。"), code="nothing_to_delay")
    total = max(attempt.delay_seconds for attempt in held) + seconds
    if seconds < 1 or total > ledger.MAX_SECONDS:
        raise UnableToDelay(_("延後合計須在 1 秒到 4 小時之間。"), code="seconds_out_of_range")
    closes = [status.entry_closes_at(attempt) for attempt in held]
    if any(at is not None and now >= at for at in closes):
        raise UnableToDelay(_("已超過入場時間，不能再延後開始。"), code="entry_over")
