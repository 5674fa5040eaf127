"""Check-in at the door of a room: by the code on the notice, by its number, or from the list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from exams.delivery import policies
from exams.delivery.enums import ArrivalWay, AttendanceState, IdentityCheck
from exams.delivery.models.labels import ATTENDANCE_LABELS, IDENTITY_LABELS
from exams.delivery.selectors import door
from exams.delivery.services import attendance
from exams.sittings.models import Registration
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@requires(policies.may_run_rooms)
@require_GET
@no_store
def index(request: HttpRequest) -> HttpResponse:
    """Who is expected, and a field for the number on the notice."""
    rooms, typed = policies.visible_rooms(request.user), request.GET.get("number", "")
    found = door.by_number(typed, rooms) if typed else []
    if len(found) == 1:
        return redirect("delivery:door_code", door.code_of(found[0]))
    people = door.expected(rooms, now=clock.now())
    context = {
        "people": people,
        "come": sum(one.has_come for one in people),
        "typed": typed,
    }
    return render(request, "delivery/door.html", context)


@requires(signed_in)
@require_http_methods(["GET", "POST"])
@no_store
def code(request: HttpRequest, code: str) -> HttpResponse:
    """The candidate whose code was read; buttons note the outcome of comparing the document and let them in."""
    scanned = policies.access_door(request.user, code)
    registration = door.current(scanned, now=clock.now())
    if not policies.is_own_room(request.user, registration.room):
        return render(request, "delivery/door_elsewhere.html", {"room": registration.room})
    if request.method == "POST":
        _note(request, registration)
        return redirect("delivery:door_code", door.code_of(scanned))
    one = door.arriving(registration, now=clock.now())
    context = {
        "one": one,
        "identity": IDENTITY_LABELS[IdentityCheck(one.attendance.identity)] if one.attendance else "",
        "way": request.GET.get("by", ""),
    }
    return render(request, "delivery/door_code.html", context)


def _note(request: HttpRequest, registration: Registration) -> None:
    given = request.POST.get("identity", "")
    if given not in {check.value for check in door.outcomes()}:
        messages.error(request, _("請選擇核對結果。"))
        return
    way = ArrivalWay.LIST if request.POST.get("way") == ArrivalWay.LIST else ArrivalWay.CODE
    try:
        noted = attendance.arrive(
            registration=registration,
            identity=IdentityCheck(given),
            way=way,
            actor=request.user,
            now=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return
    messages.success(request, _("已報到：%(state)s。") % {"state": ATTENDANCE_LABELS[AttendanceState(noted.state)]})
