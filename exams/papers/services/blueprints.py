"""Writing blueprints."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from exams.papers.models import Blueprint
from exams.papers.rules.drawing import Cell
from lms.core.errors import Refusal
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject, Topic


class BlueprintInvalid(Refusal):
    """The cells do not describe a form of this subject; the message names the first fault."""

    code = "blueprint_invalid"


def ensure(*, subject: Subject, name: str, pool: ItemUse, cells: Sequence[Mapping[str, Any]]) -> Blueprint:
    """The blueprint ``name`` of a subject with these cells (``{"topic": "U01", "count": 3}``).

    A blueprint that exists keeps its cells: forms have been drawn from it. Raises :class:`BlueprintInvalid`.
    """
    known = Blueprint.objects.filter(subject=subject, name=name).first()
    if known is not None:
        return known
    read_cells(subject=subject, cells=cells)
    # The unique name decides a race: whoever comes second is given the first one's row.
    made, _created = Blueprint.objects.get_or_create(
        subject=subject, name=name, defaults={"pool": pool, "cells": [dict(cell) for cell in cells]}
    )
    return made


def read_cells(*, subject: Subject, cells: Any) -> list[Cell]:
    """Cells of the first layout as values. Raises :class:`BlueprintInvalid` for another shape or an unknown topic."""
    if isinstance(cells, Mapping):
        raise BlueprintInvalid(_("這份藍圖依題型與難度組卷，請由藍圖頁試組並採用。"))
    try:
        read = [Cell(str(cell["topic"]), int(cell["count"])) for cell in cells]
    except (TypeError, KeyError, ValueError) as error:
        raise BlueprintInvalid(_("藍圖的每一格都要有主題與題數（至少一題）。")) from error
    if not read:
        raise BlueprintInvalid(_("藍圖沒有任何一格。"))
    topics = set(Topic.objects.filter(subject=subject).values_list("code", flat=True))
    for cell in read:
        if cell.topic not in topics:
            raise BlueprintInvalid(
                _("考科 %(subject)s 沒有主題 %(topic)s。") % {"subject": subject, "topic": cell.topic}
            )
    return read
