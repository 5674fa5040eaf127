"""Running the checks over the bank, and what they found; the address of a filtered list can be shared."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.core import clock
from lms.core.access import requires
from lms.core.templatetags.ui import moment
from question_bank.items import policies
from question_bank.items.enums import SightingKind
from question_bank.items.forms.inspections import InspectionForm
from question_bank.items.models import Inspection
from question_bank.items.rules.findings import Severity
from question_bank.items.selectors import inspection_pages, labels
from question_bank.items.services import inspections, sightings

ROWS, PAIRS = 50, 10


@requires(policies.is_bank_staff)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the items and run the checks over them."""
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = inspections.request(**form.cleaned_data, actor=request.user, now=clock.now())
        return redirect("items:inspection", asked.public_id)
    context = {"crumbs": _crumbs(), "form": form, "runs": [_run(each) for each in inspection_pages.last(request.user)]}
    return render(request, "items/lint.html", context, status=422 if form.errors else 200)


@requires(policies.is_bank_staff)
@require_GET
def inspection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a run found: counts, key balance, findings, or the pairs that are alike."""
    run = policies.access_inspection(request.user, public_id)
    context = _run(run) | _progress(run)
    if run.result is None:
        return render(request, "items/inspection.html", context)
    report = inspection_pages.report(run, request.user)
    context |= {
        "report": report,
        "faults": report.count(Severity.FAULT),
        "warnings": report.count(Severity.WARNING),
        "shows_pools": run.asked_by_id == request.user.pk or policies.is_exam_officer(request.user),
    }
    if request.GET.get("show") == "pairs":
        return render(request, "items/inspection_pairs.html", context | _pairs(request, report))
    return render(request, "items/inspection.html", context | _rows(request, report))


@requires(policies.is_bank_staff)
@require_GET
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that shows how far the run is; asked for again while it goes on."""
    run = policies.access_inspection(request.user, public_id)
    context = _run(run) | _progress(run)
    response = render(request, "items/_inspection_progress.html", context)
    if not context["is_under_way"]:
        response["HX-Refresh"] = "true"
    return response


def _run(run: Inspection) -> dict[str, Any]:
    return {"crumbs": _crumbs(run), "run": run, "use": labels.USES.get(run.use, "")}


def _crumbs(run: Inspection | None = None) -> list[tuple[str, str]]:
    found = [(_("題庫"), reverse("items:list")), (_("題庫檢查"), reverse("items:lint"))]
    return [*found, (moment(run.asked_at), "")] if run else found


def _progress(run: Inspection) -> dict[str, Any]:
    job = inspection_pages.job(inspections.job_key(run))
    return {"job": job, "is_under_way": inspection_pages.is_under_way(run, job)}


def _rows(request: HttpRequest, report: inspection_pages.Report) -> dict[str, Any]:
    code, severity = request.GET.get("code", ""), request.GET.get("severity", "")
    page = Paginator(report.chosen(code=code, severity=severity), ROWS).get_page(request.GET.get("page"))
    return {"page": page, "code": code, "severity": severity, "severities": inspection_pages.SEVERITIES}


def _pairs(request: HttpRequest, report: inspection_pages.Report) -> dict[str, Any]:
    page = Paginator(report.pairs, PAIRS).get_page(request.GET.get("page"))
    versions = inspection_pages.versions_of(list(page.object_list))
    sightings.note(versions=versions, user=request.user, kind=SightingKind.OPENED, now=clock.now())
    return {"page": page, "pairs": inspection_pages.compared(list(page.object_list), request.user)}
