"""A scanner's file for a sitting on paper."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from exams.delivery import policies
from exams.delivery.forms.sheets import ScanForm
from exams.delivery.selectors import scan_templates
from exams.delivery.services import scans
from lms.core import clock
from lms.core.access import requires
from lms.core.tables import writing


@requires(policies.may_run_rounds)
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def upload(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """Send a file; every bad line is named and then nothing is stored."""
    sitting = policies.access_paper_sitting(request.user, sitting_id)
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    context = {"sitting": sitting, "form": form, "problems": (), "columns": scans.COLUMNS}
    if not form.is_valid():
        return render(request, "delivery/paper/scan.html", context, status=422 if form.errors else 200)
    outcome = scans.upload(
        sitting=sitting, data=form.cleaned_data["file"].read(scans.MAX_BYTES + 1), actor=request.user, now=clock.now()
    )
    if outcome.problems:
        return render(request, "delivery/paper/scan.html", context | {"problems": outcome.problems}, status=422)
    done = {"read": outcome.read, "accepted": outcome.accepted}
    messages.success(request, _("已讀入 %(read)s 張，其中 %(accepted)s 張與人工登錄一致並已確認。") % done)
    return redirect("delivery:paper_scan", sitting.public_id)


@requires(policies.may_run_rounds)
@require_GET
@cache_control(private=True, no_store=True)
def template(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """The sheets that wait, ready to be filled in by a scanner's software."""
    sitting = policies.access_paper_sitting(request.user, sitting_id)
    content = writing.csv_bytes(scans.COLUMNS, scan_templates.rows(sitting), profile=writing.EXCEL)
    response = HttpResponse(content, content_type=writing.CSV_TYPE)
    name = f"{sitting.subject.code}-sheets.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
