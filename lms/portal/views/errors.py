"""Pages for requests that failed. Each says what happened and what helps; none shows technical detail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lms.core.access import public

LAST_RESORT = (
    '<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><title>500</title>'
    "<h1>系統發生錯誤</h1><p>請稍後再試。已儲存的作答不受影響。</p>"
    '<p lang="en">Something went wrong on our side. Please try again later; saved answers are safe.</p></html>'
)
"""Shown when even the error page cannot be rendered (static files missing, broken translation)."""


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "errors/400.html", status=400)


@public
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but without the right."""
    return render(request, "errors/403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this visitor may know of."""
    return render(request, "errors/404.html", status=404)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that came back without its token (expired, or cookies refused)."""
    return render(request, "errors/csrf.html", status=403)


@public
def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500: rendered without request, user or database, since any of them may be what failed."""
    try:
        page: str = render_to_string("errors/500.html")
    except Exception:
        page = LAST_RESORT
    return HttpResponse(page, status=500)
