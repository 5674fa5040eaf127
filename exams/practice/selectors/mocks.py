"""Which mocks there are, and how far one has come."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from courses.catalogue.models import Programme
from exams.delivery.enums import EndReason
from exams.delivery.models import Attempt
from exams.delivery.rules import time, transitions
from exams.delivery.selectors import status
from exams.outcomes.selectors import passing_policy
from exams.papers.models import FormItem
from exams.practice.models import MockExam, MockPart
from exams.practice.selectors import wording
from exams.sittings.enums import SittingMode
from exams.sittings.models import Sitting
from question_bank.syllabus.models import Subject


@dataclass(frozen=True)
class Offer:
    """A mock that can be taken now: its programme, one sitting per subject, items per paper, the passing rule."""

    programme: Programme
    sittings: list[Sitting]
    items: int
    rule: str

    @property
    def minutes(self) -> int:
        """Minutes of one paper."""
        return self.sittings[0].minutes


def offers(*, today: dt.date) -> list[Offer]:
    """Every programme with a complete mock, in the order of the catalogue."""
    return [
        Offer(programme, sittings, _items(sittings[0]), wording.rule(passing_policy.for_programme(programme, on=today)))
        for programme, sittings in offered()
    ]


def offered() -> list[tuple[Programme, list[Sitting]]]:
    """The programmes that have a complete mock, with its sittings."""
    rows = Programme.objects.filter(sittings__mode=SittingMode.MOCK).distinct().order_by("position")
    found = [(programme, sittings_of(programme)) for programme in rows.select_related("level__certification")]
    return [(programme, sittings) for programme, sittings in found if sittings]


def _items(sitting: Sitting) -> int:
    return FormItem.objects.filter(form__sittings=sitting).values("form").annotate(n=Count("id"))[0]["n"]


def sittings_of(programme: Programme) -> list[Sitting]:
    """The mock sittings of a programme, S1 first; empty unless every subject of the level has one."""
    wanted = Subject.objects.filter(level=programme.level_id).count()
    rows = Sitting.objects.filter(programme=programme, mode=SittingMode.MOCK).order_by("subject__position", "id")
    sittings = list(rows.select_related("subject"))
    return sittings if sittings and len(sittings) == wanted else []


def parts_of(mocks: Iterable[MockExam]) -> dict[int, list[MockPart]]:
    """The parts of each mock (by its id) in their order, with what showing them needs; one query."""
    found: dict[int, list[MockPart]] = defaultdict(list)
    rows = MockPart.objects.filter(mock_exam__in=list(mocks)).order_by("mock_exam_id", "position")
    for part in rows.select_related("attempt__sitting__subject"):
        found[part.mock_exam_id].append(part)
    return found


def is_over(attempt: Attempt, *, now: dt.datetime) -> bool:
    """Whether results may be shown: the attempt has ended and no answer can count any more (KL-02).

    After time is up that is the end of the network grace, so that a key never meets an answer that still counts.
    """
    if status.state(attempt, now) not in transitions.OVER:
        return False
    by_clock = status.end_reason(attempt, now) == EndReason.TIME_UP and attempt.ends_at is not None
    grace = dt.timedelta(seconds=settings.NETWORK_GRACE_SECONDS)
    return not by_clock or now > time.accepts_until(attempt.ends_at, grace)  # type: ignore[arg-type]


def next_part(mock: MockExam, *, now: dt.datetime) -> MockPart | None:
    """The part to sit or go on with; None when all are over."""
    return first_open(parts_of([mock])[mock.pk], now=now)


def first_open(parts: Iterable[MockPart], *, now: dt.datetime) -> MockPart | None:
    """The first of these parts that is not over."""
    return next((part for part in parts if status.state(part.attempt, now) not in transitions.OVER), None)


def unfinished(programme: Programme, owner: dict[str, Any], *, now: dt.datetime) -> MockExam | None:
    """The owner's newest mock of a programme if some part of it is still to be sat."""
    mock = MockExam.objects.filter(programme=programme, **owner).order_by("-created_at", "-id").first()
    return mock if mock is not None and next_part(mock, now=now) is not None else None
