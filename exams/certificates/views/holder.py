"""The holder's own certificates."""

from uuid import UUID

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exams.certificates import policies
from exams.certificates.selectors import shelf
from lms.core import clock, files
from lms.core.access import requires, signed_in

log = structlog.get_logger(__name__)


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My certificates with what a verifier is told about them."""
    held = shelf.held(policies.visible_certificates(request.user), on=clock.today())
    return render(request, "certificates/mine.html", {"held": held})


@requires(signed_in)
@require_GET
def pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """My certificate as it was issued: the stored bytes are checked against their hash."""
    certificate = policies.access_certificate(request.user, public_id)
    try:
        content = files.read_verified(certificate.pdf_path, certificate.pdf_sha256)
    except files.FileDamaged:
        log.error("certificate_damaged", certificate=certificate.pk)
        messages.error(request, _("這份文件的檔案與原檔不符，已通知系統管理者；請稍後再試。"))
        return redirect("certificates:mine")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    return response
