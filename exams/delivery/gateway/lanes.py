"""The lanes of the web process: writers that take requests of one sort, each with a thread and a connection of its own.

A lane's handler is a service that takes a whole batch; it is looked up when called.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from exams.delivery.gateway import desks
from exams.delivery.gateway.http import Reply
from exams.delivery.gateway.writer import Writer
from exams.delivery.services import answers as receiving
from exams.delivery.services.answers import Receipt, Submission

DOOR_QUEUE = 4_000
DOOR_BATCH = 64
"""A start costs more than an answer: smaller batches keep the first of them from waiting for the last."""


def _receive(requests: Sequence[Submission], arrived: Sequence[dt.datetime], now: dt.datetime) -> Sequence[Receipt]:
    return receiving.receive(requests, arrived, now)


def _serve(requests: Sequence[Any], arrived: Sequence[dt.datetime], now: dt.datetime) -> Sequence[Reply]:
    return desks.receive(requests, arrived, now)


answers: Writer[Submission, Receipt] = Writer(_receive, name="answers", prepared=True)


door: Writer[Any, Reply] = Writer(_serve, name="door", queue_limit=DOOR_QUEUE, batch_limit=DOOR_BATCH)
"""Start, hand-in and what else is not an answer: a lane of its own, so that a rush at the door delays no answer."""


def every() -> list[Writer[Any, Any]]:
    """All lanes, in the order in which they start; they stop in the opposite order."""
    return [door, answers]
