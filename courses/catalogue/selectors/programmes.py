"""Programmes, their subjects and units, and the settings nobody has announced yet, ready to show."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from courses.catalogue.models import Lesson, Programme, Unit
from lms.core import dated
from question_bank.syllabus.models import Subject, Topic


@dataclass(frozen=True)
class Provisional:
    """A dated setting of the programme that rests on no official text; ``value`` None = not announced."""

    label_zh: str
    label_en: str
    value: Any
    basis: str


_RULE_NUMBERS = re.compile(r"^[A-Z]{3}-\d+(?:、[A-Z]{3}-\d+)*：?|（(?:[A-Z]\d+|§\d+)）$")
"""Our own numbers for rules and sources: they help who keeps the settings, not who reads the page."""


def listed() -> QuerySet[Programme]:
    """Every programme, in order."""
    return Programme.objects.select_related("level__certification").order_by("position")


def units(programme: Programme) -> QuerySet[Unit]:
    """The units in order, each with its lessons (without their texts)."""
    lessons = Lesson.objects.defer("body", "body_html").order_by("number")
    return programme.units.prefetch_related(Prefetch("lessons", queryset=lessons)).order_by("number")


def subjects(programme: Programme) -> QuerySet[Subject]:
    """The papers of the programme's level with their topics."""
    topics = Topic.objects.order_by("position", "id")
    found = Subject.objects.filter(level=programme.level).prefetch_related(Prefetch("topics", queryset=topics))
    return found.order_by("position")


def provisional_settings(programme: Programme, *, on: dt.date) -> list[Provisional]:
    """The programme's settings that are ours until announced (§17), by their key.

    A key belongs to a programme when it names its certification and no other level of it.
    """
    found = []
    for declared in dated.declared():
        setting = dated.lookup(declared.key, on=on)
        if setting.provisional and not isinstance(setting.value, str) and _belongs(declared.key, programme):
            found.append(Provisional(declared.label_zh, declared.label_en, setting.value, _readable(setting.basis)))
    return found


def _readable(basis: str) -> str:
    return _RULE_NUMBERS.sub("", basis).strip("（）")


def _belongs(key: str, programme: Programme) -> bool:
    words = set(re.split(r"[._]", key))
    levels = {"beginner", "intermediate"} & words
    certification = programme.level.certification.code.partition("-")[0]
    return certification in words and (not levels or programme.level.code in levels)
