"""The release desk of the exam office."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.delivery.services import rescheduling
from exams.outcomes import policies
from exams.outcomes.enums import ReleaseState
from exams.outcomes.models import Release
from exams.outcomes.selectors import explanations, verdicts
from exams.outcomes.selectors import releases as reads
from exams.outcomes.services import releases
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal

PAGE_SIZE = 50


@requires(policies.can_release)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The rounds held here and what each waits for."""
    return render(request, "outcomes/releases.html", {"rows": reads.desk(now=clock.now())})


@requires(policies.can_release)
@require_POST
def close_entry(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Let nobody in any more, so that a finished round can be marked before its window ends."""
    round = policies.access_round(request.user, round_id)
    try:
        rescheduling.close_entry(round=round, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已截止入場；作答中的考生交卷後即可計分。"))
    return redirect("outcomes:releases")


@requires(policies.can_release)
@require_POST
def prepare(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Close and mark a round, and lay the draft before a second officer."""
    round = policies.access_round(request.user, round_id)
    try:
        release = releases.prepare(round=round, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("outcomes:releases")
    messages.success(request, _("已計分並製作公布稿，請另一位試務人員核准。"))
    return redirect("outcomes:release", release.public_id)


@requires(policies.can_release)
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One release: figures, verdicts, what follows, and where the work stands."""
    release = policies.access_release(request.user, public_id)
    page = Paginator(verdicts.of_run(release.run), PAGE_SIZE).get_page(request.GET.get("page"))
    green = reads.is_green(release.run.round)
    context = _progress(release) | {
        "figures": reads.figures(release.run),
        "verdicts": explanations.verdict_counts(
            reads.verdict_counts(release.run), absent=reads.absent_count(release.run), green=green
        ),
        "page": page,
        "people": verdicts.masked(release.run, list(page), green=green),
        "preview": releases.preview(release) if release.state == ReleaseState.PREPARED else [],
        "unprintable": reads.unprintable(release.run) if release.state == ReleaseState.PREPARED else "",
        "is_own": release.prepared_by_id == request.user.pk,
    }
    return render(request, "outcomes/release.html", context)


@requires(policies.can_release)
@require_GET
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that shows how far the work is; asked for again while it goes on."""
    release = policies.access_release(request.user, public_id)
    response = render(request, "outcomes/_progress.html", _progress(release))
    if release.state == ReleaseState.RELEASED:
        response["HX-Refresh"] = "true"
    return response


@requires(policies.can_release)
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the results out as the second officer."""
    release = policies.access_release(request.user, public_id)
    try:
        releases.approve(release=release, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已核准，正在公布。"))
    return redirect("outcomes:release", release.public_id)


@requires(policies.can_release)
@require_POST
def resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have the worker go on with a release that it has given up."""
    release = policies.access_release(request.user, public_id)
    try:
        releases.resume(release=release, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已重新開始，從中斷的地方繼續公布。"))
    return redirect("outcomes:release", release.public_id)


def _progress(release: Release) -> dict[str, object]:
    job = reads.job_of(release)
    return {
        "release": release,
        "round": release.run.round,
        "job": job,
        "failed": reads.has_failed(release, job),
        "stuck": reads.is_stuck(release, job),
    }
