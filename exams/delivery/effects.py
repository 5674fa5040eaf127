"""What follows in the exam room from what happens elsewhere: signing out closes the sockets of that session; a fee
confirmed after sealing gives the candidate a paper; a relieved duty closes the live room."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from exams.delivery import realtime
from exams.delivery.models import Attempt
from exams.delivery.services import accommodations, sealing
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Registration
from exams.sittings.points import (
    ACCOMMODATED,
    DUTY_CHANGED,
    REGISTRATION_CONFIRMED,
    Accommodated,
    DutyChange,
    RegistrationConfirmed,
)
from lms.core.effects import Effect


@receiver(user_logged_out, dispatch_uid="delivery.end_session")
def close_sockets(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The user of an open socket is frozen at its handshake, so ending a session has to be told to it."""
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    if session_key:
        realtime.end_session(session_key)


def _add_paper(value: RegistrationConfirmed) -> None:
    registration = Registration.objects.select_related("sitting").get(pk=value.registration_id)
    if registration.sitting.sealed_at is not None and registration.sitting.mode == SittingMode.COMPUTER:
        sealing.add_attempt(registration=registration, actor=value.actor, now=value.now)


def _no_preview(value: RegistrationConfirmed) -> list[str]:
    return []


REGISTRATION_CONFIRMED.register(Effect("delivery.late_paper", _add_paper, _no_preview))


def _prove_rights(value: DutyChange) -> None:
    if value.relieved:
        realtime.recheck(ExamRoom.objects.get(pk=value.room_id))


DUTY_CHANGED.register(Effect(name="delivery.close_live_room", apply=_prove_rights, preview=lambda value: []))


def _give_time(value: Accommodated) -> None:
    own = Attempt.objects.filter(registration__in=value.registration_ids)
    accommodations.enter(attempts=own, actor=value.actor, now=value.now)


ACCOMMODATED.register(Effect("delivery.granted_minutes", _give_time, lambda value: []))
