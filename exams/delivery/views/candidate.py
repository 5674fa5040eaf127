"""The candidate's pages and requests: lobby, exam screen, start, hand-in."""

import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.rules import wire
from exams.delivery.selectors import lobby as waiting
from exams.delivery.selectors import payload
from exams.delivery.services import attempts
from lms.core import clock
from lms.core.access import public
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@public
@require_GET
@no_store
def lobby(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Before the start: identity, rules, countdown. After the end: what was saved. No item text in any case."""
    if not request.user.is_authenticated and not policies.visitor_hash(request):
        return redirect_to_login(request.get_full_path())
    attempt = policies.access_attempt(request, public_id)
    now = clock.now()
    context = {
        "attempt": attempt,
        "lobby": waiting.lobby(attempt, now=now),
        "ending": waiting.ending(attempt, now=now),
    }
    return render(request, "delivery/lobby.html", context)


@public
@require_GET
@no_store
def screen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The exam screen's shell; its script asks for the paper. An attempt that is not running leads to the lobby."""
    attempt = policies.access_attempt(request, public_id)
    if waiting.lobby(attempt, now=clock.now()).phase not in ("ready", "running"):
        return redirect("delivery:lobby", public_id)
    return render(request, "delivery/screen.html", {"attempt": attempt})


@public
@require_POST
@no_store
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Start or resume: the paper with the right to write answers."""
    attempt = policies.access_attempt(request, public_id)
    now = clock.now()
    try:
        started = attempts.start(attempt=attempt, now=now)
    except Refusal as refusal:
        return refused(refusal)
    return JsonResponse(payload.started(started.attempt, started.token, now=now))


@public
@require_POST
@no_store
def hand_in(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand in: the one end and receipt there is, asked as often as one likes."""
    attempt = policies.access_attempt(request, public_id)
    now = clock.now()
    try:
        lease = wire.number(wire.fields(wire.decode(request.body), {"lease"})["lease"])
        ended = attempts.hand_in(attempt=attempt, lease=lease, now=now)
    except (wire.Malformed, RawPostDataException):  # the latter: a multipart form instead of JSON
        return JsonResponse({"code": "malformed"}, status=400)
    except attempts.UnableToHandIn as refusal:
        return refused(refusal, leave_from=payload.leave_from(attempt))
    except Refusal as refusal:
        return refused(refusal)
    ending = waiting.ending(ended, now=now)
    return JsonResponse(payload.handed_in(ended, following=ending.next if ending else "", now=now))


def refused(refusal: Refusal, **more: object) -> JsonResponse:
    """409 with the refusal's code and its text for the candidate."""
    return JsonResponse({"code": refusal.code, "message": str(refusal.message)} | more, status=409)
