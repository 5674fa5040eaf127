"""The live room: what an invigilator sees and does, on a desk or a phone."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import forms, policies
from exams.delivery.enums import AdjustmentKind, StaffReason
from exams.delivery.models import STAFF_REASON_LABELS, Attempt
from exams.delivery.selectors import rooms
from exams.delivery.services import attempts, time
from exams.delivery.services import rooms as many
from exams.sittings.models import ExamRoom, Sitting
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@requires(policies.may_run_rooms)
@require_GET
@no_store
def index(request: HttpRequest) -> HttpResponse:
    """The rooms one looks after."""
    return render(request, "delivery/rooms.html", {"rooms": rooms.duties(policies.visible_rooms(request.user))})


@requires(signed_in)
@require_GET
@no_store
def room(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The live room of one sitting."""
    found = policies.access_room(request.user, public_id)
    context = _table(request, found) | {
        "extend_form": forms.ExtendForm(prefix="extend"),
        "end_form": forms.EndForm(prefix="end"),
        "reopen_form": forms.ReopenForm(prefix="reopen"),
    }
    return render(request, "delivery/room.html", context)


@requires(signed_in)
@require_GET
@no_store
def table(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part that is fetched again."""
    return render(request, "delivery/_room_table.html", _table(request, policies.access_room(request.user, public_id)))


@requires(signed_in)
@require_POST
def admit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the chosen candidates in."""
    now = clock.now()
    return _each(request, public_id, lambda one: attempts.admit(attempt=one, actor=request.user, now=now))


@requires(signed_in)
@require_POST
def extend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the chosen candidates, or everybody in the room, more time."""
    found, chosen = _chosen(request, public_id)
    form = forms.ExtendForm(request.POST, prefix="extend")
    if not form.is_valid():
        return _back(request, found, error=_first_error(form))
    everybody = "everybody" in request.POST
    try:
        given = time.extend(
            attempts=chosen,
            seconds=form.cleaned_data["minutes"] * 60,
            kind=AdjustmentKind.ROOM if everybody else AdjustmentKind.INCIDENT,
            reason=str(STAFF_REASON_LABELS[StaffReason(form.cleaned_data["reason"])]),
            actor=request.user,
            now=clock.now(),
        )
    except Refusal as refusal:
        return _back(request, found, error=str(refusal.message))
    return _back(request, found, done=len(given))


@requires(signed_in)
@require_POST
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End the chosen candidates' attempts."""
    form, now = forms.EndForm(request.POST, prefix="end"), clock.now()
    return _each(
        request,
        public_id,
        lambda one: attempts.end(
            attempt=one, reason=StaffReason(form.cleaned_data["reason"]), actor=request.user, now=now
        ),
        form,
    )


@requires(signed_in)
@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the chosen candidates go on."""
    form, now = forms.ReopenForm(request.POST, prefix="reopen"), clock.now()
    return _each(
        request,
        public_id,
        lambda one: attempts.reopen(
            attempt=one,
            reason=StaffReason(form.cleaned_data["reason"]),
            seconds=form.cleaned_data["minutes"] * 60,
            actor=request.user,
            now=now,
        ),
        form,
    )


def _each(
    request: HttpRequest,
    public_id: uuid.UUID,
    action: Callable[[Attempt], object],
    form: django_forms.Form | None = None,
) -> HttpResponse:
    found, chosen = _chosen(request, public_id)
    if form is not None and not form.is_valid():
        return _back(request, found, error=_first_error(form))
    outcome = many.each(chosen, action)
    for why, count in outcome.refused.items():
        messages.error(request, _("%(count)s 人未處理：%(why)s") % {"count": count, "why": why})
    return _back(request, found, done=outcome.done)


def _table(request: HttpRequest, found: ExamRoom) -> dict[str, Any]:
    now = clock.now()
    sittings = rooms.sittings(found)
    sitting = _sitting(request.GET.get("sitting"), sittings) or rooms.current(sittings, now=now)
    seats = policies.room_attempts(found).filter(sitting=sitting)
    return {"room": found, "sittings": sittings, "sitting": sitting, "live": rooms.overview(seats, now=now), "now": now}


def _sitting(wanted: str | None, sittings: list[Sitting]) -> Sitting | None:
    return next((each for each in sittings if str(each.public_id) == wanted), None)


def _chosen(request: HttpRequest, public_id: uuid.UUID) -> tuple[ExamRoom, QuerySet[Attempt]]:
    """The room and the attempts meant; an attempt of another room is as unknown as one that does not exist."""
    found = policies.access_room(request.user, public_id)
    sitting = _sitting(request.POST.get("sitting"), rooms.sittings(found))
    inside = policies.room_attempts(found).filter(sitting=sitting).order_by("pk")
    if "everybody" in request.POST:
        return found, inside
    try:
        wanted = {uuid.UUID(each) for each in request.POST.getlist("attempt")}
    except ValueError:
        raise Http404 from None
    chosen = inside.filter(public_id__in=wanted)
    if chosen.count() != len(wanted):
        raise Http404
    return found, chosen


def _back(request: HttpRequest, found: ExamRoom, *, done: int = 0, error: str = "") -> HttpResponse:
    if done:
        messages.success(request, ngettext("已處理 %(n)s 人。", "已處理 %(n)s 人。", done) % {"n": done})
    elif error or not request.POST.getlist("attempt"):
        messages.error(request, error or _("請先勾選應考人。"))
    address = reverse("delivery:room", args=[found.public_id])
    sitting = _sitting(request.POST.get("sitting"), rooms.sittings(found))
    return redirect(f"{address}?sitting={sitting.public_id}" if sitting else address)


def _first_error(form: django_forms.Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)
