"""What this app adds to pages of others."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings.selectors import registrations
from lms.accounts.models import Person
from lms.core import clock, slots
from lms.core.slots import NextAction, Step


@slots.register("timeline", order=60)
def timeline(person: Person) -> list[Step]:
    """The person's exams in time order: past ones done, the next one current."""
    steps: list[Step] = []
    now = clock.now()
    for row in reversed(registrations.of_person(person, today=clock.today())):
        sitting = row.registration.sitting
        over = sitting.opens_at is not None and sitting.opens_at < now
        steps.append(
            Step(
                title=_("應試：%(subject)s") % {"subject": sitting.subject.name_zh},
                state="done" if over else "current",
                on=timezone.localtime(sitting.opens_at).date() if sitting.opens_at else None,
                detail=f"{row.kind}・{row.registration.seat}" if row.registration.seat else row.kind,
                url=reverse("sittings:mine"),
            )
        )
    return steps


@slots.register("next_action", order=60)
def next_exam(person: Person) -> NextAction | None:
    """The next exam ahead."""
    now = clock.now()
    ahead = [
        row.registration.sitting
        for row in registrations.of_person(person, today=clock.today())
        if row.registration.sitting.entry_closes_at and row.registration.sitting.entry_closes_at > now
    ]
    if not ahead:
        return None
    sitting = min(ahead, key=lambda each: each.opens_at or now)
    return NextAction(
        title=_("準備應試"),
        url=reverse("sittings:mine"),
        detail=_("確認試場、座位與應攜帶物品。"),
        due=timezone.localtime(sitting.opens_at).date() if sitting.opens_at else None,
        priority=20,
    )
