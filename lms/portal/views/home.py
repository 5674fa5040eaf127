"""The public home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.core import clock
from lms.core.access import public
from lms.portal.selectors import home as selectors
from lms.portal.selectors import news


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, what it costs, how it works, what comes next."""
    return render(
        request,
        "portal/home.html",
        {
            "programmes": selectors.programmes(),
            "dates": selectors.next_dates(today=clock.today()),
            "newest": news.newest(),
        },
    )
