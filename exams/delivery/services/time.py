"""Giving time."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AdjustmentKind, AttemptState
from exams.delivery.models import Attempt
from exams.delivery.selectors import status
from exams.delivery.services import ledger
from exams.delivery.services.ledger import UnableToExtend
from lms.core import audit

EXTENDABLE = frozenset({AttemptState.PREPARED, AttemptState.ADMITTED, AttemptState.RUNNING, AttemptState.PAUSED})


def extend(
    *, attempts: Iterable[Attempt], seconds: int, kind: AdjustmentKind, reason: str, actor: Any, now: dt.datetime
) -> list[Attempt]:
    """Give every attempt that is not over ``seconds`` more, before or during its run; returns those extended.

    Ledger entries, new ends and the audit trail are one transaction; screens are told after it. Attempts that are over
    are left as they are (reopening gives time back). Raises :class:`UnableToExtend`.
    """
    if not reason.strip():
        raise UnableToExtend(_("請填寫延長原因。"), code="no_reason")
    wanted = sorted({attempt.pk for attempt in attempts})
    with transaction.atomic():
        # Locked in the order of their keys, so two extensions of overlapping groups cannot block each other.
        rows = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("registration__room")
            .filter(pk__in=wanted)
            .order_by("pk")
        )
        held = [attempt for attempt in rows if status.state(attempt, now) in EXTENDABLE]
        if not held:
            raise UnableToExtend(_("沒有可以延長的考卷：都已結束。"), code="nothing_to_extend")
        ledger.add(held, seconds=seconds, kind=kind, reason=reason.strip()[:200], actor=actor, now=now)
        told = {"seconds": seconds, "kind": str(kind)}
        audit.record_many(
            [audit.Entry("attempt.extended", f"delivery.Attempt:{attempt.public_id}", told) for attempt in held],
            actor=actor,
            now=now,
        )
        realtime.hint(held)
    return held


__all__ = ["EXTENDABLE", "UnableToExtend", "extend"]
