"""Marking lessons done and taking it back; both may be repeated without harm."""

import datetime as dt
from typing import Any

from django.db import transaction

from courses.catalogue.models import Lesson
from courses.learning.models import LessonProgress
from lms.accounts.models import Person
from lms.core import audit


def mark_done(*, person: Person, lesson: Lesson, actor: Any, now: dt.datetime) -> LessonProgress:
    """The person has worked through the lesson; a second time keeps the first instant."""
    with transaction.atomic():
        progress, is_new = LessonProgress.objects.get_or_create(person=person, lesson=lesson, defaults={"done_at": now})
        if is_new:
            audit.record(actor=actor, action="lesson.done", subject=_subject(lesson), now=now)
    return progress


def take_back(*, person: Person, lesson: Lesson, actor: Any, now: dt.datetime) -> None:
    """The lesson is open again."""
    with transaction.atomic():
        deleted, _ = LessonProgress.objects.filter(person=person, lesson=lesson).delete()
        if deleted:
            audit.record(actor=actor, action="lesson.reopened", subject=_subject(lesson), now=now)


def _subject(lesson: Lesson) -> str:
    return f"catalogue.Lesson:{lesson.public_id}"
