"""Background work in one shape: a ``Job`` row, one Celery task that runs it, handlers registered by kind.

``enqueue`` is called inside a transaction; the task is sent after the commit. Handlers are idempotent and report
progress through the handle they get, so a job lost with its worker is simply run again.
"""

import datetime as dt
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from celery import shared_task
from django.db.models import Q

from lms.core import clock
from lms.core.db import after_commit
from lms.core.enums import JobState
from lms.core.models import Job

STALE_AFTER = dt.timedelta(minutes=2)
ALIVE_EVERY = dt.timedelta(seconds=15)
MAX_ATTEMPTS = 5
log = structlog.get_logger(__name__)


class Handle:
    """What a handler gets: its arguments and a way to tell how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.arguments: dict[str, Any] = job.arguments

    def report(self, progress: int, total: int) -> None:
        """Write progress where the page reads it; also the sign of life that keeps the job from being taken over."""
        Job.objects.filter(pk=self.job.pk).update(progress=progress, total=total, heartbeat_at=clock.now())


Handler = Callable[[Handle], None]
_handlers: dict[str, Handler] = {}
_running: ContextVar[int | None] = ContextVar("running_job", default=None)


def alive() -> None:
    """Say from inside long work that its job goes on, so that it is not taken over; outside a job this does nothing."""
    job_id = _running.get()
    if job_id is not None:
        now = clock.now()
        Job.objects.filter(pk=job_id, heartbeat_at__lt=now - ALIVE_EVERY).update(heartbeat_at=now)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Decorator: run jobs of this kind with the decorated function."""

    def add(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return add


def enqueue(*, kind: str, key: str, arguments: dict[str, Any], owner: Any, now: dt.datetime) -> Job:
    """Ask for work once: the same ``key`` gives the job that exists. Sent to the worker after the commit."""
    job, created = Job.objects.get_or_create(
        key=key, defaults={"kind": kind, "arguments": arguments, "owner": owner, "created_at": now}
    )
    if created or job.state == JobState.FAILED:
        Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(state=JobState.QUEUED, attempts=0, error="")
        after_commit(lambda: run_job.delay(job.pk))
    return job


def run(job_id: int) -> None:
    """Run one job if it is due; a second worker arriving meanwhile finds nothing to do."""
    now = clock.now()
    takeable = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    taken = Job.objects.filter(takeable, pk=job_id, attempts__lt=MAX_ATTEMPTS)
    job = taken.first()
    if job is None or not taken.filter(attempts=job.attempts).update(
        state=JobState.RUNNING, heartbeat_at=now, attempts=job.attempts + 1
    ):
        return
    token = _running.set(job.pk)
    try:
        _handlers[job.kind](Handle(job))
    except Exception as error:
        last = job.attempts + 1 >= MAX_ATTEMPTS
        state = JobState.FAILED if last else JobState.QUEUED
        # The type only: a message may carry personal data.
        Job.objects.filter(pk=job.pk).update(state=state, error=type(error).__name__, heartbeat_at=clock.now())
        log.exception("job_failed", job=job.pk, kind=job.kind, attempt=job.attempts + 1)
        return
    finally:
        _running.reset(token)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=clock.now(), error="")


def due(now: dt.datetime) -> list[int]:
    """Jobs nobody is working on: queued for a while, or running without a sign of life."""
    waiting = Q(state=JobState.QUEUED, created_at__lt=now - dt.timedelta(seconds=30)) & (
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - dt.timedelta(seconds=30))
    )
    lost = Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    return list(Job.objects.filter(waiting | lost).order_by("id").values_list("id", flat=True))


def give_up(now: dt.datetime) -> int:
    """Fail the jobs that were lost with their worker on every try, so that somebody sees them; returns how many."""
    lost = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=now - STALE_AFTER, attempts__gte=MAX_ATTEMPTS)
    return lost.update(state=JobState.FAILED, error="WorkerLost")


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Celery's entry point for one job."""
    run(job_id)


@shared_task(name="core.run_due_jobs")
def run_due_jobs() -> None:
    """Beat's sweep: take up what was lost."""
    now = clock.now()
    give_up(now)
    for job_id in due(now):
        run(job_id)
