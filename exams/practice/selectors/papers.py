"""One part of a mock after its end: marks, topics, and every item as the candidate saw it, with key and explanation.

Derived from the answers whenever it is shown. Nothing here may be called before :func:`mocks.is_over` holds (KL-02).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.catalogue.models import Lesson
from exams.delivery.models import Attempt
from exams.outcomes.rules import marking
from exams.outcomes.rules.enums import MarkReason
from exams.outcomes.selectors import keys
from lms.core import markdown
from question_bank.items.models import ItemVersion
from question_bank.syllabus.models import Topic

LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class ShownOption:
    """An option under the letter this candidate saw."""

    letter: str
    html: SafeString
    chosen: bool
    right: bool


@dataclass(frozen=True)
class ShownItem:
    """An item with the candidate's answer, the right one, and why."""

    position: int
    stem: SafeString
    options: tuple[ShownOption, ...]
    correct: bool
    explanation: SafeString
    source_title: str
    source_url: str
    valid_as_of: dt.date
    topic: Topic
    lesson: Lesson | None

    @property
    def own(self) -> str:
        """The letters chosen; empty when unanswered."""
        return _("、").join(option.letter for option in self.options if option.chosen)

    @property
    def right(self) -> str:
        """The letters accepted."""
        return _("、").join(option.letter for option in self.options if option.right)


@dataclass(frozen=True)
class TopicResult:
    """Right answers of a topic."""

    topic: Topic
    lesson: Lesson | None
    right: int
    total: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down."""
        return 100 * self.right // self.total


@dataclass(frozen=True)
class Paper:
    """A marked part."""

    points: Decimal
    right: int
    items: tuple[ShownItem, ...]
    topics: tuple[TopicResult, ...]


def marked(answers: Mapping[int, tuple[str, ...]], key: keys.Key) -> marking.Marking:
    """The marking of an ended mock attempt, by the same pure function as real papers (ITM-1)."""
    given: dict[marking.ItemKey, marking.Options] = dict(answers.items())
    return marking.mark(given, key)


def paper(attempt: Attempt, answers: Mapping[int, tuple[str, ...]], result: marking.Marking) -> Paper:
    """Everything the result page shows of one part."""
    earned = {each.item: each.reason in (MarkReason.CORRECT, MarkReason.CREDIT_TO_ALL) for each in result.items}
    versions = ItemVersion.objects.filter(pk__in=list(earned)).select_related("item__topic").in_bulk()
    lessons = lessons_of({version.item.topic_id for version in versions.values()})
    items = tuple(
        _item(position, shown, versions[shown["item"]], answers.get(shown["item"], ()), earned[shown["item"]], lessons)
        for position, shown in enumerate(attempt.order, start=1)
    )
    return Paper(result.points, sum(earned.values()), items, tuple(_topics(items)))


def lessons_of(topic_ids: Iterable[int]) -> dict[int, Lesson]:
    """The first lesson of the unit that teaches each topic, where there is one."""
    rows = Lesson.objects.filter(unit__topic_id__in=list(topic_ids)).order_by("-number", "-id")
    return {lesson.unit.topic_id: lesson for lesson in rows.select_related("unit").defer("body", "body_html")}


def _item(
    position: int,
    shown: dict[str, Any],
    version: ItemVersion,
    chosen: tuple[str, ...],
    correct: bool,
    lessons: Mapping[int, Lesson],
) -> ShownItem:
    texts = {option["id"]: option["text"] for option in version.body["options"]}
    right = {option for accepted in version.key for option in accepted}
    options = tuple(
        ShownOption(letter, markdown.render_inline(texts[option]), option in chosen, option in right)
        for letter, option in zip(LETTERS, shown["options"], strict=False)
    )
    return ShownItem(
        position=position,
        stem=markdown.render(version.stem),
        options=options,
        correct=correct,
        explanation=markdown.render(version.explanation),
        source_title=version.source_title,
        source_url=version.source_url,
        valid_as_of=version.valid_as_of,
        topic=version.item.topic,
        lesson=lessons.get(version.item.topic_id),
    )


def _topics(items: Iterable[ShownItem]) -> Iterable[TopicResult]:
    grouped: dict[int, list[ShownItem]] = {}
    for item in items:
        grouped.setdefault(item.topic.pk, []).append(item)
    for group in sorted(grouped.values(), key=lambda group: (group[0].topic.position, group[0].topic.code)):
        right = sum(item.correct for item in group)
        yield TopicResult(group[0].topic, group[0].lesson, right, len(group))
