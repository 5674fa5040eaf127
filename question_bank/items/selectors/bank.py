"""Reads of the bank: topics by key, what stands in the bank under a code, the items a blueprint may draw."""

from collections.abc import Iterable

from django.db.models import QuerySet

from question_bank.items.enums import ItemState, ItemUse
from question_bank.items.models import Item
from question_bank.syllabus.models import Subject, Topic


def topics_by_key() -> dict[str, Topic]:
    """Every topic by its full key, ``ipas-nz/beginner/L11/L11202`` (IPS-3: a bare code is ambiguous)."""
    found = Topic.objects.select_related("subject__level__certification").order_by("id")
    return {topic_key(topic): topic for topic in found}


def topic_key(topic: Topic) -> str:
    """The full key of a topic; reads its subject, level and certification."""
    subject = topic.subject
    level = subject.level
    return f"{level.certification.code}/{level.code}/{subject.code}/{topic.code}"


def by_code(codes: Iterable[str]) -> dict[str, Item]:
    """The items with these codes, with topic, newest and published version."""
    found = Item.objects.filter(code__in=list(codes)).select_related("published", "latest", "topic")
    return {item.code: item for item in found}


def drawable(*, subject: Subject, use: ItemUse) -> QuerySet[Item]:
    """Items of a subject and use that a form may take, by code: published once and not retired.

    A published version stays drawable while its successor is written and reviewed.
    """
    return (
        Item.objects.filter(topic__subject=subject, use=use.value, published__isnull=False)
        .exclude(state=ItemState.RETIRED.value)
        .select_related("published", "topic")
        .order_by("code")
    )
