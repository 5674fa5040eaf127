"""Work of the background worker."""

from celery import shared_task

from lms.core import clock
from question_bank.review.services import reminders


@shared_task(name="review.send_reminders")
def send_reminders() -> int:
    """Beat's sweep: remind reviewers; returns how many."""
    return reminders.send_due(now=clock.now())
