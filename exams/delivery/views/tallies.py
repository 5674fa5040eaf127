"""Counting what goes into a room and what comes back, and collecting the sheets one by one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from exams.delivery import policies
from exams.delivery.forms.sheets import CountForm
from exams.delivery.selectors import paper_rooms
from exams.delivery.services import sheets, tallies
from exams.sittings.models import ExamRoom, Sitting
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal

_COUNTED = ("sheets_out", "papers_out", "sheets_back", "papers_back", "spoiled", "note")


@requires(signed_in)
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def count(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID) -> HttpResponse:
    """The count of a room."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    form = CountForm(request.POST) if request.method == "POST" else CountForm(initial=_initial(room, sitting))
    if form.is_valid():
        given = form.cleaned_data | {"spoiled": form.cleaned_data["spoiled"] or 0}
        try:
            tallies.count(room=room, sitting=sitting, actor=request.user, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error("note" if refusal.code == "note_needed" else "spoiled", str(refusal.message))
        else:
            messages.success(request, _("點數已登錄。"))
            return redirect("delivery:paper_count", room.public_id, sitting.public_id)
    context = _context(room, sitting) | {"form": form, "tally": paper_rooms.tally(room, sitting)}
    return render(request, "delivery/paper/count.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_POST
def collect(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID) -> HttpResponse:
    """Note which sheets have come back; the others that lay on a desk are missing."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    ticked, shown = set(request.POST.getlist("back")), set(request.POST.getlist("shown"))
    used = [sheet for sheet in paper_rooms.used_sheets(room, sitting) if str(sheet.public_id) in shown]
    back = [sheet for sheet in used if str(sheet.public_id) in ticked]
    missing = [sheet for sheet in used if str(sheet.public_id) not in ticked]
    sheets.collect(sitting=sitting, room=room, returned=back, missing=missing, actor=request.user, now=clock.now())
    messages.success(
        request, _("已收回 %(back)s 張，未收回 %(missing)s 張。") % {"back": len(back), "missing": len(missing)}
    )
    return redirect("delivery:paper_count", room.public_id, sitting.public_id)


def _initial(room: ExamRoom, sitting: Sitting) -> dict[str, Any]:
    tally = paper_rooms.tally(room, sitting)
    if tally is not None:
        return {name: getattr(tally, name) for name in _COUNTED}
    expected = paper_rooms.expected(room, sitting)
    return {"spoiled": expected["spoiled"]}


def _context(room: ExamRoom, sitting: Sitting) -> dict[str, Any]:
    used = list(paper_rooms.used_sheets(room, sitting))
    return {"room": room, "sitting": sitting, "expected": paper_rooms.expected(room, sitting), "used": used}
