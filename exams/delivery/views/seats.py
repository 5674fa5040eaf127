"""The page of one seat: compare the person with the document, note incidents and remarks, see what was noted."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.forms import live
from exams.delivery.models import Attempt
from exams.delivery.selectors import seats
from exams.delivery.services import incidents, objections
from exams.delivery.views.rooms import no_store
from exams.sittings.models import ExamRoom
from lms.core import clock, files
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_GET
@no_store
def seat(request: HttpRequest, public_id: uuid.UUID, attempt_id: uuid.UUID) -> HttpResponse:
    """Everything about one candidate of a room."""
    room, attempt = policies.access_seat(request.user, public_id, attempt_id)
    return _page(request, room, attempt)


@requires(signed_in)
@require_POST
def incident(request: HttpRequest, public_id: uuid.UUID, attempt_id: uuid.UUID) -> HttpResponse:
    """Note an incident, or correct an entry by a new one."""
    room, attempt = policies.access_seat(request.user, public_id, attempt_id)
    now = clock.now()
    form = live.IncidentForm(request.POST, prefix="incident", listed=incidents.reasons(attempt), now=now)
    if not form.is_valid():
        return _page(request, room, attempt, incident_form=form)
    try:
        incidents.record(
            attempt=attempt, corrects=_corrected(request, attempt), actor=request.user, now=now, **form.arguments()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, room, attempt, incident_form=form)
    messages.success(request, _("已記錄。這裡只記事實，處分由試務依規定決定。"))
    return redirect("delivery:seat", public_id, attempt_id)


@requires(signed_in)
@require_POST
def objection(request: HttpRequest, public_id: uuid.UUID, attempt_id: uuid.UUID) -> HttpResponse:
    """Note a candidate's remark about an item of the own paper."""
    room, attempt = policies.access_seat(request.user, public_id, attempt_id)
    form = live.ObjectionForm(request.POST, prefix="objection")
    if not form.is_valid():
        return _page(request, room, attempt, objection_form=form)
    data = form.cleaned_data
    try:
        item = seats.item_at(attempt, data["position"])
        objections.note(attempt=attempt, item=item, text=data["text"], noted_by=request.user, now=clock.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, room, attempt, objection_form=form)
    messages.success(request, _("已記錄題目疑義，測驗後由試務處理。"))
    return redirect("delivery:seat", public_id, attempt_id)


@requires(signed_in)
@require_GET
@no_store
def signature(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The candidate's signature under an incident, for officers."""
    try:
        picture = incidents.picture_of(policies.access_signature(request.user, public_id))
    except files.FileDamaged:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png")


def _page(request: HttpRequest, room: ExamRoom, attempt: Attempt, **forms: Any) -> HttpResponse:
    now, listed = clock.now(), incidents.reasons(attempt)
    context = {
        "room": room,
        "attempt": attempt,
        "candidate": seats.candidate(attempt, now=now),
        "listed": listed,
        "is_officer": policies.may_run_rounds(request.user),
        "identity_form": live.IdentityForm(prefix="admit"),
        "pause_form": live.PauseForm(prefix="pause"),
        "message_form": live.MessageForm(prefix="message"),
        "extend_form": live.MinutesForm(prefix="extend"),
        "incident_form": live.IncidentForm(prefix="incident", listed=listed, now=now),
        "objection_form": live.ObjectionForm(prefix="objection"),
        "now": now,
    }
    return render(request, "delivery/seat.html", context | forms, status=422 if forms else 200)


def _corrected(request: HttpRequest, attempt: Attempt) -> Any:
    """The entry that is corrected, None for a first one; 404 when it is not the attempt's."""
    wanted = request.POST.get("corrects", "")
    if not wanted:
        return None
    found = next((each for each in seats.incidents([attempt.pk]) if str(each.public_id) == wanted), None)
    if found is None:
        raise Http404
    return found
