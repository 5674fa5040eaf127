"""The pages of blueprints."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.papers import policies
from exams.papers.forms import (
    AssembleForm,
    BlueprintForm,
    CellRows,
    StartForm,
    initial_cells,
    typed_cells,
)
from exams.papers.models import Blueprint
from exams.papers.selectors import building, words
from exams.papers.services import layouts
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.syllabus.models import Subject

DEFAULT_FORMS = 3


@requires(policies.can_build)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every blueprint under its subject."""
    context = {
        "groups": building.by_subject(policies.visible_blueprints(request.user)),
        "form": StartForm(building.subjects()),
    }
    return render(request, "papers/blueprints.html", context)


@requires(policies.can_build)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new blueprint of a subject, begun from a known paper or from nothing."""
    subject = building.subject_of(request.GET.get("subject", ""))
    if subject is None:
        return redirect("papers:blueprints")
    preset = request.GET.get("preset", "")
    if request.method == "POST":
        return _save(request, subject, None)
    cells = CellRows(initial=initial_cells(building.preset_cells(subject, preset)), topics=building.topics_of(subject))
    form = BlueprintForm(initial={"name": words.PRESETS.get(preset, "")})
    return _editor(request, subject, None, form, cells)


@requires(policies.can_build)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a blueprint that no form was drawn from."""
    blueprint = policies.access_blueprint(request.user, public_id)
    if request.method == "POST":
        return _save(request, blueprint.subject, blueprint)
    if blueprint.forms.exists():
        messages.info(request, _("已有試卷依此藍圖組成，不能修改；請複製成新的藍圖再改。"))
        return redirect("papers:blueprint", blueprint.public_id)
    layout = building.layout_of(blueprint)
    constraints = {name: getattr(layout.constraints, name) for name in layout.constraints.__slots__}
    basics = {"name": blueprint.name, "pool": blueprint.pool, "credit": blueprint.credit}
    cells = CellRows(initial=initial_cells(layout.cells), topics=building.topics_of(blueprint.subject))
    return _editor(request, blueprint.subject, blueprint, BlueprintForm(initial=basics | constraints), cells)


@requires(policies.can_build)
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A blueprint: what it asks for, what the bank has, what was assembled from it."""
    blueprint = policies.access_blueprint(request.user, public_id)
    wanted = request.GET.get("forms", "")
    forms_wanted = min(max(int(wanted), 1), 12) if wanted.isdigit() and len(wanted) < 4 else DEFAULT_FORMS
    layout = building.layout_of(blueprint)
    found = building.coverage_now(blueprint, forms_wanted)
    context = {
        "blueprint": blueprint,
        "layout": layout,
        "sections": building.sections_of(layout),
        "pool": words.POOLS[blueprint.pool],
        "credit": words.CREDITS[blueprint.credit],
        "rows": building.cell_rows(layout, found),
        "statements": building.shortages(blueprint, found),
        "forms_wanted": forms_wanted,
        "form": AssembleForm(initial={"forms_wanted": forms_wanted, "seed": f"{clock.now():%Y%m%d}"}),
        "assemblies": building.assemblies_of(blueprint),
        "forms": building.forms_of(blueprint, request.user),
        "crumbs": _crumbs(blueprint),
    }
    return render(request, "papers/blueprint.html", context)


@requires(policies.can_build)
@require_POST
def copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on with a copy."""
    blueprint = policies.access_blueprint(request.user, public_id)
    try:
        made = layouts.copy(blueprint=blueprint, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("papers:blueprint", blueprint.public_id)
    messages.success(request, _("已複製為「%(name)s」，可以修改。") % {"name": made.name})
    return redirect("papers:edit", made.public_id)


def _save(request: HttpRequest, subject: Subject, blueprint: Blueprint | None) -> HttpResponse:
    topics = building.topics_of(subject)
    form = BlueprintForm(request.POST)
    if "more" in request.POST:
        kept = BlueprintForm(initial={name: form[name].data for name in form.fields})
        return _editor(request, subject, blueprint, kept, CellRows(initial=typed_cells(request.POST), topics=topics))
    cells = CellRows(request.POST, topics=topics)
    if form.is_valid() & cells.is_valid():
        try:
            given = form.arguments(cells) | {"actor": request.user, "now": clock.now()}
            if blueprint is None:
                blueprint = layouts.create(subject=subject, **given)
            else:
                layouts.revise(blueprint=blueprint, **given)
        except layouts.LayoutInvalid as refusal:
            cells.show(refusal.faults, form)
        except layouts.BlueprintNameTaken as refusal:
            form.add_error("name", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("藍圖已儲存。"))
            return redirect("papers:blueprint", blueprint.public_id)
    return _editor(request, subject, blueprint, form, cells, status=422)


def _editor(
    request: HttpRequest,
    subject: Subject,
    blueprint: Blueprint | None,
    form: BlueprintForm,
    cells: CellRows,
    status: int = 200,
) -> HttpResponse:
    preset = building.preset_of(subject)
    context: dict[str, Any] = {
        "subject": subject,
        "subject_key": building.key_of(subject),
        "blueprint": blueprint,
        "form": form,
        "cells": cells,
        "preset": preset,
        "preset_word": words.PRESETS.get(preset, ""),
        "crumbs": _crumbs(blueprint, _("修改") if blueprint else _("新增藍圖")),
    }
    return render(request, "papers/edit.html", context, status=status)


def _crumbs(blueprint: Blueprint | None, here: str = "") -> list[tuple[str, str]]:
    crumbs = [(_("藍圖與組卷"), reverse("papers:blueprints"))]
    if blueprint is not None:
        crumbs.append((blueprint.name, reverse("papers:blueprint", args=[blueprint.public_id])))
    return [*crumbs, (here, "")] if here else crumbs
