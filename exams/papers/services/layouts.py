"""Writing blueprints of the second layout: making, changing while no form was drawn, copying to go on."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exams.papers.enums import AssemblyState
from exams.papers.models import Assembly, Blueprint
from exams.papers.rules import layout_faults, layouts
from exams.papers.rules.layout_faults import Fault
from exams.papers.rules.layouts import Layout
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal
from question_bank.items.enums import Credit, ItemUse
from question_bank.syllabus.models import Subject, Topic

NAME_LENGTH = 80


class LayoutInvalid(Refusal):
    """The cells or constraints cannot be used; ``faults`` names each cell and what helps."""

    code = "layout_invalid"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(text_of(fault) for fault in faults))
        self.faults = faults


class BlueprintInUse(Refusal):
    """A form was drawn from the blueprint, so it stays as it is."""

    code = "blueprint_in_use"


class BlueprintNameTaken(Refusal):
    """The subject has a blueprint of this name."""

    code = "blueprint_name_taken"


def create(
    *, subject: Subject, name: str, pool: ItemUse, layout: Layout, credit: Credit, actor: Any, now: dt.datetime
) -> Blueprint:
    """A new blueprint. Raises :class:`LayoutInvalid`, :class:`BlueprintNameTaken`."""
    _require_sense(subject, layout)
    return _write(
        Blueprint(subject=subject, name=name, pool=pool.value, credit=credit.value, created_by=actor, created_at=now),
        layout,
        action="blueprint.created",
        actor=actor,
        now=now,
    )


def revise(
    *, blueprint: Blueprint, name: str, pool: ItemUse, layout: Layout, credit: Credit, actor: Any, now: dt.datetime
) -> Blueprint:
    """Change a blueprint that no form was drawn from; what was rehearsed with the old one is discarded.

    Raises :class:`LayoutInvalid`, :class:`BlueprintInUse`, :class:`BlueprintNameTaken`.
    """
    _require_sense(blueprint.subject, layout)
    with transaction.atomic():
        held = locked(Blueprint.objects.all(), pk=blueprint.pk)
        if held.forms.exists():
            raise BlueprintInUse(_("已有試卷依此藍圖組成，不能修改；請複製成新的藍圖再改。"))
        held.name, held.pool, held.credit = name, pool.value, credit.value
        written = _write(held, layout, action="blueprint.revised", actor=actor, now=now)
        Assembly.objects.filter(blueprint=held, state=AssemblyState.REHEARSED).update(state=AssemblyState.DISCARDED)
    return written


def copy(*, blueprint: Blueprint, actor: Any, now: dt.datetime) -> Blueprint:
    """A blueprint with the same cells under the next free name, to be changed. One of the first layout is brought into
    the second."""
    layout = layouts.read(blueprint.cells, blueprint.constraints)
    made = Blueprint(
        subject=blueprint.subject,
        name=_next_name(blueprint),
        pool=blueprint.pool,
        credit=blueprint.credit,
        copied_from=blueprint,
        created_by=actor,
        created_at=now,
    )
    return _write(made, layout, action="blueprint.copied", actor=actor, now=now)


def text_of(fault: Fault) -> str:
    """The message in the language of the page."""
    return fault.text_en if get_language() == "en" else fault.text_zh


def _require_sense(subject: Subject, layout: Layout) -> None:
    topics = set(Topic.objects.filter(subject=subject).values_list("code", flat=True))
    found = layout_faults.faults(layout, topics)
    if found:
        raise LayoutInvalid(found)


def _write(blueprint: Blueprint, layout: Layout, *, action: str, actor: Any, now: dt.datetime) -> Blueprint:
    blueprint.cells = layouts.dump_cells(layout.cells)
    blueprint.constraints = layouts.dump_constraints(layout.constraints)
    blueprint.layout_version = layouts.CELLS_VERSION
    try:
        with transaction.atomic():
            blueprint.save()
            subject = f"papers.Blueprint:{blueprint.public_id}"
            audit.record(actor=actor, action=action, subject=subject, now=now, items=layout.length)
    except IntegrityError as error:
        # Two officers may give one name at the same moment: the unique name decides.
        text = _("本考科已有名為「%(name)s」的藍圖，請改用別的名稱。") % {"name": blueprint.name}
        raise BlueprintNameTaken(text) from error
    return blueprint


def _next_name(blueprint: Blueprint) -> str:
    """``中級 50 題（2）``, ``（3）`` … whichever is free."""
    stem = blueprint.name.rpartition("（")[0] if blueprint.name.endswith("）") else blueprint.name
    taken = set(Blueprint.objects.filter(subject=blueprint.subject_id).values_list("name", flat=True))
    number = 2
    while (name := f"{stem[: NAME_LENGTH - 6]}（{number}）") in taken:
        number += 1
    return name
