"""The demo's clock: when it was first seeded, and windows that must be open whenever somebody starts it."""

import datetime as dt

from exams.delivery.services import rescheduling
from exams.sittings.enums import RoundOrigin, RoundState, SittingMode
from exams.sittings.models import Sitting
from lms.core import audit
from lms.core.models import AuditEvent
from lms.demo.seed.rounds import OPEN_FOR, OPENED_BEFORE

_SEEDED = "demo.seeded"


def first_seed(now: dt.datetime) -> dt.datetime:
    """The instant everything in the demo is relative to; remembered in the audit trail."""
    known = AuditEvent.objects.filter(action=_SEEDED).order_by("id").first()
    if known is None:
        known = audit.record(actor=None, action=_SEEDED, subject="demo", now=now)
    return known.at


def reopen(now: dt.datetime) -> None:
    """Move the windows of sealed, unreleased demo sittings that have closed since: they open now again."""
    closed = Sitting.objects.filter(
        round__origin=RoundOrigin.PLATFORM, round__state=RoundState.SEALED, entry_closes_at__lte=now
    ).exclude(mode=SittingMode.PAPER)  # its sheets are being read
    for sitting in closed.order_by("id"):
        rescheduling.move(
            sitting=sitting, opens_at=now - OPENED_BEFORE, entry_closes_at=now + OPEN_FOR, actor=None, now=now
        )
