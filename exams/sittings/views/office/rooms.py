"""Rooms of a round, and who sits where in them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.sittings import policies
from exams.sittings.forms.office import MoveForm, RoomForm, SeatingForm
from exams.sittings.models import Round
from exams.sittings.rules.enums import Arrangement
from exams.sittings.selectors import office, seating
from exams.sittings.services import freeze, rooms
from exams.sittings.services import seating as service
from exams.sittings.views.sent import posted
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new room."""
    found = policies.access_round(request.user, public_id)
    form = RoomForm(office.area_choices(), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            rooms.create(round=found, details=form.details(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _done(request, found, _("已新增試場。"))
    return _form(request, form, found, _("新增試場"))


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a room before sealing."""
    room = policies.access_hall(request.user, public_id)
    form = RoomForm(office.area_choices(), posted(request), initial=RoomForm.values(room))
    if request.method == "POST" and form.is_valid():
        try:
            rooms.revise(room=room, details=form.details(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _done(request, room.round, _("已儲存。"))
    return _form(request, form, room.round, _("修改試場"))


@requires(policies.may_configure)
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take out a room nobody uses."""
    room = policies.access_hall(request.user, public_id)
    try:
        rooms.remove(room=room, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("sittings:office_round", room.round.public_id)
    return _done(request, room.round, _("已移除試場。"))


@requires(policies.may_configure)
@require_GET
@cache_control(private=True, no_store=True)
def plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The seat plan of a room."""
    room = policies.access_hall(request.user, public_id)
    back = reverse("sittings:office_round", args=[room.round.public_id])
    context = {
        "room": room,
        "rows": seating.plan(room),
        "open": freeze.is_open(room.round),
        "form": MoveForm(office.room_choices(room.round), seating.movable(room), initial={"room": room.pk}),
        "crumbs": [(_("梯次"), reverse("sittings:office_rounds")), (room.round.code, back), (room.code, "")],
    }
    return render(request, "sittings/office/plan.html", context)


@requires(policies.may_configure)
@require_POST
def assign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Seat the whole round."""
    found = policies.access_round(request.user, public_id)
    form = SeatingForm(request.POST)
    how = Arrangement(form.cleaned_data["arrangement"]) if form.is_valid() else Arrangement.SPREAD
    try:
        seated = service.assign(round=found, arrangement=how, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, ngettext("已排 %(n)s 人的座位。", "已排 %(n)s 人的座位。", seated) % {"n": seated})
    return redirect(f"{reverse('sittings:office_round', args=[public_id])}#seating")


@requires(policies.may_configure)
@require_POST
def move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give somebody of the room another seat, or let two change places."""
    room = policies.access_hall(request.user, public_id)
    form = MoveForm(office.room_choices(room.round), seating.movable(room), request.POST)
    if not form.is_valid():
        messages.error(request, _("請選擇應考人、試場與座位。"))
        return redirect("sittings:office_plan", public_id)
    moved = policies.access_seated(request.user, room.round, uuid.UUID(form.cleaned_data["registration"]))
    try:
        service.move(
            registration=moved,
            room=form.cleaned_data["room"],
            seat=form.cleaned_data["seat"],
            swapping="swap" in request.POST,
            actor=request.user,
            now=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("座位已更新。"))
    return redirect("sittings:office_plan", public_id)


def _done(request: HttpRequest, found: Round, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(f"{reverse('sittings:office_round', args=[found.public_id])}#rooms")


def _form(request: HttpRequest, form: RoomForm, found: Round, title: str) -> HttpResponse:
    back = reverse("sittings:office_round", args=[found.public_id])
    context = {
        "form": form,
        "title": title,
        "back": back,
        "frozen": not freeze.is_open(found),
        "crumbs": [(_("梯次"), reverse("sittings:office_rounds")), (found.code, back), (title, "")],
    }
    return render(request, "sittings/office/form.html", context, status=422 if form.errors else 200)
