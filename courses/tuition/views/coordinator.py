"""The host school's queue of discount claims."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.tuition import policies
from courses.tuition.selectors import discounts, explanations
from courses.tuition.services import claims
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from lms.core.forms import DecisionForm


@requires(policies.can_decide_claims)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Claims at my schools: what waits, then what was decided."""
    rows = []
    for claim in discounts.queue(policies.visible_claims(request.user)):
        identity = discounts.identity_of(claim)
        rows.append(
            {
                "claim": claim,
                "identity": explanations.IDENTITIES[identity],
                "proof": explanations.PROOFS[identity],
                "steps": explanations.trace(discounts.trace_of(claim)),
            }
        )
    return render(request, "tuition/claims.html", {"rows": rows})


@requires(policies.can_decide_claims)
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Grant or refuse one claim."""
    claim = policies.access_claim(request.user, public_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("無法處理：請選擇核准或不核准，理由最多 200 字。"))
        return redirect("tuition:claims")
    act = claims.accept if form.accepts else claims.refuse
    try:
        act(claim=claim, actor=request.user, now=clock.now(), **form.arguments())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已處理，並通知學員。"))
    return redirect("tuition:claims")
