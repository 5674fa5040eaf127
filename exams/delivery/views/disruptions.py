"""Typhoon mode: counties, the people there, a measure, and a second officer's confirmation."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.delivery import policies
from exams.delivery.forms.office import MEASURE_NAMES, CountyForm, MeasureForm
from exams.delivery.models import Disruption
from exams.delivery.selectors import disruption_plans
from exams.delivery.selectors import disruptions as reads
from exams.delivery.services import disruptions
from exams.delivery.views import trails
from exams.sittings.models import Round
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_GET
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was proposed and done, and the choice of counties and measure."""
    round = policies.access_round(request.user, public_id)
    return _choice(request, round, CountyForm(counties=reads.counties(round)))


@requires(policies.may_run_rounds)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who is affected by the chosen counties and measure, and the plan for them."""
    round = policies.access_round(request.user, public_id)
    asked = CountyForm(request.GET, counties=reads.counties(round))
    if not asked.is_valid():
        return _choice(request, round, asked)
    codes, measure, now = asked.codes, asked.chosen, clock.now()
    reach = reads.reach(round, codes, measure, now=now)
    sent = request.POST if request.method == "POST" else None
    form = MeasureForm(sent, measure=measure, touched=reach.touched, rooms=reads.rooms_of(round))
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {
            "counties": codes,
            "measure": measure,
            "actor": request.user,
            "now": now,
        } | form.arguments()
        try:
            disruptions.propose(round=round, **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提出，請另一位試務人員確認後生效。"))
            return redirect("delivery:disruptions", round.public_id)
    context = _plan(round, asked, reach, form)
    return render(request, "delivery/office/disruption_plan.html", context, status=422 if form.errors else 200)


@requires(policies.may_run_rounds)
@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a proposal in force as the second officer."""
    return _decide(request, public_id, disruptions.confirm, _("措施已生效，受影響的人都會收到通知。"))


@requires(policies.may_run_rounds)
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a proposal back or decline it."""
    return _decide(request, public_id, disruptions.withdraw, _("已撤回。"))


def _decide(request: HttpRequest, public_id: uuid.UUID, action: Callable[..., Disruption], done: str) -> HttpResponse:
    disruption = policies.access_disruption(request.user, public_id)
    try:
        action(disruption=disruption, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("delivery:disruptions", disruption.round.public_id)


def _choice(request: HttpRequest, round: Round, form: CountyForm) -> HttpResponse:
    context = {
        "round": round,
        "crumbs": trails.of_round(round, (_("天然災害"), "")),
        "plans": disruption_plans.of_round(round, reads.of_round(round)),
        "form": form,
        "user_id": request.user.pk,
    }
    return render(request, "delivery/office/disruptions.html", context, status=422 if form.errors else 200)


def _plan(round: Round, asked: CountyForm, reach: reads.Reach, form: MeasureForm) -> dict[str, Any]:
    above = (_("天然災害"), reverse("delivery:disruptions", args=[round.public_id]))
    name = str(MEASURE_NAMES[asked.chosen])
    return {
        "round": round,
        "crumbs": trails.of_round(round, above, (name, "")),
        "name": name,
        "counties": asked.cleaned_data["counties"],
        "reach": reach,
        "form": form,
    }
