"""Keeping the lessons of ``content/``: one row per unit and number, replaced when its file changes."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from courses.catalogue.models import Lesson, Unit
from lms.core import audit, markdown
from question_bank.formats.rules.lesson_md import LessonDraft

#: Raised when the rendering changes, so that the next load renders every lesson again.
RENDERING = 1


@dataclass(frozen=True)
class Prepared:
    """A lesson ready to write: its unit and columns."""

    unit: Unit
    columns: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """What a load did to the lessons."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


def prepare(drafts: Sequence[LessonDraft]) -> list[Prepared]:
    """Render the drafts; every draft's unit exists (checked by ``content.inspect``)."""
    units = {unit.topic.code: unit for unit in Unit.objects.select_related("topic")}
    return [Prepared(units[draft.unit], _columns(draft)) for draft in drafts]


def keep(*, prepared: Sequence[Prepared], actor: Any, now: dt.datetime) -> Kept:
    """Write the lessons whose content differs. A learner's progress stays with the lesson."""
    known = dict(Lesson.objects.filter(number=1).values_list("unit_id", "content_hash"))
    differing = [one for one in prepared if known.get(one.unit.pk) != one.columns["content_hash"]]
    if not differing:
        return Kept(unchanged=len(prepared))
    created = sum(one.unit.pk not in known for one in differing)
    changed = len(differing) - created
    with transaction.atomic():
        for one in differing:
            Lesson.objects.update_or_create(unit=one.unit, number=1, defaults=one.columns)
        audit.record(
            actor=actor, action="lessons.kept", subject="catalogue.Lesson", now=now, created=created, changed=changed
        )
    return Kept(created, changed, len(prepared) - len(differing))


def _columns(draft: LessonDraft) -> dict[str, Any]:
    return {
        "title_zh": draft.title_zh,
        "title_en": draft.title_en,
        "summary_zh": draft.summary_zh,
        "summary_en": draft.summary_en,
        "minutes": draft.minutes,
        "goals": draft.goals,
        "sources": draft.sources,
        "body": draft.body,
        "body_html": str(markdown.render(draft.body)),
        "valid_as_of": draft.valid_as_of,
        "content_hash": _content_hash(draft),
    }


def _content_hash(draft: LessonDraft) -> str:
    body = {name: value for name, value in asdict(draft).items() if name not in ("file", "lines")}
    text = json.dumps([RENDERING, body], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
