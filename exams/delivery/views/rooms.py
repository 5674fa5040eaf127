"""The live room: what an invigilator sees, on a desk or a phone."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from exams.delivery import policies
from exams.delivery.forms import live
from exams.delivery.selectors import pending, rooms
from exams.sittings.models import ExamRoom, Sitting
from lms.core import clock
from lms.core.access import requires, signed_in

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
        "identity_form": live.IdentityForm(prefix="admit"),
        "extend_form": live.MinutesForm(prefix="extend"),
        "delay_form": live.MinutesForm(prefix="delay"),
        "pause_form": live.PauseForm(prefix="pause"),
        "message_form": live.MessageForm(prefix="message"),
        "end_form": live.ReasonForm(prefix="end"),
        "reopen_form": live.AgainForm(prefix="reopen"),
    }
    return render(request, "delivery/room.html", context)


@requires(signed_in)
@require_GET
@no_store
def table(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part that is fetched again."""
    return render(request, "delivery/_room_live.html", _table(request, policies.access_room(request.user, public_id)))


def _table(request: HttpRequest, found: ExamRoom) -> dict[str, Any]:
    now, show, sort = clock.now(), request.GET.get("show", rooms.ALL), request.GET.get("sort", rooms.BY_TROUBLE)
    sittings = rooms.sittings(found)
    sitting = chosen_sitting(request.GET.get("sitting"), sittings) or rooms.current(sittings, now=now)
    seats = policies.room_attempts(found).filter(sitting=sitting)
    orders = policies.visible_orders(request.user).filter(round_id=found.round_id)
    return {
        "room": found,
        "sittings": sittings,
        "sitting": sitting,
        "show": show,
        "sort": sort,
        "live": rooms.overview(seats, now=now, show=show, sort=sort),
        "orders": pending.waiting(orders, user_id=request.user.pk or 0, now=now),
        "now": now,
    }


def chosen_sitting(wanted: str | None, sittings: list[Sitting]) -> Sitting | None:
    """The sitting an address or a form names, if the room has it."""
    return next((each for each in sittings if str(each.public_id) == wanted), None)
