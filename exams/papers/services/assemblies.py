"""Rehearsing parallel forms in the background, then keeping or discarding them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.papers.analysis import assembly as solver
from exams.papers.enums import AssemblyState
from exams.papers.models import Assembly, Blueprint, Form
from exams.papers.rules import drawing, layouts, reports, units
from exams.papers.rules.layouts import Layout
from exams.papers.rules.reports import Report
from exams.papers.selectors import candidates
from exams.papers.services import forms
from lms.core import audit, clock, jobs
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal
from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion

JOB = "papers.assembly"
TIME_LIMIT = 90.0
"""Seconds the solver may take; less than the two minutes after which a silent job counts as lost."""
MOST_FORMS = 12
_UNDER_WAY = (AssemblyState.QUEUED, AssemblyState.SOLVING)
Progress = Callable[[int, int], None]


class NotRehearsed(Refusal):
    """The assembly holds no forms to keep, or somebody has decided about them already."""

    code = "assembly_not_rehearsed"


class BankChanged(Refusal):
    """Items of the rehearsed forms can no longer be taken; the message names them."""

    code = "assembly_bank_changed"


class BlueprintChanged(Refusal):
    """The forms were rehearsed with other cells or constraints."""

    code = "assembly_blueprint_changed"


def request(*, blueprint: Blueprint, forms_wanted: int, seed: int, actor: Any, now: dt.datetime) -> Assembly:
    """Ask for parallel forms; the worker solves after the commit."""
    with transaction.atomic():
        made = Assembly.objects.create(
            blueprint=blueprint, forms_wanted=forms_wanted, seed=seed, created_by=actor, created_at=now
        )
        _record(made, "assembly.requested", actor, now, forms=forms_wanted, seed=seed)
        jobs.enqueue(kind=JOB, key=job_key(made), arguments={"assembly": made.pk}, owner=actor, now=now)
    return made


def job_key(assembly: Assembly) -> str:
    """The key of the assembly's job."""
    return f"{JOB}:{assembly.public_id}"


def solve(*, assembly: Assembly, report: Progress = lambda done, total: None) -> Assembly:
    """Assemble and write what came of it; nothing is held while the solver works. Run again, it starts anew.

    An assembly that was discarded meanwhile stays discarded.
    """
    if not Assembly.objects.filter(pk=assembly.pk, state__in=_UNDER_WAY).update(state=AssemblyState.SOLVING):
        return assembly
    report(0, 3)
    blueprint = assembly.blueprint
    layout = layouts.read(blueprint.cells, blueprint.constraints)
    found, relations = candidates.of_blueprint(blueprint)
    report(1, 3)
    changes: dict[str, Any]
    try:
        solved = solver.assemble(
            layout, found, relations, forms=assembly.forms_wanted, seed=assembly.seed, time_limit=TIME_LIMIT
        )
    except solver.Impossible as refusal:
        told = Report(_frozen(blueprint), coverage=refusal.coverage, statements=refusal.statements)
        changes = {"state": AssemblyState.IMPOSSIBLE, "seconds": refusal.seconds}
    except solver.OutOfTime as refusal:
        told = Report(_frozen(blueprint), coverage=refusal.coverage)
        changes = {"state": AssemblyState.FAILED, "seconds": refusal.seconds, "gap": refusal.gap}
    else:
        told = _report(blueprint, solved)
        changes = {"state": AssemblyState.REHEARSED, "seconds": solved.seconds, "gap": solved.gap}
    report(2, 3)
    changes |= {"report": reports.dump(told), "finished_at": clock.now()}
    conditional_update(assembly, {"state": AssemblyState.SOLVING}, **changes)
    report(3, 3)
    return assembly


def keep(*, assembly: Assembly, code: str, actor: Any, now: dt.datetime) -> list[Form]:
    """Make the rehearsed forms real as ``code-1``, ``code-2`` …, all or none.

    Raises :class:`NotRehearsed`, :class:`BlueprintChanged`, :class:`BankChanged`, ``forms.FormCodeTaken``.
    """
    with transaction.atomic():
        blueprint = locked(Blueprint.objects.select_related("subject"), pk=assembly.blueprint_id)
        if not conditional_update(assembly, {"state": AssemblyState.REHEARSED}, state=AssemblyState.KEPT):
            raise NotRehearsed(_("這次試組沒有可採用的試卷，或已有人採用或作廢。"))
        told = reports.read(assembly.report)
        if told.layout != _frozen(blueprint):
            raise BlueprintChanged(_("藍圖在試組之後修改過，請重新試組。"))
        _require_bank(blueprint, assembly, told)
        made = [
            forms.write(
                blueprint=blueprint,
                code=f"{code}-{number}",
                seed=assembly.seed,
                versions=[place.version for place in form],
                worth=drawing.equal_points(len(form)),
                assembly=assembly,
                now=now,
            )
            for number, form in enumerate(told.forms, start=1)
        ]
        _record(assembly, "assembly.kept", actor, now, codes=[form.code for form in made])
    return made


def discard(*, assembly: Assembly, actor: Any, now: dt.datetime) -> Assembly:
    """Give up an assembly that was not kept. Raises :class:`NotRehearsed`."""
    with transaction.atomic():
        held = locked(Assembly.objects.all(), pk=assembly.pk)
        if held.state in (AssemblyState.KEPT, AssemblyState.DISCARDED):
            raise NotRehearsed(_("這次試組沒有可採用的試卷，或已有人採用或作廢。"))
        conditional_update(assembly, {"state": held.state}, state=AssemblyState.DISCARDED)
        _record(assembly, "assembly.discarded", actor, now)
    return assembly


def _require_bank(blueprint: Blueprint, assembly: Assembly, told: Report) -> None:
    """Every item is still published as it was rehearsed, not blocked, and under the exposure cap."""
    layout: Layout = layouts.read(blueprint.cells, blueprint.constraints)
    found, relations = candidates.of_blueprint(blueprint)
    pool = units.pool(layout.cells, found, relations, layout.constraints)
    free = {
        item.version: item
        for unit, blocks in zip(pool.units, pool.blocks, strict=True)
        if not blocks
        for item in unit.items
    }
    cap = layout.constraints.exposure_cap
    wanted: dict[int, int] = {}
    for place in (place for form in told.forms for place in form):
        wanted[place.version] = wanted.get(place.version, 0) + 1
    lost = sorted(
        place.code
        for place in {place.version: place for form in told.forms for place in form}.values()
        if place.version not in free or (cap is not None and free[place.version].uses + wanted[place.version] > cap)
    )
    if lost:
        text = _("試組之後題庫有變動，這些題目不能再用：%(codes)s。請重新試組。")
        raise BankChanged(text % {"codes": _("、").join(lost[:10])})


def _report(blueprint: Blueprint, solved: solver.Assembled) -> Report:
    drawn = tuple(tuple(reports.place(each.candidate, each.section) for each in form) for form in solved.forms)
    single = [place.version for form in drawn for place in form if place.kind == ItemKind.SINGLE]
    rows = ItemVersion.objects.filter(pk__in=single).values_list("pk", "body", "key")
    keys = {version: (body, key) for version, body, key in rows}
    balance = tuple(
        reports.key_balance([keys[place.version] for place in form if place.version in keys]) for form in drawn
    )
    return Report(
        _frozen(blueprint), drawn, solved.means, balance, solved.units, solved.tried, solved.coverage, statements=()
    )


def _frozen(blueprint: Blueprint) -> dict[str, Any]:
    """What the forms were assembled by; a change makes them stale."""
    return {"cells": blueprint.cells, "constraints": blueprint.constraints, "pool": str(blueprint.pool)}


def _record(assembly: Assembly, action: str, actor: Any, now: dt.datetime, **data: Any) -> None:
    subject = f"papers.Assembly:{assembly.public_id}"
    audit.record(actor=actor, action=action, subject=subject, now=now, **data)
