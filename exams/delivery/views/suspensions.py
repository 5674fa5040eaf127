"""The exam office suspends items of a running round and lets them be answered again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exams.delivery import policies
from exams.delivery.forms.office import SuspendForm
from exams.delivery.selectors import suspensions as reads
from exams.delivery.services import suspensions
from exams.delivery.views import trails
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The suspended items of a round, and suspending one."""
    round = policies.access_round(request.user, public_id)
    sent = request.POST if request.method == "POST" else None
    form = SuspendForm(sent, places=reads.places(round))
    if request.method == "POST" and form.is_valid():
        try:
            suspensions.suspend(round=round, actor=request.user, now=clock.now(), **form.arguments())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已暫停這一題，作答中的應考人會看到說明。"))
            return redirect("delivery:suspensions", round.public_id)
    crumbs = trails.of_round(round, (_("暫停試題"), ""))
    context = {"round": round, "form": form, "rows": reads.of_round(round), "crumbs": crumbs}
    return render(request, "delivery/office/suspensions.html", context, status=422 if form.errors else 200)


@requires(policies.may_run_rounds)
@require_POST
def lift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let an item be answered again."""
    suspension = policies.access_suspension(request.user, public_id)
    try:
        suspensions.lift(suspension=suspension, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已恢復作答。"))
    return redirect("delivery:suspensions", suspension.round.public_id)
