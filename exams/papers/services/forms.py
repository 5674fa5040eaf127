"""Drawing forms from blueprints."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from exams.papers.models import Blueprint, Form, FormItem
from exams.papers.rules import drawing
from exams.papers.services import blueprints
from lms.core.errors import Refusal
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion


class CellsShort(Refusal):
    """The bank lacks items for some cells; ``gaps`` and the message name each cell."""

    code = "blueprint_cells_short"

    def __init__(self, gaps: tuple[drawing.Gap, ...]) -> None:
        named = "、".join(
            _("%(topic)s（需 %(wanted)s 題，現有 %(found)s 題）")
            % {"topic": gap.topic, "wanted": gap.wanted, "found": gap.found}
            for gap in gaps
        )
        super().__init__(_("題庫不足，無法組卷：%(cells)s。") % {"cells": named})
        self.gaps = gaps


class PointsInvalid(Refusal):
    """The points do not cover the form or do not sum to 100 marks."""

    code = "form_points_invalid"


class FormCodeTaken(Refusal):
    """Another form carries this code."""

    code = "form_code_taken"


def draw(
    *, blueprint: Blueprint, code: str, seed: int, points: Mapping[int, int] | None = None, now: dt.datetime
) -> Form:
    """The form ``code`` drawn with ``seed``: the same blueprint, seed and bank give the same form.

    ``points`` are hundredths of a mark by position (default: equal, 100 marks in all). The form of a code drawn
    before with this blueprint and seed is given again. Raises :class:`CellsShort`, :class:`PointsInvalid`,
    :class:`FormCodeTaken`, ``blueprints.BlueprintInvalid``.
    """
    known = Form.objects.filter(code=code).first()
    if known is not None:
        if (known.blueprint_id, known.seed) != (blueprint.pk, seed):
            raise FormCodeTaken(_("試卷代碼 %(code)s 已用於另一份試卷。") % {"code": code})
        return known
    cells = blueprints.read_cells(subject=blueprint.subject, cells=blueprint.cells)
    try:
        versions = drawing.draw(cells, pool(blueprint), seed)
    except drawing.PoolTooSmall as error:
        raise CellsShort(error.gaps) from error
    worth = _points(points, len(versions))
    with transaction.atomic():
        form = Form.objects.create(
            blueprint=blueprint, code=code, seed=seed, content_hash=_content_hash(versions, worth), drawn_at=now
        )
        FormItem.objects.bulk_create(
            FormItem(form=form, position=position, version_id=version, points_hundredths=worth[position])
            for position, version in enumerate(versions, start=1)
        )
    return form


def pool(blueprint: Blueprint) -> list[drawing.Entry]:
    """What may be drawn: approved, published items of the blueprint's use and subject, nothing of another use."""
    rows = (
        Item.objects.filter(
            use=blueprint.pool, state=ItemState.APPROVED, topic__subject=blueprint.subject, published__isnull=False
        )
        .order_by("code")
        .values_list("code", "topic__code", "published_id")
    )
    return [drawing.Entry(code, topic, version) for code, topic, version in rows]


def _points(points: Mapping[int, int] | None, count: int) -> dict[int, int]:
    if points is None:
        return drawing.equal_points(count)
    try:
        return drawing.checked_points(points, count)
    except ValueError as error:
        raise PointsInvalid(_("配分必須涵蓋每一題，且總分為 100 分。")) from error


def _content_hash(versions: tuple[int, ...], worth: Mapping[int, int]) -> str:
    texts = dict(ItemVersion.objects.filter(pk__in=versions).values_list("pk", "content_hash"))
    body = [[position, texts[version], worth[position]] for position, version in enumerate(versions, start=1)]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()
