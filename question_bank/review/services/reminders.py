"""Reminding reviewers of what they have and is nearly or already due."""

import datetime as dt

import structlog
from django.db import transaction
from django.utils import timezone

from lms.core.dated import value
from lms.core.db import conditional_update
from question_bank.review import dated
from question_bank.review.models import Assignment
from question_bank.review.rules import reminders
from question_bank.review.services import assignments, letters

BATCH = 50
POSTPONED = dt.timedelta(hours=1)
log = structlog.get_logger(__name__)


def send_due(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Remind of what is due to be reminded of, at most ``limit`` at a time; returns how many.

    One row per transaction, changed only from the instant it was found with, so a doubled worker reminds nobody twice.
    A row that fails is pushed ahead an hour and reported.
    """
    due = Assignment.objects.filter(remind_at__lte=now).select_related("item", "reviewer").order_by("remind_at", "id")
    sent = 0
    for assignment in due[:limit]:
        found_at = assignment.remind_at
        try:
            sent += _remind(assignment, now)
        except Exception as error:
            log.error("reminder_failed", assignment=assignment.pk, error=type(error).__name__)
            Assignment.objects.filter(pk=assignment.pk, remind_at=found_at).update(remind_at=now + POSTPONED)
    return sent


def _remind(assignment: Assignment, now: dt.datetime) -> bool:
    today = timezone.localtime(now).date()
    following = reminders.next_at(assignment.due_date, value(dated.REMIND_DAYS, on=today), now)
    with transaction.atomic():
        expected = {"remind_at": assignment.remind_at, "done_at": None}
        if assignment.item.state not in assignments.WAITING:  # the author is writing again: nothing to review now
            conditional_update(assignment, expected, remind_at=None)
            return False
        if not conditional_update(assignment, expected, remind_at=following, reminded_at=now):
            return False
        overdue = reminders.is_overdue(assignment.due_date, today)
        letters.reminded(assignment=assignment, overdue=overdue, now=now)
    return True
