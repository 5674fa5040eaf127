"""Public pages: the released rounds, one round, and the downloads of a run."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exams.statistics import policies
from exams.statistics.selectors import files, published
from lms.core.access import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every released round with its certification rate and the definition behind it."""
    return render(request, "statistics/index.html", {"groups": published.index(request.user)})


@public
@require_safe
def round_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The published layout of one round (STA-4)."""
    run = policies.access_round(request.user, public_id)
    return render(request, "statistics/round.html", published.page(run))


@public
@require_safe
def download(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """One file of a run; a run's files never change."""
    run = policies.access_run(request.user, public_id)
    file = files.make(run, name)
    if file is None:
        raise Http404
    response = HttpResponse(file.body, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
