"""What a person has studied and what is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from courses.catalogue.models import Lesson, Programme, Unit
from courses.catalogue.selectors import programmes
from courses.learning.models import LessonProgress
from courses.learning.rules import hours
from courses.learning.rules.hours import Hours, UnitWork
from lms.accounts.models import Person

GREEN = "green"


@dataclass(frozen=True)
class LessonRow:
    """A lesson with whether the person marked it done."""

    lesson: Lesson
    done: bool


@dataclass(frozen=True)
class UnitRow:
    """A unit with its lessons; ``work`` is what the hours rule saw."""

    unit: Unit
    lessons: list[LessonRow]
    work: UnitWork


@dataclass(frozen=True)
class Overview:
    """A course as its learner sees it: the units, the hours, the lesson to go on with."""

    units: list[UnitRow]
    hours: Hours
    next_lesson: Lesson | None


def overview(person: Person | None) -> Overview:
    """The green-collar course; without a person nothing is done."""
    done = _done_lessons(person)
    rows = [_unit_row(unit, done) for unit in programmes.units(Programme.objects.get(code=GREEN))]
    waiting = (one.lesson for row in rows for one in row.lessons if not one.done)
    return Overview(rows, hours.count([row.work for row in rows]), next(waiting, None))


def hours_of(person_ids: Iterable[int]) -> dict[int, Hours]:
    """The hours of many persons in two queries."""
    ids = list(person_ids)
    units = list(Unit.objects.filter(programme__code=GREEN).annotate(lesson_count=Count("lessons")).order_by("number"))
    marks = LessonProgress.objects.filter(person__in=ids, lesson__unit__programme__code=GREEN)
    done = Counter(marks.values_list("person_id", "lesson__unit_id"))
    return {
        person_id: hours.count(
            [UnitWork(unit.number, unit.hours, unit.lesson_count, done[person_id, unit.pk]) for unit in units]
        )
        for person_id in ids
    }


def is_done(person: Person | None, lesson: Lesson) -> bool:
    """Whether the person marked the lesson done."""
    return person is not None and LessonProgress.objects.filter(person=person, lesson=lesson).exists()


def has_begun(person: Person) -> bool:
    """Whether the person marked any lesson done."""
    return LessonProgress.objects.filter(person=person).exists()


def neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after, across the units of the programme."""
    ordered: Sequence[Lesson] = list(
        Lesson.objects.filter(unit__programme=lesson.unit.programme)
        .select_related("unit")
        .defer("body", "body_html")
        .order_by("unit__number", "number")
    )
    place = next(index for index, one in enumerate(ordered) if one.pk == lesson.pk)
    before = ordered[place - 1] if place else None
    return before, ordered[place + 1] if place + 1 < len(ordered) else None


def _done_lessons(person: Person | None) -> set[int]:
    if person is None:
        return set()
    return set(LessonProgress.objects.filter(person=person).values_list("lesson_id", flat=True))


def _unit_row(unit: Unit, done: set[int]) -> UnitRow:
    lessons = [LessonRow(lesson, lesson.pk in done) for lesson in unit.lessons.all()]
    work = UnitWork(unit.number, unit.hours, len(lessons), sum(one.done for one in lessons))
    return UnitRow(unit, lessons, work)
