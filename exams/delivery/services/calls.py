"""Calls for help: made by the candidate's screen, answered by whoever is on duty."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.models import Attempt, HelpCall
from exams.delivery.rules import transitions
from exams.delivery.selectors import status
from exams.delivery.services import announcements, moves
from lms.core import audit
from lms.core.db import conditional_update
from lms.core.errors import Refusal


class UnableToAnswer(Refusal):
    """Somebody else was faster; ``code`` is ``answered_already``."""

    code = "answered_already"


class UnableToCall(Refusal):
    """Nobody would come; ``code`` is ``no_room`` (a mock) or ``not_running``."""

    code = "not_running"


def call(*, attempt: Attempt, now: dt.datetime) -> HelpCall:
    """The candidate's open call: pressing twice calls once. Raises :class:`UnableToCall`."""
    with transaction.atomic():
        held = moves.held(attempt)
        room = held.registration.room if held.registration else None
        if room is None:
            raise UnableToCall(_("這裡沒有監試人員。"), code="no_room")
        if status.state(held, now) not in transitions.IN_PROGRESS:
            raise UnableToCall(_("這份考卷沒有在作答中。"))
        found = HelpCall.objects.filter(attempt=held, answered_at__isnull=True).first()
        if found is None:
            found = HelpCall.objects.create(attempt=held, called_at=now)
            moves.record(held, "called", None, now)
            realtime.hint_live([room])
    return found


def answer(*, call: HelpCall, actor: Any, now: dt.datetime) -> HelpCall:
    """Take a call: it leaves the top of the list, and the screen that called is told. Raises :class:`UnableToAnswer`."""
    with transaction.atomic():
        if not conditional_update(call, {"answered_at": None}, answered_at=now, answered_by=actor):
            raise UnableToAnswer(_("其他監試人員已經回應。"))
        _tell(call.attempt, actor, now)
        audit.record(
            actor=actor,
            action="call.answered",
            subject=f"delivery.HelpCall:{call.public_id}",
            now=now,
            attempt=str(call.attempt.public_id),
        )
    return call


def _tell(attempt: Attempt, actor: Any, now: dt.datetime) -> None:
    """In the candidate's language; a paper that ended meanwhile has no screen to tell."""
    person = attempt.registration.person if attempt.registration else attempt.person
    user = person.user if person else None
    with translation.override((user.language if user else "") or settings.LANGUAGE_CODE):
        text = _("監試人員已收到您的請求，請在座位稍候。")
    try:
        announcements.to_attempt(attempt=attempt, text=text, actor=actor, now=now)
    except announcements.UnableToAnnounce:
        return
