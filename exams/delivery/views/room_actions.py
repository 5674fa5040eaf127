"""What is done to one or many candidates of a room: each POST says what was done, and what could not be and why."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from exams.delivery import policies
from exams.delivery.enums import ArrivalWay, OrderKind
from exams.delivery.forms import live
from exams.delivery.models import Attempt
from exams.delivery.selectors import rooms
from exams.delivery.services import announcements, attendance, calls, orders, pauses
from exams.delivery.services import rooms as many
from exams.delivery.services.rooms import Outcome
from exams.delivery.views.rooms import chosen_sitting
from exams.sittings.models import ExamRoom, Sitting
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@dataclass(frozen=True)
class Chosen:
    """The room, the sitting and the attempts a POST names; ``everybody`` when it names the whole room."""

    room: ExamRoom
    sitting: Sitting | None
    attempts: list[Attempt]
    everybody: bool

    @property
    def scope(self) -> str:
        """What time given to them is called in the ledger."""
        return "room" if self.everybody else "chosen"


@requires(signed_in)
@require_POST
def admit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that the chosen candidates came, with what their documents said, and let them in."""
    chosen, form, now = _chosen(request, public_id), live.IdentityForm(request.POST, prefix="admit"), clock.now()
    if not form.is_valid():
        return _back(request, chosen, error=_first_error(form))
    identity = form.outcome()

    def come(one: Attempt) -> object:
        assert one.registration is not None
        return attendance.arrive(
            registration=one.registration, identity=identity, way=ArrivalWay.LIST, actor=request.user, now=now
        )

    return _each(request, chosen, come)


@requires(signed_in)
@require_POST
def pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop the clocks of the chosen candidates."""
    chosen, form, now = _chosen(request, public_id), live.PauseForm(request.POST, prefix="pause"), clock.now()
    if not form.is_valid():
        return _back(request, chosen, error=_first_error(form))
    why = form.why()
    return _each(request, chosen, lambda one: pauses.pause(attempt=one, reason=why, actor=request.user, now=now))


@requires(signed_in)
@require_POST
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the clocks of the chosen candidates go on."""
    chosen, now = _chosen(request, public_id), clock.now()
    return _each(request, chosen, lambda one: pauses.resume(attempt=one, actor=request.user, now=now))


@requires(signed_in)
@require_POST
def extend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the chosen candidates, or everybody in the room, more time."""
    return _act(request, public_id, OrderKind.EXTEND, live.MinutesForm(request.POST, prefix="extend"))


@requires(signed_in)
@require_POST
def delay(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let those who have not begun start later."""
    return _act(request, public_id, OrderKind.DELAY, live.MinutesForm(request.POST, prefix="delay"))


@requires(signed_in)
@require_POST
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End the chosen candidates' attempts."""
    return _act(request, public_id, OrderKind.END, live.ReasonForm(request.POST, prefix="end"))


@requires(signed_in)
@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the chosen candidates go on."""
    return _act(request, public_id, OrderKind.REOPEN, live.AgainForm(request.POST, prefix="reopen"))


@requires(signed_in)
@require_POST
def message(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a message to the chosen candidates, or to everybody in the room."""
    chosen, form, now = _chosen(request, public_id), live.MessageForm(request.POST, prefix="message"), clock.now()
    if not form.is_valid():
        return _back(request, chosen, error=_first_error(form))
    said = {"text": form.cleaned_data["text"], "actor": request.user, "now": now}
    if not chosen.everybody:
        return _each(request, chosen, lambda one: announcements.to_attempt(attempt=one, **said))
    try:
        announcements.to_room(room=chosen.room, **said)
    except Refusal as refusal:
        return _back(request, chosen, error=str(refusal.message))
    return _back(request, chosen, done=len(chosen.attempts))


@requires(signed_in)
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, call_id: uuid.UUID) -> HttpResponse:
    """Take a call for help; the screen that called is told."""
    call = policies.access_call(request.user, public_id, call_id)
    try:
        calls.answer(call=call, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("delivery:seat", public_id, call.attempt.public_id)


def _act(
    request: HttpRequest, public_id: uuid.UUID, kind: OrderKind, form: "live.MinutesForm | live.ReasonForm"
) -> HttpResponse:
    chosen = _chosen(request, public_id)
    if not form.is_valid():
        return _back(request, chosen, error=_first_error(form))
    if not chosen.attempts:
        return _back(request, chosen)
    done = orders.act(
        kind=kind,
        room=chosen.room,
        attempts=chosen.attempts,
        terms=form.terms(chosen.scope),
        actor=request.user,
        now=clock.now(),
    )
    if done.outcome is not None:
        return _told(request, chosen, done.outcome)
    messages.warning(request, _("這項處置超過門檻，須由另一位監試人員或試務人員確認後才會執行；尚未生效。"))
    return _to_room(chosen)


def _each(request: HttpRequest, chosen: Chosen, action: Callable[[Attempt], object]) -> HttpResponse:
    return _told(request, chosen, many.each(chosen.attempts, action))


def _told(request: HttpRequest, chosen: Chosen, outcome: Outcome) -> HttpResponse:
    for why, count in outcome.refused.items():
        messages.error(request, _("%(count)s 人未處理：%(why)s") % {"count": count, "why": why})
    return _back(request, chosen, done=outcome.done)


def _chosen(request: HttpRequest, public_id: uuid.UUID) -> Chosen:
    """What is meant; an attempt of another room is as unknown as one that does not exist."""
    found = policies.access_room(request.user, public_id)
    sitting = chosen_sitting(request.POST.get("sitting"), rooms.sittings(found))
    inside = (
        policies.others_attempts(request.user, found).filter(sitting=sitting).select_related("registration__sitting")
    )
    if "everybody" in request.POST:
        return Chosen(found, sitting, list(inside.order_by("pk")), True)
    try:
        wanted = {uuid.UUID(each) for each in request.POST.getlist("attempt")}
    except ValueError:
        raise Http404 from None
    chosen = list(inside.filter(public_id__in=wanted).order_by("pk"))
    if len(chosen) != len(wanted):
        raise Http404
    return Chosen(found, sitting, chosen, False)


def _back(request: HttpRequest, chosen: Chosen, *, done: int = 0, error: str = "") -> HttpResponse:
    if done:
        messages.success(request, ngettext("已處理 %(n)s 人。", "已處理 %(n)s 人。", done) % {"n": done})
    elif error or not chosen.attempts:
        messages.error(request, error or _("請先勾選應考人。"))
    if request.POST.get("back") == "seat" and len(chosen.attempts) == 1:
        return redirect("delivery:seat", chosen.room.public_id, chosen.attempts[0].public_id)
    return _to_room(chosen)


def _to_room(chosen: Chosen) -> HttpResponse:
    address = reverse("delivery:room", args=[chosen.room.public_id])
    return redirect(f"{address}?sitting={chosen.sitting.public_id}" if chosen.sitting else address)


def _first_error(form: django_forms.Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)
