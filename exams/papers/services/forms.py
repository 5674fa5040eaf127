"""Drawing forms from blueprints."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exams.papers.models import Assembly, Blueprint, Form, FormItem
from exams.papers.rules import drawing
from exams.papers.services import blueprints
from lms.core.db import locked
from lms.core.errors import Refusal
from question_bank.items.enums import ItemState
from question_bank.items.models import Exposure, Item, ItemVersion


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
    known = _known(blueprint, code, seed)
    if known is not None:
        return known
    cells = blueprints.read_cells(subject=blueprint.subject, cells=blueprint.cells)
    try:
        drawn = drawing.draw(cells, pool(blueprint), seed)
    except drawing.PoolTooSmall as error:
        raise CellsShort(error.gaps) from error
    versions = drawing.adjacent(drawn, _parts(drawn))
    worth = _points(points, len(versions))
    try:
        return write(blueprint=blueprint, code=code, seed=seed, versions=versions, worth=worth, assembly=None, now=now)
    except FormCodeTaken:
        # Somebody else wrote this code a moment ago: the same form is as good as ours.
        known = _known(blueprint, code, seed)
        if known is None:
            raise
        return known


def write(
    *,
    blueprint: Blueprint,
    code: str,
    seed: int,
    versions: Sequence[int],
    worth: Mapping[int, int],
    assembly: Assembly | None,
    now: dt.datetime,
) -> Form:
    """The rows of a new form: its items in this order, the blueprint's credit, and where each item now stands.

    Raises :class:`FormCodeTaken`.
    """
    digest = _content_hash(versions, worth)
    try:
        with transaction.atomic():
            locked(Blueprint.objects.all(), pk=blueprint.pk)  # from now on it cannot change
            form = Form.objects.create(
                blueprint=blueprint,
                code=code,
                seed=seed,
                content_hash=digest,
                drawn_at=now,
                credit=blueprint.credit,
                assembly=assembly,
            )
            FormItem.objects.bulk_create(
                FormItem(form=form, position=position, version_id=version, points_hundredths=worth[position])
                for position, version in enumerate(versions, start=1)
            )
            Exposure.objects.bulk_create(
                [
                    Exposure(version_id=version, form_code=code, use=blueprint.pool, drawn_at=now)
                    for version in versions
                ],
                ignore_conflicts=True,
            )
    except IntegrityError as error:
        if not Form.objects.filter(code=code).exists():
            raise
        raise FormCodeTaken(_taken(code)) from error
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


def _parts(versions: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Shared stem and place of those that are parts."""
    rows = ItemVersion.objects.filter(pk__in=versions, item__stimulus__isnull=False)
    return {
        version: (stem or "", part or 0)
        for version, stem, part in rows.values_list("pk", "item__stimulus__code", "item__part")
    }


def _known(blueprint: Blueprint, code: str, seed: int) -> Form | None:
    """The form of a code drawn before. Raises :class:`FormCodeTaken` if it is another one."""
    known = Form.objects.filter(code=code).first()
    if known is not None and (known.blueprint_id, known.seed) != (blueprint.pk, seed):
        raise FormCodeTaken(_taken(code))
    return known


def _taken(code: str) -> str:
    return _("試卷代碼 %(code)s 已用於另一份試卷，請改用別的代碼。") % {"code": code}


def _points(points: Mapping[int, int] | None, count: int) -> dict[int, int]:
    if points is None:
        return drawing.equal_points(count)
    try:
        return drawing.checked_points(points, count)
    except ValueError as error:
        raise PointsInvalid(_("配分必須涵蓋每一題，且總分為 100 分。")) from error


def _content_hash(versions: Sequence[int], worth: Mapping[int, int]) -> str:
    texts = dict(ItemVersion.objects.filter(pk__in=versions).values_list("pk", "content_hash"))
    body = [[position, texts[version], worth[position]] for position, version in enumerate(versions, start=1)]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()
