"""Standing texts: about, contact, personal data, accessibility."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.core.access import public


def _text(request: HttpRequest, name: str) -> HttpResponse:
    operator = settings.OPERATOR_EN if get_language() == "en" else settings.OPERATOR_ZH
    context = {"operator": operator, "contact_email": settings.CONTACT_EMAIL}
    return render(request, f"portal/{name}.html", context)


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who runs this and on which rules it rests."""
    return _text(request, "about")


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask what."""
    return _text(request, "contact")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice at collection (個人資料保護法 §8, TW-9)."""
    return _text(request, "privacy")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement with known gaps and a contact."""
    return _text(request, "accessibility")
