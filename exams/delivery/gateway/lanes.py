"""The lanes of the web process: writers that take requests of one sort, each with a thread and a connection of its own.

A lane's handler is a service that takes a whole batch; it is looked up when called.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from exams.delivery.gateway.writer import Writer
from exams.delivery.services import answers as receiving
from exams.delivery.services.answers import Receipt, Submission


def _receive(requests: Sequence[Submission], arrived: Sequence[dt.datetime], now: dt.datetime) -> Sequence[Receipt]:
    submissions = [replace(each, received_at=at) for each, at in zip(requests, arrived, strict=True)]
    return receiving.receive(submissions, now=now)


answers: Writer[Submission, Receipt] = Writer(_receive, name="answers")


def every() -> list[Writer[Any, Any]]:
    """All lanes, in the order in which they start; they stop in the opposite order."""
    return [answers]
