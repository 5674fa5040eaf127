"""Mock exams: what there is, begin, result, keep."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from courses.catalogue.policies import access_programme
from exams.delivery.policies import new_visitor, viewer_of, visitor_hash
from exams.practice import policies
from exams.practice.selectors import history, mocks, results
from exams.practice.services import mocks as taking
from lms.accounts.models import User
from lms.accounts.selectors import person_of
from lms.accounts.services import persons
from lms.core import clock
from lms.core.access import public, requires, signed_in
from lms.core.errors import Refusal
from lms.core.limits import limited

no_store = cache_control(private=True, no_store=True)


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Which mocks can be taken, and one's own so far."""
    person = person_of(request.user)
    now = clock.now()
    entries = history.of(person, now=now) if person else []
    offers = mocks.offers(today=timezone.localtime(now).date())
    return render(request, "practice/index.html", {"offers": offers, "entries": entries})


@public
@require_POST
@limited("mock-start", limit=30, seconds=600)
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a mock, or go on with the unfinished one; a visitor gets a key for this browser."""
    programme = access_programme(request.user, code)
    now = clock.now()
    person = persons.ensure(user=request.user, now=now) if request.user.is_authenticated else None
    response = redirect("practice:index")
    visitor = "" if person else (visitor_hash(request) or new_visitor(response))
    try:
        mock = taking.begin(programme=programme, person=person, visitor_hash=visitor, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return response
    part = mocks.next_part(mock, now=now)
    if part is not None:
        response["Location"] = reverse("delivery:lobby", args=[part.attempt.public_id])
    return response


@public
@require_GET
@no_store
def result(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The result of one's own mock, part by part as they end."""
    mock = policies.access_mock(viewer_of(request), public_id)
    context = {
        "result": results.of(mock, now=clock.now()),
        "wrong_only": request.GET.get("show") == "wrong",
        "can_claim": mock.person_id is None and request.user.is_authenticated,
    }
    return render(request, "practice/result.html", context)


@requires(signed_in)
@require_POST
def claim(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep a mock taken as a visitor in one's account."""
    mock = policies.access_mock(viewer_of(request), public_id)
    now = clock.now()
    person = persons.ensure(user=cast(User, request.user), now=now)
    try:
        taking.claim(mock=mock, person=person, now=now)
        messages.success(request, _("已存到您的帳號。"))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("practice:result", public_id)
