"""Standing texts: about, contact, personal data, accessibility."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.core.access import public


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who runs this and on which rules it rests."""
    return render(request, "portal/about.html")


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask what."""
    return render(request, "portal/contact.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice at collection (個人資料保護法 §8, TW-9)."""
    return render(request, "portal/privacy.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement with known gaps and a contact."""
    return render(request, "portal/accessibility.html")
