"""Topics as forms offer them: grouped by subject, in the language of the page."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import get_language

from question_bank.items.selectors.bank import topic_key
from question_bank.syllabus.models import Subject, Topic

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]


def all_topics() -> QuerySet[Topic]:
    """Every topic with subject, level and certification, in the order of the syllabus."""
    return Topic.objects.select_related("subject__level__certification").order_by(
        "subject__level__certification__id", "subject__level__id", "subject__position", "position", "id"
    )


def subject_key(subject: Subject) -> str:
    """The full key of a subject, ``ipas-nz/beginner/L11``."""
    return f"{subject.level.certification.code}/{subject.level.code}/{subject.code}"


def subject_choices(topics: Iterable[Topic]) -> Choices:
    """(key, words) of the subjects of these topics."""
    subjects = {topic.subject_id: topic.subject for topic in topics}
    return [(subject_key(one), subject_words(one)) for one in subjects.values()]


def topic_choices(topics: Iterable[Topic]) -> Grouped:
    """(words of the subject, [(key, words)]) as a select groups them."""
    return [
        (subject_words(subject), [(topic_key(topic), topic_words(topic)) for topic in group])
        for subject, group in groupby(topics, lambda topic: topic.subject)
    ]


def subject_words(subject: Subject) -> str:
    """``初級 L11 淨零碳規劃管理基礎概論``."""
    return f"{_named(subject.level, 'name')} {subject.code} {_named(subject, 'name')}"


def topic_words(topic: Topic) -> str:
    """``L11101 國內外氣候變遷治理與因應``."""
    return f"{topic.code} {_named(topic, 'title')}"


def path_words(topic: Topic) -> tuple[str, str, str]:
    """Certification and level, subject, topic: the place of an item in the syllabus."""
    level = topic.subject.level
    above = f"{_named(level.certification, 'name')} {_named(level, 'name')}"
    return above, f"{topic.subject.code} {_named(topic.subject, 'name')}", topic_words(topic)


def _named(row: object, field: str) -> str:
    suffix = "en" if get_language() == "en" else "zh"
    return str(getattr(row, f"{field}_{suffix}") or getattr(row, f"{field}_zh"))
