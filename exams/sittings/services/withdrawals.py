"""Giving a registration up: by the candidate while nothing was paid, by an officer for a reason the rules name."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.sittings.enums import WithdrawalReason
from exams.sittings.models import Registration, Round
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import fees, withdrawals
from exams.sittings.services import news, registrations
from exams.sittings.services.registrations import UnableToCancel
from lms.core.db import locked


def by_candidate(*, registration: Registration, actor: Any, now: dt.datetime) -> Registration:
    """The candidate gives an unpaid registration up; what was paid for is given up through an officer.

    Raises ``UnableToCancel``: code ``paid`` or what cancelling raises.
    """
    with transaction.atomic():
        locked(Round.objects.all(), pk=registration.sitting.round_id)  # confirming a payment takes the same lock
        if fees.balance(registration).paid:
            raise UnableToCancel(_("已繳費的報名請備妥事由證明，向主辦單位申請。"), code="paid")
        return registrations.cancel(registration=registration, actor=actor, now=now)


def by_officer(*, registration: Registration, reason: WithdrawalReason, actor: Any, now: dt.datetime) -> Registration:
    """An officer cancels for a reason with the refund of the programme's table; the candidate is told.

    Raises ``UnableToCancel``: code ``no_refund_rule`` for a paid one whose reason the table does not name.
    """
    percent = rules.refund_percent(reason, withdrawals.table(registration, on=now.date()))
    if percent is None and fees.balance(registration).paid:
        why = _("退費規定沒有列出這個事由，已繳費的報名不能據此取消。")
        raise UnableToCancel(why, code="no_refund_rule")
    with transaction.atomic():
        cancelled = registrations.cancel(registration=registration, percent=percent or 0, actor=actor, now=now)
        news.tell(what=news.CANCELLED, registrations=[cancelled], now=now)
    return cancelled
