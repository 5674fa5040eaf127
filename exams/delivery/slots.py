"""What this app adds to pages of others."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.delivery import policies
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.selectors import status
from exams.sittings.models import Registration
from lms.core import clock, slots
from lms.core.slots import Action, DeskCard, MenuEntry


@slots.register("registration_action")
def lobby_link(registration: Registration) -> list[Action]:
    """The way to the exam once the papers are sealed, until it is over."""
    attempt = Attempt.objects.filter(registration=registration).first()
    if attempt is None or status.state(attempt, clock.now()) in transitions.OVER:
        return []
    return [Action(label=_("進入考場"), url=reverse("delivery:lobby", args=[attempt.public_id]), kind="primary")]


@slots.register("after_attempt", order=900)
def my_registrations(attempt: Attempt) -> str | None:
    """After an exam one goes back to one's registrations."""
    return reverse("sittings:mine") if attempt.registration_id else None


@slots.register("desk_card")
def rooms(user: Any) -> DeskCard | None:
    """The rooms somebody looks after."""
    if not policies.may_run_rooms(user):
        return None
    return DeskCard(
        title=_("監試試場"), url=reverse("delivery:rooms"), detail=_("報到、延長時間、結束作答"), icon="clock"
    )


@slots.register("menu", order=70)
def menu(user: Any) -> list[MenuEntry]:
    """The live rooms in the menu of those on duty."""
    if not policies.may_run_rooms(user):
        return []
    return [MenuEntry(label=_("監試"), url=reverse("delivery:rooms"), icon="clock")]
