"""A candidate's registrations and admission notices."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.sittings import policies
from exams.sittings.selectors import fees, registrations, withdrawals
from exams.sittings.services import notices
from exams.sittings.services import withdrawals as withdrawing
from lms.accounts.selectors import person_of
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal
from lms.core.limits import limited


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My registrations: where each stands, time, room and seat; and places that went back unpaid."""
    person, now = person_of(request.user), clock.now()
    context = {
        "rows": registrations.standing(person, now=now) if person else [],
        "given_back": registrations.given_back(person, now=now) if person else [],
        "today": clock.today(),
    }
    return render(request, "sittings/mine.html", context)


@requires(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then give an unpaid registration up."""
    registration = policies.access_registration(request.user, public_id)
    if request.method != "POST":
        rules = withdrawals.sentences(registration.sitting.programme.code, on=clock.today())
        context = {"registration": registration, "rules": rules, "paid": fees.balance(registration).paid}
        return render(request, "sittings/withdraw.html", context)
    try:
        withdrawing.by_candidate(registration=registration, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已取消報名。"))
    return redirect("sittings:mine")


@requires(signed_in)
@require_GET
@limited("sittings.notice", limit=20, seconds=60)
def admission_notice(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The admission notice of one's own registration as PDF."""
    registration = policies.access_registration(request.user, public_id)
    try:
        content = notices.render(registration=registration, today=clock.today())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("sittings:mine")
    response = HttpResponse(content, content_type="application/pdf")
    number = registrations.admission_number(registration)
    response["Content-Disposition"] = f'inline; filename="admission-notice-{number}.pdf"'
    return response
