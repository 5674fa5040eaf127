"""The learner's results and score notices."""

from uuid import UUID

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exams.outcomes import policies
from exams.outcomes.selectors import results, retakes
from lms.accounts.selectors import person_of
from lms.core import clock, files
from lms.core.access import requires, signed_in

log = structlog.get_logger(__name__)


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My results, round by round, and those I am waiting for."""
    person = person_of(request.user)
    context = {
        "results": results.of_person(person),
        "pending": results.pending(person),
        "retake": retakes.case_of(person, now=clock.now()),
    }
    return render(request, "outcomes/results.html", context)


@requires(signed_in)
@require_GET
def score_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """My score notice, as it was made: the stored bytes are checked against their hash."""
    notice = policies.access_score_notice(request.user, public_id)
    try:
        content = files.read_verified(notice.pdf_path, notice.pdf_sha256)
    except files.FileDamaged:
        log.error("score_notice_damaged", notice=notice.pk)
        messages.error(request, _("這份文件的檔案與原檔不符，已通知系統管理者；請稍後再試。"))
        return redirect("outcomes:results")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="score-notice-{notice.public_id}.pdf"'
    return response
