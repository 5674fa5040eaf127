"""Finding items: search, filters and orders of the list, the same for the page and for exports.

``found(user, filters, today=…)`` is the whole result. ``page_of`` reads one page of it in a fixed number of queries: the
ids in order (at most :data:`CAP`, which also gives the count), then the rows and their figures.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex

from question_bank.items import policies
from question_bank.items.models import Exposure, Flag, Item, Lock, Statistic
from question_bank.items.rules import filters as rules
from question_bank.items.rules import search
from question_bank.items.rules.filters import Filters, Order, parse
from question_bank.items.selectors import labels
from question_bank.syllabus.models import Topic

__all__ = ["CAP", "PAGE_SIZE", "Filters", "Page", "Row", "found", "page_of", "parse"]

CAP = 10_000
PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """An item of the list with its figures. ``facility`` is what real sittings showed; ``is_former``: of a text that asked
    something else."""

    item: Item
    stem: str
    facility: Decimal | None
    is_former: bool
    used: int
    flags: int
    is_sealed: bool
    is_overdue: bool

    @property
    def kind_label(self) -> str:
        """單選題 … in the page's language."""
        return str(labels.KINDS[self.item.latest.kind]) if self.item.latest else ""

    @property
    def use_label(self) -> str:
        """練習, 樣題, 機密."""
        return str(labels.USES[self.item.use])

    @property
    def state_label(self) -> str:
        """草稿 … 已停用."""
        return str(labels.STATES[self.item.state])

    @property
    def state_badge(self) -> str:
        """The kind of badge that shows the state."""
        return labels.STATE_BADGES[self.item.state]

    @property
    def is_revised(self) -> bool:
        """Whether forms still take an older version than the newest."""
        return self.item.published_id is not None and self.item.published_id != self.item.latest_id


@dataclass(frozen=True)
class Page:
    """One page. ``count`` is exact up to :data:`CAP`; beyond it ``is_capped`` says "more than"."""

    rows: tuple[Row, ...]
    number: int
    count: int
    is_capped: bool
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1

    @property
    def previous(self) -> int:
        """The page before this one."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The page after this one."""
        return self.number + 1

    @property
    def pages(self) -> int | None:
        """How many pages there are; None beyond the cap."""
        return None if self.is_capped else max(1, -(-self.count // PAGE_SIZE))


def found(user: Any, filters: Filters, *, today: dt.date) -> QuerySet[Item]:
    """The items that the user may read and that match, in the order asked for."""
    return ordered(_narrowed(policies.visible_items(user), filters, today), filters.order)


def page_of(user: Any, filters: Filters, *, number: int, today: dt.date) -> Page:
    """One page of the result; a number too high gives the last page."""
    ids = ids_of(user, filters, today=today, stop=CAP + 1)
    count, is_capped = min(len(ids), CAP), len(ids) > CAP
    if not is_capped:
        number = min(number, max(1, -(-count // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    if is_capped and start + PAGE_SIZE >= len(ids):
        ids = ids_of(user, filters, today=today, stop=start + PAGE_SIZE + 1)
    shown = ids[start : start + PAGE_SIZE]
    return Page(tuple(rows(shown, today)), number, count, is_capped, has_next=start + PAGE_SIZE < len(ids))


def ids_of(user: Any, filters: Filters, *, today: dt.date, stop: int) -> list[int]:
    """The first ``stop`` primary keys of the result.

    For orders by a figure the items that have one are read from the figures' own table and the rest follows by code:
    sorting the whole bank by a subquery for each item takes seconds on PostgreSQL.
    """
    matching = _narrowed(policies.visible_items(user), filters, today)
    having: QuerySet[Any]
    if filters.order is Order.FACILITY:
        having = _newest_statistics().filter(item__in=matching.values("pk")).order_by("facility", "item__code")
        column = "item_id"
    elif filters.order is Order.EXPOSURE:
        counted = Exposure.objects.filter(version__item__in=matching.values("pk")).values("version__item_id")
        having = counted.annotate(n=Count("pk")).order_by("-n", "version__item__code")
        column = "version__item_id"
    else:
        return list(ordered(matching, filters.order).values_list("pk", flat=True)[:stop])
    first = list(having.values_list(column, flat=True)[:stop])
    if len(first) == stop:
        return first
    without = matching.exclude(pk__in=_figured(filters.order)).order_by("code")
    return first + list(without.values_list("pk", flat=True)[: stop - len(first)])


def _figured(order: Order) -> QuerySet[Any]:
    """The items that have the figure of an order."""
    if order is Order.EXPOSURE:
        return Exposure.objects.values("version__item_id")
    return Statistic.objects.values("item_id")


def _newest_statistics() -> QuerySet[Statistic]:
    """Of each item the statistics of its newest meaning that has any; the list says where that is not the present one."""
    newer = Statistic.objects.filter(item=OuterRef("item"), meaning__gt=OuterRef("meaning"))
    return Statistic.objects.filter(~Exists(newer))


def ordered(items: QuerySet[Item], order: Order) -> QuerySet[Item]:
    """The order asked for; codes decide among equals, and what has no figure comes last."""
    if order is Order.NEWEST:
        return items.order_by(F("latest_id").desc(nulls_last=True), "code")
    if order is Order.DIFFICULTY:
        return items.order_by(F("latest__difficulty").asc(nulls_last=True), "code")
    if order is Order.FACILITY:
        return items.annotate(observed=_facility()).order_by(F("observed").asc(nulls_last=True), "code")
    if order is Order.EXPOSURE:
        return items.annotate(times=_times()).order_by("-times", "code")
    return items.order_by("code")


def _narrowed(items: QuerySet[Item], filters: Filters, today: dt.date) -> QuerySet[Item]:
    for word in search.fold(filters.words).split():
        items = _containing(items, "search_text", word)
    for condition in _conditions(filters, today):
        items = items.filter(condition)
    if filters.source:
        items = items.filter(latest__source_title__icontains=filters.source)
    return items


def _containing(items: QuerySet[Item], column: str, word: str) -> QuerySet[Item]:
    """Both sides are folded, so a plain search of characters does: faster than LIKE on both databases."""
    return items.annotate(_place=StrIndex(column, Value(word))).filter(_place__gt=0)


def _conditions(filters: Filters, today: dt.date) -> Iterator[Q]:
    for name, value in (
        ("latest__kind", filters.kind),
        ("state", filters.state),
        ("use", filters.use),
    ):
        if value is not None:
            yield Q(**{name: value.value})
    if filters.subject:
        yield _in_topics(_topics_of_subject(filters.subject))
    if filters.topic:
        yield _in_topics(_topics_of_key(filters.topic))
    if filters.band is not None:
        lowest, below = rules.BANDS[filters.band]
        yield Q(latest__difficulty__gte=lowest, latest__difficulty__lt=below)
    if filters.only_chosen:
        yield Q(public_id__in=filters.chosen)
    for is_set, condition in (
        (filters.overdue, lambda: Q(review_by__lt=today)),
        (filters.flagged, lambda: Q(pk__in=Flag.objects.filter(cleared_at=None).values("item_id"))),
        (filters.sealed, lambda: Q(pk__in=Lock.objects.filter(released_at=None).values("item_id"))),
    ):
        if is_set:
            yield condition()
    yield from _figures(filters)


def _figures(filters: Filters) -> Iterator[Q]:
    """Conditions on exposure and on statistics."""
    if filters.never_used:
        yield ~Q(pk__in=Exposure.objects.values("version__item_id"))
    if filters.used_over is not None:
        used = Exposure.objects.values("version__item_id").annotate(n=Count("pk"))
        yield Q(pk__in=used.filter(n__gt=filters.used_over).values("version__item_id"))
    bounds = {
        "facility__gte": filters.facility_from,
        "facility__lte": filters.facility_to,
        "discrimination__lt": filters.discrimination_below,
    }
    given = {name: value for name, value in bounds.items() if value is not None}
    if given:
        yield Q(pk__in=_newest_statistics().filter(**given).values("item_id"))


def _facility() -> Subquery:
    rows = Statistic.objects.filter(item=OuterRef("pk")).order_by("-meaning")
    return Subquery(rows.values("facility")[:1])


def _times() -> Coalesce:
    rows = Exposure.objects.filter(version__item=OuterRef("pk")).order_by().values("version__item")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def _in_topics(topic_ids: list[int]) -> Q:
    others = Item.other_topics.through.objects.filter(topic_id__in=topic_ids).values("item_id")
    return Q(topic_id__in=topic_ids) | Q(pk__in=others)


def _topics_of_subject(key: str) -> list[int]:
    parts = key.split("/")
    names = ("subject__level__certification__code", "subject__level__code", "subject__code")
    if len(parts) != len(names):
        return []
    return list(Topic.objects.filter(**dict(zip(names, parts, strict=True))).values_list("pk", flat=True))


def _topics_of_key(key: str) -> list[int]:
    subject, _, code = key.rpartition("/")
    return list(Topic.objects.filter(pk__in=_topics_of_subject(subject), code=code).values_list("pk", flat=True))


def rows(ids: list[int], today: dt.date) -> Iterator[Row]:
    """The items with these ids, in this order, with figures: five queries for any number."""
    items = Item.objects.select_related("latest", "published", "topic__subject").in_bulk(ids)
    newest = {row.item_id: row for row in Statistic.objects.filter(item_id__in=ids).order_by("meaning")}
    used = _counted(Exposure.objects.filter(version__item_id__in=ids), "version__item_id")
    flags = _counted(Flag.objects.filter(item_id__in=ids, cleared_at=None), "item_id")
    sealed = set(Lock.objects.filter(item_id__in=ids, released_at=None).values_list("item_id", flat=True))
    for pk in ids:
        item = items[pk]
        current, figures = item.published or item.latest, newest.get(pk)
        yield Row(
            item=item,
            stem=plain(item.latest.stem) if item.latest else "",
            facility=figures.facility if figures else None,
            is_former=figures is not None and current is not None and figures.meaning != current.meaning,
            used=used.get(pk, 0),
            flags=flags.get(pk, 0),
            is_sealed=pk in sealed,
            is_overdue=item.review_by is not None and item.review_by < today,
        )


def _counted(rows: QuerySet[Any], column: str) -> dict[int, int]:
    return dict(rows.values_list(column).annotate(n=Count("pk")).order_by())


#: The beginning of a stem as the list shows it.
plain: Callable[[str], str] = search.beginning
