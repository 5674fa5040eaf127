"""The exam office rehearses a round."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exams.delivery import policies
from exams.delivery.forms.office import MoveOnForm, RehearseForm
from exams.delivery.selectors import rehearsals as reads
from exams.delivery.services import rehearsals
from exams.delivery.views import trails
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The rehearsals of a round, and making another."""
    round = policies.access_round(request.user, public_id)
    now = clock.now()
    sent = request.POST if request.method == "POST" else None
    form = RehearseForm(sent, people=reads.staff(), now=now)
    if request.method == "POST" and form.is_valid():
        try:
            made = rehearsals.create(round=round, actor=request.user, now=now, **form.arguments())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("演練「%(name)s」已建立並封存。") % {"name": made.name_zh})
            return redirect("delivery:rehearsals", round.public_id)
    crumbs = trails.of_round(round, (_("演練"), ""))
    context = {"round": round, "form": form, "rows": reads.of_round(round), "move_on": MoveOnForm(), "crumbs": crumbs}
    return render(request, "delivery/office/rehearsals.html", context, status=422 if form.errors else 200)


@requires(policies.may_run_rounds)
@require_POST
def move_on(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let minutes pass at once."""
    round = policies.access_round(request.user, public_id)
    form = MoveOnForm(request.POST)
    try:
        minutes = form.cleaned_data["minutes"] if form.is_valid() else 0
        rehearsals.move_on(round=round, minutes=minutes, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("演練的時鐘已撥快 %(n)s 分鐘。") % {"n": minutes})
    origin = round.rehearsal_of or round
    return redirect("delivery:rehearsals", origin.public_id)
