"""What a learner does with a class: enrol, withdraw, look at the own seats."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses.classes import policies
from courses.classes.forms import EnrolForm
from courses.classes.selectors import listing, people
from courses.classes.services import enrolments
from lms.accounts.models import User
from lms.accounts.selectors import person_of
from lms.accounts.services import persons
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Fees and refund basis, a mandatory tick, then the seat (ENR-1, ENR-2)."""
    now = clock.now()
    found = policies.access_class(request.user, public_id)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = persons.ensure(user=cast(User, request.user), now=now)
        try:
            enrolment = enrolments.enrol(person=person, regional_class=found, actor=request.user, now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("報名成功，您的學號是 %(number)s。") % {"number": enrolment.learner_number})
        return redirect("classes:detail", found.public_id)
    context = {"row": listing.one(found, now=now), "form": form, "person": person_of(request.user)}
    return render(request, "classes/enrol.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then give the seat back."""
    enrolment = policies.access_own_enrolment(request.user, public_id)
    if request.method == "POST":
        try:
            enrolments.withdraw(enrolment=enrolment, actor=request.user, now=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("已取消報名。退費事宜請洽開班學校。"))
        return redirect("classes:mine")
    return render(request, "classes/withdraw.html", {"enrolment": enrolment})


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The person's seats, the latest first."""
    person = person_of(request.user)
    now = clock.now()
    rows = [
        (one, people.next_session(one.regional_class, now=now))
        for one in (people.own_enrolments(person) if person else [])
    ]
    return render(request, "classes/mine.html", {"rows": rows})
