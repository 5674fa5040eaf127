"""Units that register and pay for their people, as their contact sees them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.sittings import policies
from exams.sittings.forms.register import UnitForm
from exams.sittings.selectors import units
from exams.sittings.services import applying, groups
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The units I am the contact of, and the rounds in which I can open one."""
    now, today = clock.now(), clock.today()
    context = {"units": units.of_contact(request.user), "rounds": units.rounds_open(now=now, today=today)}
    return render(request, "sittings/groups.html", context)


@requires(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def open_unit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a unit in a round that takes registrations; it gets its verification code at once."""
    round = policies.access_offer(public_id)
    form = UnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code, now = applying.payment_code(), clock.now()
        try:
            unit = groups.open_unit(round=round, **form.cleaned_data, payment_code=code, actor=request.user, now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            return redirect("sittings:groups")
        messages.success(request, _("已開放團報，請把驗證碼交給報名的人。"))
        return redirect("sittings:group", unit.public_id)
    context = {"round": round, "form": form}
    return render(request, "sittings/group_open.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_GET
def unit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Code, what is to be paid, and who has registered: names masked, states only."""
    found = policies.access_unit(request.user, public_id)
    return render(request, "sittings/group.html", {"unit": found, "page": units.sheet(found, now=clock.now())})


@requires(signed_in)
@require_POST
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take no more registrations."""
    found = policies.access_unit(request.user, public_id)
    if groups.close(unit=found, actor=request.user, now=clock.now()):
        messages.success(request, _("已截止團報；已報名的人不受影響。"))
    return redirect("sittings:group", found.public_id)
