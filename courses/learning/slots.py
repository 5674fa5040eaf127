"""What studying adds to pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.classes.selectors import people
from courses.learning.selectors import study
from lms.accounts.models import Person
from lms.core import slots
from lms.core.slots import Action, LearnerCard, MenuEntry, NextAction, RosterColumn, Step
from lms.organizations.policies import is_staff


@slots.register("menu", order=90)
def menu(user: Any) -> list[MenuEntry]:
    """Learners reach their course from everywhere."""
    if not getattr(user, "is_authenticated", False) or is_staff(user):
        return []
    return [MenuEntry(_("課程學習"), reverse("learning:overview"), "book")]


@slots.register("programme_action", order=150)
def programme_action(programme_code: str, person: Person | None) -> list[Action]:
    """From the green-collar course to its lessons."""
    if programme_code != study.GREEN or person is None:
        return []
    return [Action(_("開始自學"), reverse("learning:overview"))]


@slots.register("timeline", order=30)
def timeline(person: Person) -> list[Step]:
    """The hours studied."""
    if not _studies(person):
        return []
    hours = study.hours_of([person.pk])[person.pk]
    state = "done" if hours.is_complete else "current"
    detail = _("%(done)s / %(total)s 小時") % {"done": hours.done, "total": hours.total}
    return [Step(_("線上自學"), state, detail=detail, url=reverse("learning:overview"))]


@slots.register("next_action")
def next_action(person: Person) -> NextAction | None:
    """Go on with the first unit that is not done."""
    if not _studies(person):
        return None
    lesson = study.overview(person).next_lesson
    if lesson is None:
        return None
    title = lesson.title_en if get_language() == "en" else lesson.title_zh
    return NextAction(
        _("繼續第 %(number)s 單元") % {"number": lesson.unit.number},
        reverse("learning:lesson", args=[lesson.public_id]),
        title,
        priority=70,
    )


@slots.register("learner_card", order=150)
def learner_card(person: Person) -> list[LearnerCard]:
    """The hours as a bar."""
    if not _studies(person):
        return []
    hours = study.hours_of([person.pk])[person.pk]
    detail = _("全部完成") if hours.is_complete else _("還有 %(left)s 小時") % {"left": hours.left}
    return [
        LearnerCard(
            _("自學時數"),
            reverse("learning:overview"),
            detail,
            "book",
            value=hours.done,
            maximum=hours.total,
            value_label=_("小時"),
        )
    ]


@slots.register("roster_column", order=150)
def roster_column(person_ids: list[int]) -> RosterColumn:
    """Hours studied by each learner of a class."""
    found = study.hours_of(person_ids)
    return RosterColumn(_("自學時數"), {pk: f"{hours.done} / {hours.total}" for pk, hours in found.items()})


def _studies(person: Person) -> bool:
    """Enrolled in a class, or reading on their own."""
    return people.current_enrolment(person) is not None or study.has_begun(person)
