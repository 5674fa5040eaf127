"""A running round as officers see it: all rooms, a message to everybody, time for everybody, orders to decide."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.enums import OrderKind
from exams.delivery.forms import live
from exams.delivery.selectors import pending, round_live
from exams.delivery.services import announcements, orders
from exams.delivery.views import trails
from exams.delivery.views.rooms import no_store
from exams.sittings.models import Round
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_GET
@no_store
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All rooms of a round."""
    return _page(request, policies.access_round(request.user, public_id))


@requires(policies.may_run_rounds)
@require_POST
def announce(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A message to everybody of the round."""
    round = policies.access_round(request.user, public_id)
    form = live.MessageForm(request.POST, prefix="message")
    if not form.is_valid():
        return _page(request, round, message_form=form)
    try:
        announcements.to_round(round=round, text=form.cleaned_data["text"], actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已送出，所有應考人的畫面都會顯示。"))
    return redirect("delivery:round_live", public_id)


@requires(policies.may_run_rounds)
@require_POST
def act(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for time for everybody of a sitting; another person confirms."""
    round = policies.access_round(request.user, public_id)
    form = live.RoundActionForm(request.POST, prefix="act", sittings=round_live.sittings(round))
    if not form.is_valid():
        return _page(request, round, act_form=form)
    data = form.cleaned_data
    orders.act_on_round(
        kind=OrderKind(data["kind"]),
        sitting=data["sitting"],
        terms=form.terms("round"),
        actor=request.user,
        now=clock.now(),
    )
    messages.warning(request, _("已提出；須由另一位試務人員確認後才會執行，尚未生效。"))
    return redirect("delivery:round_live", public_id)


def _page(request: HttpRequest, round: Round, **forms: Any) -> HttpResponse:
    now = clock.now()
    mine = policies.visible_orders(request.user).filter(round=round)
    context = {
        "round": round,
        "crumbs": trails.of_round(round, (_("即時狀況"), "")),
        "rooms": round_live.rooms(round, now=now),
        "orders": pending.waiting(mine, user_id=request.user.pk or 0, now=now),
        "message_form": live.MessageForm(prefix="message"),
        "act_form": live.RoundActionForm(prefix="act", sittings=round_live.sittings(round)),
    }
    return render(request, "delivery/round_live.html", context | forms, status=422 if forms else 200)
