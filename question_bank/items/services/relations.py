"""Enemies never stand in one form; friends are taken together or not at all."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.errors import Refusal
from question_bank.items.enums import RelationKind
from question_bank.items.models import Item, Relation


class UnableToRelate(Refusal):
    """The two items cannot be related so."""

    code = "unable_to_relate"


def relate(*, item: Item, other: Item, kind: RelationKind, reason: str, actor: Any, now: dt.datetime) -> Relation:
    """Relate two items; a pair has one relation, so the other kind replaces it. Raises :class:`UnableToRelate`."""
    if item.pk == other.pk:
        raise UnableToRelate(_("不能與自己建立關係，請填另一題的代碼。"), code="relation_to_itself")
    if item.stimulus_id and item.stimulus_id == other.stimulus_id and kind is RelationKind.ENEMY:
        raise UnableToRelate(_("同一題組的小題一起出題，不能互斥。"), code="relation_within_stimulus")
    one, two = sorted((item, other), key=lambda each: each.pk)
    with transaction.atomic():
        relation, _is_new = Relation.objects.update_or_create(
            one=one, other=two, defaults={"kind": kind.value, "reason": reason.strip()}
        )
        _record(relation, "items.related", actor, now)
    return relation


def separate(*, relation: Relation, actor: Any, now: dt.datetime) -> None:
    """End a relation."""
    with transaction.atomic():
        _record(relation, "items.separated", actor, now)
        relation.delete()


def _record(relation: Relation, action: str, actor: Any, now: dt.datetime) -> None:
    subject = f"items.Item:{relation.one.public_id}"
    audit.record(actor=actor, action=action, subject=subject, now=now, kind=relation.kind, other=relation.other.code)
