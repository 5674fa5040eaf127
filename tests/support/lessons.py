"""Short lessons for every unit, invented."""

import datetime as dt

from courses.catalogue.models import Lesson
from courses.catalogue.services import lessons
from question_bank.formats.rules.lesson_md import LessonDraft
from tests.support.cast import NOW

HEADINGS = "## 一\n\n課文。\n\n## 二\n\n## 三\n\n## 四\n"


def load() -> list[Lesson]:
    """One lesson per unit, in order."""
    drafts = [
        LessonDraft(
            unit=f"U{number:02d}",
            title_zh=f"示範課 {number}",
            title_en=f"Sample lesson {number}",
            summary_zh="一句話。",
            summary_en="One sentence.",
            minutes=20,
            valid_as_of=dt.date(2026, 11, 1),
            goals=["目標甲", "目標乙"],
            sources=[{"title": "示範法規", "url": "https://example.org/law"}],
            body=HEADINGS,
        )
        for number in range(1, 17)
    ]
    lessons.keep(prepared=lessons.prepare(drafts), actor=None, now=NOW)
    return list(Lesson.objects.order_by("unit__number"))
