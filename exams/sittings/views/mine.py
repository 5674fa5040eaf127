"""A candidate's registrations and admission notices."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from exams.sittings import policies
from exams.sittings.selectors import registrations
from exams.sittings.services import notices
from lms.accounts.selectors import person_of
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal
from lms.core.limits import limited


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My registrations with time, room and seat."""
    person, today = person_of(request.user), clock.today()
    rows = registrations.of_person(person, today=today) if person else []
    return render(request, "sittings/mine.html", {"rows": rows, "today": today})


@requires(signed_in)
@require_GET
@limited("sittings.notice", limit=20, seconds=60)
def admission_notice(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The admission notice of one's own registration as PDF."""
    registration = policies.access_registration(request.user, public_id)
    try:
        content = notices.render(registration=registration, today=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("sittings:mine")
    response = HttpResponse(content, content_type="application/pdf")
    number = registrations.admission_number(registration)
    response["Content-Disposition"] = f'inline; filename="admission-notice-{number}.pdf"'
    return response
