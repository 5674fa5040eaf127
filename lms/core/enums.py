"""Enumerations of the shared kernel."""

from enum import StrEnum


class JobState(StrEnum):
    """A job of the background worker: waiting, running, done, or failed for good."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
