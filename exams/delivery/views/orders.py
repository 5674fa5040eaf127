"""The second person says yes or no to an action that is too large for one."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.delivery import policies
from exams.delivery.services import orders
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm or decline somebody else's order, or withdraw one's own."""
    order, wanted, now = policies.access_order(request.user, public_id), request.POST.get("decision"), clock.now()
    try:
        if wanted == "confirm":
            outcome = orders.confirm(order=order, actor=request.user, now=now)
            messages.success(request, _("已確認並執行：%(n)s 人。") % {"n": outcome.done})
            for why, count in outcome.refused.items():
                messages.error(request, _("%(count)s 人未處理：%(why)s") % {"count": count, "why": why})
        elif wanted == "decline":
            orders.decline(order=order, actor=request.user, now=now)
            messages.success(request, _("已否決，沒有執行。"))
        elif wanted == "withdraw":
            orders.withdraw(order=order, actor=request.user, now=now)
            messages.success(request, _("已撤回。"))
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    if order.room is not None:
        return redirect("delivery:room", order.room.public_id)
    return redirect("delivery:round_live", order.round.public_id)
