"""A candidate's own request for accommodations; nobody else's eyes."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.sittings import policies
from exams.sittings.forms.accommodations import DocumentsForm, RequestForm
from exams.sittings.models import AccommodationRequest, Round
from exams.sittings.selectors import accommodations as reads
from exams.sittings.selectors import seating
from exams.sittings.services import accommodations, evidence, freeze
from exams.sittings.views.sent import posted
from lms.accounts.selectors import person_of
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal
from lms.core.limits import limited

_SANDBOX = (
    "sandbox; default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'"
)
"""An uploaded document runs nothing and belongs to no site, whatever it says it is (IN-04)."""

no_store = cache_control(private=True, no_store=True)


@requires(signed_in)
@require_http_methods(["GET", "POST"])
@no_store
@limited("sittings.accommodation", limit=60, seconds=60)
def request_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for accommodations in a round, or see what became of it."""
    found = policies.access_applied_round(request.user, public_id)
    person = person_of(request.user)
    if person is None:
        raise Http404
    standing = reads.standing(person, found)
    if standing is not None:
        return _standing(request, found, standing, DocumentsForm())
    form = RequestForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            accommodations.apply(person=person, round=found, **form.arguments(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("申請已送出。"))
            return redirect("sittings:accommodation", public_id)
    context = {"round": found, "form": form, "open": freeze.is_open(found)}
    return render(request, "sittings/accommodation_apply.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_POST
@limited("sittings.accommodation_documents", limit=60, seconds=60)
def complete(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand in what was missing."""
    own = policies.access_own_request(request.user, public_id)
    form = DocumentsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _standing(request, own.round, own, form, status=422)
    try:
        accommodations.complete(request=own, documents=form.documents, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已送出，等待審核。"))
    return redirect("sittings:accommodation", own.round.public_id)


@requires(signed_in)
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one's request back."""
    own = policies.access_own_request(request.user, public_id)
    try:
        accommodations.withdraw(request=own, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已撤回申請。"))
    return redirect("sittings:accommodation", own.round.public_id)


@requires(signed_in)
@require_GET
@no_store
def document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A document of a request; for staff every opening is written down first."""
    found = policies.access_evidence(request.user, public_id)
    if found.request.person.user_id != request.user.pk:
        accommodations.read(
            request=found.request, what=f"document {found.public_id.hex[:8]}", reader=request.user, now=clock.now()
        )
    response = HttpResponse(evidence.opened(found), content_type=found.content_type)
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[found.content_type]
    response["Content-Disposition"] = f'attachment; filename="document-{found.public_id.hex[:8]}.{ending}"'
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _standing(
    request: HttpRequest, found: Round, own: AccommodationRequest, form: DocumentsForm, status: int = 200
) -> HttpResponse:
    content = reads.content_of(own)
    context = {
        "round": found,
        "own": own,
        "state": reads.state_of(own),
        "content": content,
        "needs": seating.need_words(content.needs),
        "gaps": reads.gaps(own, content.needs) if own.state in accommodations.WAITING else [],
        "waiting": own.state in accommodations.WAITING,
        "papers": [paper for paper in reads.papers(own, content.needs) if paper.granted],
        "kinds": reads.documents(own),
        "form": form,
    }
    return render(request, "sittings/accommodation.html", context, status=status)
