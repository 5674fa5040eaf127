"""Programmes are public; lessons are read by signed-in people, the first lesson by everybody as a sample."""

import uuid
from typing import Any

from django.http import Http404

from courses.catalogue.models import Lesson, Programme


def access_programme(user: Any, code: str) -> Programme:
    """A programme by its code; 404 when there is none."""
    found = Programme.objects.select_related("level__certification").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def is_sample(lesson: Lesson) -> bool:
    """The first lesson of the first unit may be read without an account."""
    return (lesson.unit.number, lesson.number) == (1, 1)


def can_read_lesson(user: Any, lesson: Lesson) -> bool:
    """Signed-in people read every lesson, visitors the sample."""
    return bool(getattr(user, "is_authenticated", False)) or is_sample(lesson)


def access_lesson(public_id: uuid.UUID) -> Lesson:
    """A lesson by its id; 404 when there is none. Whether it may be read is :func:`can_read_lesson`."""
    found = Lesson.objects.select_related("unit__programme", "unit__topic").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
