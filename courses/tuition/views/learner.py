"""The learner's page of tuition discounts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.tuition import policies
from courses.tuition.forms import IdentitiesForm
from courses.tuition.rules.enums import Identity
from courses.tuition.selectors import discounts, explanations
from courses.tuition.services import claims, declarations
from lms.accounts.models import Person
from lms.accounts.selectors import person_of
from lms.accounts.services import persons
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(signed_in)
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """What I would get back and why; POST declares my identities."""
    person = person_of(request.user)
    declared = discounts.declared(person)
    form = IdentitiesForm(request.POST or None, initial={"identities": [identity.value for identity in declared]})
    if request.method == "POST" and form.is_valid():
        _declare(request.user, form)
        messages.success(request, _("已儲存您的身分。"))
        return redirect("tuition:discounts")
    return render(request, "tuition/discounts.html", _context(person, declared, form))


@requires(signed_in)
@require_POST
def request_discount(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Request the discount of one of my classes."""
    test_pass = policies.access_pass(request.user, enrolment)
    try:
        claims.request(test_pass=test_pass, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已送出申請，由原開班學校審核。"))
    return redirect("tuition:discounts")


def _declare(user: Any, form: IdentitiesForm) -> None:
    now = clock.now()
    person = persons.ensure(user=user, now=now)
    declarations.declare(person=person, identities=form.chosen(), actor=user, now=now)


def _context(person: Person | None, declared: frozenset[Identity], form: IdentitiesForm) -> dict[str, object]:
    cases = [
        {
            "case": case,
            "steps": explanations.trace(list(case.decision.trace)),
            "considered": explanations.considered(list(case.decision.trace)),
        }
        for case in discounts.cases(person, on=clock.today())
    ]
    proofs = [explanations.PROOFS[identity] for identity in Identity if identity in declared]
    return {"cases": cases, "form": form, "proofs": proofs, "birth_date": person and person.birth_date}
