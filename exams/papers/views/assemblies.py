"""Rehearsing parallel forms and deciding about them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.papers import policies
from exams.papers.forms import AssembleForm, KeepForm
from exams.papers.models import Assembly
from exams.papers.rules import layouts, reports
from exams.papers.selectors import building
from exams.papers.services import assemblies
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal


@requires(policies.can_build)
@require_POST
def assemble(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for parallel forms of a blueprint."""
    blueprint = policies.access_blueprint(request.user, public_id)
    form = AssembleForm(request.POST)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form[field].label}{_('：')}{' '.join(map(str, errors))}")
        return redirect("papers:blueprint", blueprint.public_id)
    asked = assemblies.request(blueprint=blueprint, **form.cleaned_data, actor=request.user, now=clock.now())
    return redirect("papers:assembly", asked.public_id)


@requires(policies.can_build)
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What came of an assembly: the forms side by side, or which constraint cannot be met."""
    return _page(request, policies.access_assembly(request.user, public_id), KeepForm())


@requires(policies.can_build)
@require_GET
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that shows how far the work is; asked for again while it goes on."""
    assembly = policies.access_assembly(request.user, public_id)
    response = render(request, "papers/_progress.html", _progress(assembly))
    if not building.is_under_way(assembly):
        response["HX-Refresh"] = "true"
    return response


@requires(policies.can_build)
@require_POST
def keep(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make the rehearsed forms real."""
    assembly = policies.access_assembly(request.user, public_id)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _page(request, assembly, form, status=422)
    try:
        made = assemblies.keep(assembly=assembly, code=form.cleaned_data["code"], actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("papers:assembly", public_id)
    messages.success(request, _("已採用，試卷：%(codes)s。") % {"codes": _("、").join(each.code for each in made)})
    return redirect("papers:blueprint", assembly.blueprint.public_id)


@requires(policies.can_build)
@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the rehearsal up."""
    assembly = policies.access_assembly(request.user, public_id)
    try:
        assemblies.discard(assembly=assembly, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("這次試組已作廢，沒有產生試卷。"))
    return redirect("papers:blueprint", assembly.blueprint.public_id)


def _page(request: HttpRequest, assembly: Assembly, form: KeepForm, status: int = 200) -> HttpResponse:
    report = reports.read(assembly.report)
    blueprint = assembly.blueprint
    rows = []
    if report.coverage:
        layout = layouts.read(report.layout["cells"], report.layout["constraints"])
        rows = building.cell_rows(layout, report.coverage)
    context = _progress(assembly) | {
        "blueprint": blueprint,
        "report": report,
        "statements": report.statements,
        "rows": rows,
        "figures": building.figures(report),
        "positions": building.positions(report),
        "form": form,
        "kept": assembly.forms.order_by("id"),
        "crumbs": [
            (_("藍圖與組卷"), reverse("papers:blueprints")),
            (blueprint.name, reverse("papers:blueprint", args=[blueprint.public_id])),
            (_("試組"), ""),
        ],
    }
    return render(request, "papers/assembly.html", context, status=status)


def _progress(assembly: Assembly) -> dict[str, Any]:
    job = building.job_of(assembly, assemblies.job_key(assembly))
    return building.state_of(assembly) | {
        "assembly": assembly,
        "job": job,
        "lost": building.is_lost(assembly, job),
        "under_way": building.is_under_way(assembly),
        "gap_percent": None if assembly.gap is None else 100 * assembly.gap,
    }
