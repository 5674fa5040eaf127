"""The report of a room: as it stands, signed by the lead, and the signed PDF."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.delivery import policies
from exams.delivery.forms import live
from exams.delivery.selectors import reports as reads
from exams.delivery.services import reports
from exams.delivery.views.rooms import no_store
from lms.core import clock, files
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_http_methods(["GET", "POST"])
@no_store
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything noted about the room; the lead signs at the end."""
    room = policies.access_room(request.user, public_id)
    may_sign = policies.leads(request.user, room)
    sent = request.POST if request.method == "POST" else None
    form = live.SignForm(sent, initial={"signed_name": getattr(request.user, "display_name", "")})
    if request.method == "POST":
        if not may_sign:
            raise PermissionDenied
        if form.is_valid():
            data = form.cleaned_data
            try:
                reports.sign(
                    room=room,
                    signed_name=data["signed_name"],
                    remark=data["remark"],
                    actor=request.user,
                    now=clock.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("已簽署試場報告。"))
                return redirect("delivery:room_report", public_id)
    context = {"report": reads.report(room), "room": room, "form": form, "may_sign": may_sign}
    return render(request, "delivery/report.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_GET
@no_store
def draft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The report as it stands, as PDF."""
    return _pdf(reports.draft(policies.access_room(request.user, public_id)))


@requires(signed_in)
@require_GET
@no_store
def signed(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A signed report."""
    try:
        return _pdf(reports.content(policies.access_report(request.user, public_id)))
    except files.FileDamaged:
        raise Http404 from None


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="room-report.pdf"'
    return response
