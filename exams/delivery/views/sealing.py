"""The exam office seals a round: what it lacks, and what was frozen."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.selectors import readiness
from exams.delivery.services import sealing
from exams.delivery.views import trails
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_GET
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The checks before sealing, or the frozen configuration after it."""
    round = policies.access_round(request.user, public_id)
    papers = readiness.papers(round)
    checks = readiness.checks(round, papers)
    context = {
        "round": round,
        "crumbs": trails.of_round(round, (_("封存梯次"), "")),
        "papers": papers,
        "checks": checks,
        "sealed": readiness.is_sealed(round),
        "blocked": any(check.blocking and not check.ok for check in checks),
    }
    return render(request, "delivery/office/seal.html", context)


@requires(policies.may_run_rounds)
@require_POST
def seal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write papers and attempts and freeze the configuration."""
    round = policies.access_round(request.user, public_id)
    try:
        sealing.seal(round=round, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已封存：考卷與作答序都已寫定。"))
    return redirect("delivery:seal", round.public_id)
