"""What a withdrawn learner gets back of the class fee, as far as the class's data decide it (REF-1)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.classes.enums import ClassState, EnrolmentState
from courses.classes.models import ClassSession, Enrolment
from courses.tuition.dated import ONE_THIRD
from courses.tuition.rules import refunds
from courses.tuition.rules.enums import Measure, RefundReason
from courses.tuition.selectors import ledger
from lms.core import dated
from lms.core.models import AuditEvent
from lms.core.reasons import Reason


@dataclass(frozen=True)
class Proposal:
    """The legal minimum for a withdrawal on ``on``; a school's own table may be better. ``reasons`` are sentences."""

    amount: int
    on: dt.date
    reasons: list[str]


def about_enrolment(enrolment: Enrolment) -> str:
    """The account of a seat."""
    return f"classes.Enrolment:{enrolment.public_id}"


def proposal(enrolment: Enrolment) -> Proposal | None:
    """The refund for a withdrawn seat that was paid; None when nothing was paid or the timetable is empty."""
    kept = ledger.balance(about_enrolment(enrolment)).kept
    cancelled = enrolment.regional_class.state == ClassState.CANCELLED
    if kept <= 0 or not (cancelled or enrolment.state == EnrolmentState.WITHDRAWN):
        return None
    on = _withdrawn_on(enrolment)
    sessions = _hours(enrolment)
    if not cancelled and (on is None or not sessions):
        return None
    on = on or enrolment.regional_class.start_date
    measure = Measure(dated.value(ONE_THIRD, on=on))
    elapsed = refunds.elapsed_part(sessions, on, measure) if sessions else None
    found = refunds.decide(refunds.Withdrawal(fee=kept, elapsed=elapsed, cancelled_by_school=cancelled))
    return Proposal(found.amount, on, [_sentence(reason) for reason in found.reasons])


def _withdrawn_on(enrolment: Enrolment) -> dt.date | None:
    """The day the seat was given back, as the trail has it."""
    subject = f"classes.Enrolment:{enrolment.public_id}"
    event = AuditEvent.objects.filter(subject=subject, action="enrolment.withdrawn").order_by("-id").first()
    return timezone.localtime(event.at).date() if event else None


def _hours(enrolment: Enrolment) -> list[tuple[dt.date, Decimal]]:
    rows = ClassSession.objects.filter(regional_class=enrolment.regional_class)
    return [
        (timezone.localtime(row.starts_at).date(), Decimal((row.ends_at - row.starts_at).total_seconds()) / 3600)
        for row in rows
    ]


def _sentence(reason: Reason) -> str:
    share = reason.params.get("share")
    percent = int(Decimal(str(share)) * 100) if share is not None else 0
    sentences = {
        RefundReason.CANCELLED: _("班別由學校停開：全額退費。"),
        RefundReason.BEFORE_START: _("開課日前退訓：退還學費 %(percent)s%%。"),
        RefundReason.WITHIN: _("開課後未逾全期三分之一：退還學費 %(percent)s%%。"),
        RefundReason.TOO_LATE: _("已逾全期三分之一：不退費。"),
    }
    return sentences.get(RefundReason(reason.code), "") % {"percent": percent}
