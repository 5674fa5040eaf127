"""Handing in an encrypted answer file: the candidate's own, or one brought to the invigilator on a stick."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from exams.delivery import policies
from exams.delivery.forms.answer_files import AnswerFileForm
from exams.delivery.models import Attempt
from exams.delivery.services import answer_files
from lms.core import clock
from lms.core.access import public, requires, signed_in
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@public
@require_http_methods(["GET", "POST"])
@no_store
def own(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The candidate's own attempt, in the lobby or after the end."""
    attempt = policies.access_attempt(request, public_id)
    context = {"subject": attempt.sitting.subject, "back": reverse("delivery:lobby", args=[public_id])}
    return _page(request, context, lambda form: attempt, as_candidate=True)


@requires(signed_in)
@require_http_methods(["GET", "POST"])
@no_store
def of_room(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A file of anybody in a room one looks after; the file itself says whose it is."""
    room = policies.access_room(request.user, public_id)
    context = {"room": room, "back": reverse("delivery:room", args=[public_id])}
    return _page(request, context, lambda form: policies.access_seat(request.user, public_id, form.attempt)[1])


def _page(
    request: HttpRequest,
    context: dict[str, Any],
    attempt_of: Callable[[AnswerFileForm], Attempt],
    *,
    as_candidate: bool = False,
) -> HttpResponse:
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actor = request.user if request.user.is_authenticated else None
        attempt = attempt_of(form)
        try:
            context["taken"] = answer_files.take(
                attempt=attempt,
                content=form.cleaned_data["file"],
                actor=actor,
                now=clock.now(),
                as_candidate=as_candidate,
            )
            context["seated"] = attempt.registration
        except Refusal as refusal:
            form.add_error("file", str(refusal.message))
    return render(request, "delivery/answer_file.html", context | {"form": form})
