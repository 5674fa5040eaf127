"""A learner's own money."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from courses.tuition import policies
from courses.tuition.selectors import ledger
from lms.core.access import requires, signed_in


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I owe, have paid and got back, with the entries it comes from."""
    return render(request, "tuition/money.html", {"statements": ledger.statements(policies.own_entries(request.user))})
