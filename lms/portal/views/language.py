"""Switching the language without leaving the page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lms.accounts.services import users
from lms.core.access import public


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Take ``language`` and go back to ``next``; a foreign or unsafe ``next`` leads to the home page (HT-02)."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or not target.startswith("/"):
        target = reverse("portal:home")
    language = request.POST.get("language", "")
    response = redirect(target)
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        users.set_language(user=request.user, language=language)
    return remember(response, language)


def remember(response: HttpResponse, language: str) -> HttpResponse:
    """Keep the language in its cookie for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=60 * 60 * 24 * 365,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
