"""The worker's entry points."""

from celery import shared_task

from lms.accounts.models import User
from lms.core import clock, jobs
from question_bank.formats.models import ImportBatch
from question_bank.formats.services import batches


@jobs.handler(batches.JOB)
def import_questions(handle: jobs.Handle) -> None:
    """Write a long import."""
    batch = ImportBatch.objects.select_related("owner").get(pk=handle.arguments["batch"])
    actor = User.objects.get(pk=handle.arguments["actor"])
    batches.carry_out(batch=batch, actor=actor, progress=handle.report, now=clock.now())


@shared_task(name="formats.forget_uploads")
def forget_uploads() -> int:
    """Delete the uploads nobody decided about."""
    return batches.forget_expired(now=clock.now())
