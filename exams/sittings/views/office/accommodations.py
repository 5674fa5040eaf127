"""Requests for accommodations before their deciders."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from exams.sittings import policies
from exams.sittings.forms.accommodations import NoteForm, TermsForm
from exams.sittings.models import AccommodationRequest
from exams.sittings.selectors import accommodations as reads
from exams.sittings.selectors import seating
from exams.sittings.services import accommodations, freeze
from lms.accounts.rules.masking import mask_name
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@requires(policies.may_decide)
@require_GET
@no_store
def listing(request: HttpRequest) -> HttpResponse:
    """Every request by number and state; what it says is on its page."""
    crumbs = [(_("梯次"), reverse("sittings:office_rounds")), (_("應考服務申請"), "")]
    return render(request, "sittings/office/accommodations.html", {"rows": reads.queue(), "crumbs": crumbs})


@requires(policies.may_decide)
@require_GET
@no_store
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A request as its deciders read it; that they did is written down."""
    found = policies.access_request(request.user, public_id)
    content = accommodations.read(request=found, what="request", reader=request.user, now=clock.now())
    papers = reads.papers(found, content.needs)
    context = {
        "asked": found,
        "number": found.public_id.hex[:8].upper(),
        "name": mask_name(found.person.name),
        "state": reads.state_of(found),
        "content": content,
        "needs": seating.need_words(content.needs),
        "gaps": reads.gaps(found, content.needs),
        "documents": reads.documents(found),
        "papers": [(paper, TermsForm.of(paper, content.needs)) for paper in papers],
        "table": reads.extra_time(found.round),
        "waiting": found.state in accommodations.WAITING,
        "decidable": found.state in (*accommodations.WAITING, accommodations.State.GRANTED),
        "open": freeze.is_open(found.round),
        "note": NoteForm(),
        "crumbs": [(_("應考服務申請"), reverse("sittings:office_accommodations")), (_("審核"), "")],
    }
    return render(request, "sittings/office/accommodation.html", context)


@requires(policies.may_decide)
@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the applicant for what is missing."""
    found, note = _decided(request, public_id)
    return _do(request, found, lambda **who: accommodations.ask(request=found, missing=note, **who), _("已通知補正。"))


@requires(policies.may_decide)
@require_POST
def grant(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Grant, paper by paper."""
    found, note = _decided(request, public_id)
    forms = {paper.registration.pk: TermsForm.of(paper, (), request.POST) for paper in reads.papers(found, ())}
    if not all(form.is_valid() for form in forms.values()):
        messages.error(request, _("分鐘數須在 0 到 240 之間。"))
        return redirect("sittings:office_accommodation", public_id)
    terms = {pk: form.terms() for pk, form in forms.items()}
    return _do(
        request, found, lambda **who: accommodations.grant(request=found, terms=terms, note=note, **who), _("已核定。")
    )


@requires(policies.may_decide)
@require_POST
def refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Refuse, or revoke what was granted."""
    found, note = _decided(request, public_id)
    return _do(
        request, found, lambda **who: accommodations.refuse(request=found, note=note, **who), _("已記為不核定。")
    )


def _decided(request: HttpRequest, public_id: uuid.UUID) -> tuple[AccommodationRequest, str]:
    found = policies.access_request(request.user, public_id)
    form = NoteForm(request.POST)
    return found, form.cleaned_data["note"] if form.is_valid() else ""


def _do(request: HttpRequest, found: AccommodationRequest, action: Any, told: str) -> HttpResponse:
    try:
        action(actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, told)
    return redirect("sittings:office_accommodation", found.public_id)
