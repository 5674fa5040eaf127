"""Rehearsals of a round and who may take part in one."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from exams.delivery.models import Attempt
from exams.sittings.models import ExamRoom, Round, Sitting
from lms.accounts.models import User
from lms.organizations.enums import Role

TAKING_PART = (Role.EXAM_OFFICER, Role.INVIGILATOR)


@dataclass(frozen=True)
class Row:
    """A rehearsal with its papers, rooms and number of attempts."""

    round: Round
    sittings: list[Sitting]
    rooms: list[ExamRoom]
    attempts: int


def of_round(round: Round) -> list[Row]:
    """The rehearsals of a round, the newest first."""
    found = round.rehearsals.order_by("-id")
    numbers = dict(
        Attempt.objects.filter(registration__sitting__round__in=found)
        .values_list("registration__sitting__round")
        .annotate(number=Count("id"))
    )
    return [
        Row(
            each,
            list(each.sittings.select_related("subject").order_by("opens_at", "id")),
            list(each.rooms.order_by("code")),
            numbers.get(each.pk, 0),
        )
        for each in found
    ]


def staff() -> QuerySet[User]:
    """Officers and invigilators, by name."""
    found = User.objects.filter(memberships__role__in=TAKING_PART, is_active=True)
    return found.distinct().order_by("display_name", "email")
