"""Jobs: one row per piece of work, taken up again when lost, given up where somebody sees it."""

import datetime as dt

from django.test import TestCase

from lms.core import clock, jobs
from lms.core.enums import JobState
from lms.core.models import Job
from tests.support.cast import NOW

KIND = "tests.work"


class Lost(TestCase):
    def setUp(self) -> None:
        self.calls: list[int] = []
        jobs.handler(KIND)(lambda handle: self.calls.append(handle.job.pk))
        self.addCleanup(jobs._handlers.pop, KIND)

    def job(self, *, attempts: int, silent: dt.timedelta) -> Job:
        return Job.objects.create(
            kind=KIND,
            key=f"{KIND}:{attempts}:{silent}",
            state=JobState.RUNNING,
            attempts=attempts,
            created_at=NOW,
            heartbeat_at=NOW - silent,
        )

    def sweep(self) -> None:
        with clock.frozen(NOW):
            jobs.run_due_jobs()

    def test_a_job_lost_with_its_worker_is_run_again(self) -> None:
        lost = self.job(attempts=1, silent=dt.timedelta(minutes=3))
        self.job(attempts=1, silent=dt.timedelta(minutes=1))  # somebody works on it
        self.sweep()
        self.assertEqual(self.calls, [lost.pk])

    def test_a_job_that_loses_every_worker_fails_and_is_not_looked_for_again(self) -> None:
        poison = self.job(attempts=jobs.MAX_ATTEMPTS, silent=dt.timedelta(minutes=3))
        alive = self.job(attempts=jobs.MAX_ATTEMPTS, silent=dt.timedelta(minutes=1))
        self.sweep()
        states = {job.pk: (job.state, job.error) for job in Job.objects.all()}
        self.assertEqual(states, {poison.pk: (JobState.FAILED, "WorkerLost"), alive.pk: (JobState.RUNNING, "")})
        self.assertEqual((self.calls, jobs.due(NOW)), ([], []))


class Asking(TestCase):
    def test_the_same_work_asked_twice_is_one_job_and_a_failed_one_starts_anew(self) -> None:
        def ask() -> Job:
            return jobs.enqueue(kind=KIND, key="once", arguments={}, owner=None, now=NOW)

        self.assertEqual(ask().pk, ask().pk)
        Job.objects.update(state=JobState.FAILED, attempts=jobs.MAX_ATTEMPTS, error="KeyError")
        ask()
        job = Job.objects.get()
        self.assertEqual((job.state, job.attempts, job.error), (JobState.QUEUED, 0, ""))
