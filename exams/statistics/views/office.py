"""The national office's overview of all rounds, drafts included."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exams.statistics import policies
from exams.statistics.selectors import overview
from lms.core.access import requires


@requires(policies.can_see_drafts)
@require_safe
def admin(request: HttpRequest) -> HttpResponse:
    """Registered, attended, average, passed and certificates of every round."""
    return render(request, "statistics/admin.html", {"rounds": overview.rounds()})
