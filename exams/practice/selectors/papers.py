"""One part of a mock after its end: marks, topics, and every item as the candidate saw it, with key and explanation.

Derived from the answers whenever it is shown. Nothing here may be called before :func:`mocks.is_over` holds (KL-02).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from courses.catalogue.models import Lesson
from exams.delivery.models import Attempt
from exams.outcomes.rules import marking
from exams.outcomes.rules.enums import MarkReason
from exams.outcomes.selectors import keys
from lms.core import markdown
from question_bank.items.models import ItemVersion
from question_bank.items.rules.kinds.base import Response
from question_bank.items.selectors import faces
from question_bank.syllabus.models import Topic

_RIGHT = (MarkReason.CORRECT, MarkReason.CREDIT_TO_ALL)


@dataclass(frozen=True)
class ShownItem:
    """An item with the candidate's answer, the right one, what it earned, and why."""

    position: int
    face: faces.Face
    stimulus: SafeString
    reason: MarkReason
    points: Decimal
    worth: Decimal
    explanation: SafeString
    source_title: str
    source_url: str
    valid_as_of: dt.date | None
    topic: Topic
    lesson: Lesson | None

    @property
    def html(self) -> SafeString:
        """The item as the candidate saw it, with the right answer."""
        return faces.html(self.face)

    @property
    def correct(self) -> bool:
        """Whether it earned all its points."""
        return self.reason in _RIGHT

    @property
    def partly(self) -> bool:
        """Whether it earned some of its points."""
        return self.reason is MarkReason.PARTIAL


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
    given: dict[marking.ItemKey, Response] = dict(answers.items())
    return marking.mark(given, key)


def paper(attempt: Attempt, answers: Mapping[int, tuple[str, ...]], result: marking.Marking, key: keys.Key) -> Paper:
    """Everything the result page shows of one part."""
    marks = {each.item: each for each in result.items}
    versions = ItemVersion.objects.filter(pk__in=list(marks)).select_related("item__topic", "stimulus").in_bulk()
    lessons = lessons_of({version.item.topic_id for version in versions.values()})
    images = faces.images_of(text for version in versions.values() for text in _texts(version))
    items = tuple(
        _item(
            position,
            version := versions[shown["item"]],
            marks[version.pk],
            key[version.pk],
            face=faces.face(
                version,
                order=shown["options"],
                uid=f"part-{attempt.pk}-{version.pk}",
                mode="review",
                response=answers.get(version.pk, ()),
                credit=key[version.pk].credit,
                images=images,
            ),
            images=images,
            lesson=lessons.get(version.item.topic_id),
        )
        for position, shown in enumerate(attempt.order, start=1)
    )
    return Paper(result.points, sum(item.correct for item in items), items, tuple(_topics(items)))


def lessons_of(topic_ids: Iterable[int]) -> dict[int, Lesson]:
    """The first lesson of the unit that teaches each topic, where there is one."""
    rows = Lesson.objects.filter(unit__topic_id__in=list(topic_ids)).order_by("-number", "-id")
    return {lesson.unit.topic_id: lesson for lesson in rows.select_related("unit").defer("body", "body_html")}


def _item(
    position: int,
    version: ItemVersion,
    mark: marking.ItemMark,
    entry: marking.KeyEntry,
    *,
    face: faces.Face,
    images: faces.Images,
    lesson: Lesson | None,
) -> ShownItem:
    shared = version.stimulus
    return ShownItem(
        position=position,
        face=face,
        stimulus=faces.stimulus_html(shared, mode="review", images=images) if shared else SafeString(),
        reason=mark.reason,
        points=_points(mark.hundredths),
        worth=_points(entry.hundredths),
        explanation=markdown.render(version.explanation, images),
        source_title=version.source_title,
        source_url=version.source_url,
        valid_as_of=version.valid_as_of,
        topic=version.item.topic,
        lesson=lesson,
    )


def _texts(version: ItemVersion) -> Iterator[str]:
    yield from (*faces.texts_of(version), version.explanation)
    if version.stimulus is not None:
        yield version.stimulus.text


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths) / marking.HUNDREDTHS


def _topics(items: Iterable[ShownItem]) -> Iterable[TopicResult]:
    grouped: dict[int, list[ShownItem]] = {}
    for item in items:
        grouped.setdefault(item.topic.pk, []).append(item)
    for group in sorted(grouped.values(), key=lambda group: (group[0].topic.position, group[0].topic.code)):
        right = sum(item.correct for item in group)
        yield TopicResult(group[0].topic, group[0].lesson, right, len(group))
