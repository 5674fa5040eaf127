"""Prints for a room of a sitting on paper."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from exams.delivery import policies
from exams.delivery.selectors import room_prints
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_GET
@cache_control(private=True, no_store=True)
def part(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID, part: str) -> HttpResponse:
    """One of the room's PDFs, or all in one."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    if part not in room_prints.PARTS:
        raise Http404
    try:
        content = room_prints.bundle(room, sitting, part)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("delivery:paper_sheets", room.public_id, sitting.public_id)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{sitting.subject.code}-{room.code}-{part}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response
