"""Work of the background worker."""

from celery import shared_task

from exams.sittings.services import holds
from lms.core import clock


@shared_task(name="sittings.release_places")
def release_places() -> None:
    """Beat's sweep: give back places whose hold has run out."""
    holds.sweep(now=clock.now())
