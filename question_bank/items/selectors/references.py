"""References with the items that cite them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from question_bank.items import policies
from question_bank.items.enums import ItemState
from question_bank.items.models import Flag, Item, ItemVersion
from question_bank.items.rules.flags import FlagCode
from question_bank.syllabus.models import Reference


@dataclass(frozen=True)
class Row:
    """A reference of the list: how many items cite it, and how many of those still carry its flag."""

    reference: Reference
    citing: int
    flagged: int


def rows() -> list[Row]:
    """Every reference by code; three queries."""
    current = ItemVersion.objects.filter(_is_current()).exclude(item__state=ItemState.RETIRED.value)
    links = ItemVersion.references.through.objects.filter(itemversion__in=current)
    citing = dict(links.values_list("reference_id").annotate(n=Count("itemversion__item", distinct=True)).order_by())
    open_flags = Flag.objects.filter(cleared_at=None, reference__isnull=False)
    flagged = dict(open_flags.values_list("reference_id").annotate(n=Count("item", distinct=True)).order_by())
    return [Row(one, citing.get(one.pk, 0), flagged.get(one.pk, 0)) for one in Reference.objects.order_by("code")]


def citing(reference: Reference) -> QuerySet[Item]:
    """The items, retired ones apart, whose newest or published version cites the reference."""
    versions = ItemVersion.objects.filter(_is_current(), references=reference).values("item_id")
    return Item.objects.filter(pk__in=versions).exclude(state=ItemState.RETIRED.value)


def visible_citing(user: Any, reference: Reference) -> QuerySet[Item]:
    """Those of them that the user may read, by code."""
    found = policies.visible_items(user).filter(pk__in=citing(reference).values("pk"))
    return found.select_related("latest").order_by("code")


def unflagged(reference: Reference, changed_on: dt.date) -> QuerySet[Item]:
    """The citing items that this change has not flagged yet."""
    told = Flag.objects.filter(
        code=FlagCode.REFERENCE_CHANGED.value, reference=reference, note__startswith=change_words(changed_on, "")
    )
    return citing(reference).exclude(pk__in=told.values("item_id"))


def change_words(changed_on: dt.date, note: str) -> str:
    """The note of a change's flags: its day first, which makes the change known again."""
    return f"{changed_on.isoformat()} {note.strip()}".strip()


def _is_current() -> Q:
    return Q(pk=F("item__latest_id")) | Q(pk=F("item__published_id"))
