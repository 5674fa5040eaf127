"""Background work of this app."""

from celery import shared_task

from exams.practice.services import mocks
from lms.core import clock


@shared_task(name="practice.purge_visitors")
def purge_visitors() -> int:
    """Remove visitors' mocks that are older than their time."""
    return mocks.purge(now=clock.now())
