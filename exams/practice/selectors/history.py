"""A person's own mocks: the list, the last one and the best one per programme."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from exams.practice.models import MockExam
from exams.practice.selectors import results
from lms.accounts.models import Person

SHOWN = 20


@dataclass(frozen=True)
class Entry:
    """A mock in the list; ``total`` is the sum of its rounded scores, None while unfinished."""

    mock: MockExam
    result: results.MockResult
    total: int | None
    is_best: bool


def of(person: Person, *, now: dt.datetime) -> list[Entry]:
    """The newest mocks first; the best finished one of each programme is marked (the earlier of equals)."""
    rows = MockExam.objects.filter(person=person).select_related("programme__level__certification")
    found = results.of_many(list(rows.order_by("-created_at", "-id")[:SHOWN]), now=now)
    totals = {result.mock.pk: _total(result) for result in found}
    best: dict[int, tuple[int, int]] = defaultdict(lambda: (-1, 0))
    for result in reversed(found):
        total = totals[result.mock.pk]
        if total is not None and total > best[result.mock.programme_id][0]:
            best[result.mock.programme_id] = (total, result.mock.pk)
    return [
        Entry(result.mock, result, totals[result.mock.pk], best[result.mock.programme_id][1] == result.mock.pk)
        for result in found
    ]


def _total(result: results.MockResult) -> int | None:
    if result.decision is None:
        return None
    return sum(each.score or 0 for each in result.decision.scores)
