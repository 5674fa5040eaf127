"""The forms that mocks are taken from, drawn beforehand: a candidate's Start draws nothing."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from courses.catalogue.models import Programme
from exams.papers.models import Form
from exams.papers.services import blueprints, forms
from exams.practice.rules.spread import spread
from exams.sittings import dated as sitting_settings
from exams.sittings.models import Sitting
from exams.sittings.services import sittings
from lms.core import dated
from question_bank.items.enums import ItemUse
from question_bank.items.selectors import bank
from question_bank.syllabus.models import Subject

FORMS_PER_SUBJECT = 2


def ensure(*, now: dt.datetime, forms_per_subject: int = FORMS_PER_SUBJECT) -> list[Sitting]:
    """The always-open mock sittings of every programme whose subjects all have practice items, with their forms.

    Idempotent: forms are found again by their code. A programme that lacks items for a subject gets no mock at all, so
    that nobody starts a mock that cannot be finished.
    """
    made: list[Sitting] = []
    for programme in Programme.objects.select_related("level__certification").order_by("position"):
        subjects = list(Subject.objects.filter(level=programme.level_id).order_by("position"))
        available = {subject: _available(subject) for subject in subjects}
        if programme.code in sitting_settings.MINUTES and subjects and all(available.values()):
            minutes = dated.value(sitting_settings.MINUTES[programme.code], on=timezone.localtime(now).date())
            for subject in subjects:
                drawn = list(_forms(subject, available[subject], forms_per_subject, now))
                made.append(
                    sittings.ensure_mock(programme=programme, subject=subject, minutes=minutes, forms=drawn, now=now)
                )
    return made


def _available(subject: Subject) -> dict[str, int]:
    """Practice items per topic code, in the order of the syllabus."""
    rows = (
        bank.drawable(subject=subject, use=ItemUse.PRACTICE)
        .values_list("topic__code", "topic__position")
        .annotate(items=Count("id"))
        .order_by("topic__position", "topic__code")
    )
    return {code: items for code, _position, items in rows}


def _forms(subject: Subject, available: dict[str, int], count: int, now: dt.datetime) -> Iterator[Form]:
    cells = [{"topic": topic, "count": items} for topic, items in spread(available).items()]
    blueprint = blueprints.ensure(subject=subject, name="模擬測驗", pool=ItemUse.PRACTICE, cells=cells)
    certification = subject.level.certification.code
    for number in range(1, count + 1):
        code = f"mock-{certification}-{subject.code}-{number}"
        yield forms.draw(blueprint=blueprint, code=code, seed=number, now=now)
