"""The roll of a room of a sitting on paper, made for a phone: plain forms, so that a bad network only needs patience."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.enums import AttendanceState
from exams.delivery.forms.sheets import TapForm
from exams.delivery.selectors import paper_rooms
from exams.delivery.services import arrivals
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@requires(policies.may_run_rooms)
@require_GET
@no_store
def index(request: HttpRequest) -> HttpResponse:
    """The rooms one looks after that sit on paper."""
    rooms = paper_rooms.of_rooms(policies.visible_rooms(request.user))
    return render(request, "delivery/paper/index.html", {"rooms": rooms})


@requires(signed_in)
@require_GET
@no_store
def roll(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID) -> HttpResponse:
    """Who is there."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    now = clock.now()
    found = paper_rooms.roll(policies.paper_registrations(room, sitting), sitting, now=now)
    context = {"room": room, "sitting": sitting, "roll": found, "now": now}
    return render(request, "delivery/paper/roll.html", context | {"officer": policies.may_run_rounds(request.user)})


@requires(signed_in)
@require_POST
def tap(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID, place: uuid.UUID) -> HttpResponse:
    """Note a state of one seat; the same tap twice is one."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    registration = policies.access_place(request.user, room, sitting, place)
    form = TapForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        decided = given["by_decision"] and policies.may_run_rounds(request.user)
        try:
            arrivals.note(
                registration=registration,
                state=AttendanceState(given["state"]),
                seen=given["seen"],
                by_decision=decided,
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as refusal:
            messages.error(request, _("座位 %(seat)s：%(why)s") % {"seat": registration.seat, "why": refusal.message})
    else:
        messages.error(request, _("沒有這個狀態，請重新整理頁面。"))
    address = reverse("delivery:paper_roll", args=[room.public_id, sitting.public_id])
    return redirect(f"{address}#place-{registration.public_id}")
