"""Mock exams over a small invented bank, answered through the delivery services."""

import datetime as dt
from collections.abc import Mapping

from courses.catalogue.models import Programme
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.services import attempts
from exams.practice.models import MockExam
from exams.practice.services import mocks, pools
from lms.accounts.models import Person
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Topic
from tests.support import cast
from tests.support.exams import build_items

NOW = cast.NOW
RIGHT, WRONG = "b", "a"  # of every invented item


def build_pool(programme: str, *, items_per_subject: int = 50) -> Programme:
    """A programme whose subjects have exactly so many practice items, in the first topic of each, and its mocks."""
    found = Programme.objects.get(code=programme)
    for subject in found.level.subjects.order_by("position"):
        topic = Topic.objects.filter(subject=subject).order_by("position", "id")[0]
        build_items(topic, items_per_subject, ItemUse.PRACTICE)
    pools.ensure(now=NOW, forms_per_subject=1)
    return found


def begin(programme: Programme, *, person: Person | None = None, visitor: str = "") -> MockExam:
    """A fresh mock of a person or a visitor."""
    return mocks.begin(programme=programme, person=person, visitor_hash=visitor, now=NOW)


def attempts_of(mock: MockExam) -> list[Attempt]:
    """The attempts of a mock in the order of its parts."""
    return [part.attempt for part in mock.parts.select_related("attempt__sitting").order_by("position")]


def sit(attempt: Attempt, *, right: int, wrong: int = 0, now: dt.datetime = NOW, hand_in: bool = True) -> Attempt:
    """Start, answer the first items right and the next ones wrong, hand in."""
    running = attempts.start(attempt=attempt, now=now).attempt
    chosen = [RIGHT] * right + [WRONG] * wrong
    items: list[Mapping[str, object]] = running.order[: len(chosen)]
    AnswerEvent.objects.bulk_create(
        AnswerEvent(
            attempt=running,
            lease=running.lease,
            client_seq=seq,
            item_id=item["item"],
            options=[option],
            received_at=now,
        )
        for seq, (item, option) in enumerate(zip(items, chosen, strict=True), start=1)
    )
    return attempts.hand_in(attempt=running, lease=running.lease, now=now) if hand_in else running
