"""Work of the background worker."""

from celery import shared_task

from exams.delivery.services import attempts
from lms.core import clock


@shared_task(name="delivery.close_expired")
def close_expired() -> None:
    """Beat's sweep: write down the ends that the clock has already decided."""
    attempts.close_expired(now=clock.now())
