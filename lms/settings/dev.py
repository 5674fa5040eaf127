"""A checkout on one machine: SQLite, one web process, one worker, secrets made on first start."""

from lms.settings.base import *  # noqa: F403
