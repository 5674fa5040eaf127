"""The exam office decides about late answers."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.forms.office import LateForm
from exams.delivery.selectors import late
from exams.delivery.services import late as decisions
from exams.delivery.views import trails
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_GET
@cache_control(private=True, no_store=True)
def cases(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The attempts of a round whose late answers wait for a decision."""
    round = policies.access_round(request.user, public_id)
    crumbs = trails.of_round(round, (_("逾時作答"), ""))
    context = {"round": round, "cases": late.cases(round), "crumbs": crumbs}
    return render(request, "delivery/office/late.html", context)


@requires(policies.may_run_rounds)
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Count an attempt's late answers, or leave them as evidence."""
    attempt = policies.access_round_attempt(request.user, public_id)
    form = LateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("請選擇處理方式並寫明理由。"))
        return redirect("delivery:late", policies.round_of(attempt).public_id)
    try:
        made = decisions.decide(attempt=attempt, actor=request.user, now=clock.now(), **form.arguments())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("已採計 %(n)s 筆作答。") if made.accepted else _("已決定不採計 %(n)s 筆作答，紀錄保留。")
        messages.success(request, done % {"n": made.answers})
    return redirect("delivery:late", policies.round_of(attempt).public_id)
