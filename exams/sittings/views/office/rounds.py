"""Rounds as exam officers prepare them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.sittings import policies
from exams.sittings.enums import RoundOrigin
from exams.sittings.forms.office import NewRoundForm, RoundForm, SeatingForm, SittingChoiceForm
from exams.sittings.models import Round
from exams.sittings.selectors import office, seating
from exams.sittings.services import freeze, rounds
from exams.sittings.views.sent import posted
from lms.core import clock, slots
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_configure)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every round held here."""
    return render(request, "sittings/office/rounds.html", {"rows": office.rounds()})


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new round."""
    form = NewRoundForm(office.programmes(), posted(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        window = {name: given.pop(name) for name in ("registration_opens_at", "registration_closes_at", "pay_by")}
        who: dict[str, Any] = {"actor": request.user, "now": clock.now()}
        try:
            made = rounds.create_announced(**given, **window, origin=RoundOrigin.PLATFORM, **who)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("已建立梯次 %(code)s。") % {"code": made.code})
            return redirect("sittings:office_round", made.public_id)
    return _form(request, form, _("新增梯次"), None)


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a round's dates and window."""
    found = policies.access_round(request.user, public_id)
    form = RoundForm(posted(request), initial=RoundForm.values(found))
    if request.method == "POST" and form.is_valid():
        try:
            rounds.announce(round=found, **form.cleaned_data, actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("已儲存。"))
            return redirect("sittings:office_round", public_id)
    return _form(request, form, _("修改梯次"), found)


@requires(policies.may_configure)
@require_GET
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A round: what is set, what lacks, and what other parts of the programme add."""
    found = policies.access_round(request.user, public_id)
    papers, halls = office.papers(found), seating.of_round(found)
    context = {
        "round": found,
        "state": office.state_of(found),
        "open": freeze.is_open(found),
        "papers": papers,
        "rooms": halls,
        "gaps": office.gaps(found, papers, halls),
        "panels": slots.collect("round_panel", found, request.user),
        "choice": SittingChoiceForm(office.subjects(found)),
        "seating": SeatingForm(),
        "crumbs": [(_("梯次"), reverse("sittings:office_rounds")), (found.code, "")],
    }
    return render(request, "sittings/office/round.html", context)


def _form(request: HttpRequest, form: RoundForm, title: str, found: Round | None) -> HttpResponse:
    crumbs = [(_("梯次"), reverse("sittings:office_rounds"))]
    if found is not None:
        crumbs.append((found.code, reverse("sittings:office_round", args=[found.public_id])))
    context = {
        "form": form,
        "title": title,
        "back": crumbs[-1][1],
        "frozen": found is not None and not freeze.is_open(found),
        "crumbs": [*crumbs, (title, "")],
    }
    return render(request, "sittings/office/form.html", context, status=422 if form.errors else 200)
