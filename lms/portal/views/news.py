"""Public news."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.core.access import public
from lms.portal.selectors import news

PER_PAGE = 10


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All announcements, newest first."""
    page = Paginator(news.published(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/news.html", {"page": page})


@public
@require_safe
def item(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One announcement."""
    found = get_object_or_404(news.published(), public_id=public_id)
    return render(request, "portal/news_item.html", {"item": found})
