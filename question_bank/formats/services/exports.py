"""Exporting items: only what the person may read, every sight and every export on record."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.errors import Refusal
from question_bank.formats.rules import registry
from question_bank.formats.rules.exchange import Question, Writing
from question_bank.formats.selectors import standing, versions
from question_bank.items import policies
from question_bank.items.enums import SightingKind
from question_bank.items.models import Item, ItemVersion
from question_bank.items.services import sightings

MOST = 5_000


class UnableToExport(Refusal):
    """Nothing to export, or more than one file holds."""

    code = "unable_to_export"


@dataclass(frozen=True)
class Export:
    """A file and how many items it was made of."""

    writing: Writing
    items: int
    file_name: str


def chosen(items: QuerySet[Item], *, user: Any, published: bool) -> list[int]:
    """The versions of these items that the user may read and that are not sealed, whoever was named for them."""
    allowed = items.filter(policies.unsealed(), pk__in=standing.visible(user).values("pk"))
    ids = versions.version_ids(allowed[: MOST + 1], published=published)
    if not ids:
        raise UnableToExport(_("沒有可以匯出的題目，請放寬條件。"), code="nothing_to_export")
    if len(ids) > MOST:
        raise UnableToExport(_("一次最多匯出 %(most)d 題，請縮小條件。") % {"most": MOST}, code="too_many")
    return ids


def written(ids: Sequence[int], format_name: str) -> tuple[list[Question], Writing]:
    """The file of these versions; nothing is recorded, for telling beforehand what would be lost."""
    found = versions.questions(ids)
    return found, registry.FORMATS[format_name].write(found)


def export(*, items: QuerySet[Item], format_name: str, user: Any, now: dt.datetime, published: bool = False) -> Export:
    """The file, with the sights of its versions and an audit entry."""
    ids = chosen(items, user=user, published=published)
    _questions, writing = written(ids, format_name)
    with transaction.atomic():
        sightings.note(
            versions=ItemVersion.objects.filter(pk__in=ids).only("pk"), user=user, kind=SightingKind.EXPORTED, now=now
        )
        audit.record(
            actor=user, action="formats.exported", subject="items.Item", now=now, format=format_name, items=len(ids)
        )
    return Export(writing, len(ids), f"items-{now:%Y%m%d-%H%M}-{format_name}.{writing.suffix}")
