"""The candidate's pages: lobby and exam screen. What the screen sends goes to the answers server (gateway)."""

import base64
import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from exams.delivery import policies
from exams.delivery.models import Attempt
from exams.delivery.rules import answer_files, tickets
from exams.delivery.selectors import entry, notices
from exams.delivery.selectors import lobby as waiting
from lms.core import clock
from lms.core.access import public

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
        "ticket": _ticket(request, attempt, now),
        "notices": notices.shown_to([attempt.pk])[attempt.pk],
        "file_key": base64.b64encode(answer_files.key_for(public_id, settings.ATTEMPT_TOKEN_KEY)).decode(),
    }
    return render(request, "delivery/lobby.html", context)


@public
@require_GET
@no_store
def screen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The exam screen's shell; its script asks for the paper. An attempt that is not running leads to the lobby."""
    attempt = policies.access_attempt(request, public_id)
    now = clock.now()
    if waiting.lobby(attempt, now=now).phase not in ("ready", "running"):
        return redirect("delivery:lobby", public_id)
    return render(request, "delivery/screen.html", {"attempt": attempt, "ticket": _ticket(request, attempt, now)})


def _ticket(request: HttpRequest, attempt: Attempt, now: dt.datetime) -> str:
    """The entry ticket that this page's script presses Start with."""
    drawn = entry.draw(attempt, request.session.session_key or "", policies.visitor_hash(request), now=now)
    return tickets.sign(drawn, settings.ATTEMPT_TOKEN_KEY)
