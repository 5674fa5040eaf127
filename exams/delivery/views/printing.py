"""A form as a printable paper, for those who may read all of its items."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from exams.delivery import policies
from exams.delivery.selectors import printing
from exams.papers.policies import can_build
from lms.core import clock
from lms.core.access import requires
from question_bank.items.enums import SightingKind
from question_bank.items.services import sightings


@requires(can_build)
@require_GET
@cache_control(private=True, no_store=True)
def paper(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The PDF; who asked has seen every item of it from then on."""
    form = policies.access_form(request.user, public_id)
    content = printing.paper_pdf(form)
    sightings.note(versions=printing.versions(form), user=request.user, kind=SightingKind.EXPORTED, now=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{form.code}.pdf") or "inline"
    return response
