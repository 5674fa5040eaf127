"""Suspended items: for the office by form and position, for the screens by attempt."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from exams.delivery.models import Attempt, ItemSuspension
from exams.papers.models import FormItem
from exams.sittings.models import Round


@dataclass(frozen=True)
class Place:
    """An item as the office names it without reading it: its code and where it stands in which forms."""

    version: int
    code: str
    subject: str
    places: tuple[str, ...]


def open_items(attempt_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Per attempt, the item versions on its paper that are suspended now."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Attempt.objects.filter(pk__in=list(attempt_ids), registration__isnull=False)
    papers = list(rows.values_list("pk", "form_id", "registration__sitting__round_id"))
    items: dict[int | None, list[int]] = defaultdict(list)
    suspended = ItemSuspension.objects.filter(round__in={round for *_, round in papers}, lifted_at__isnull=True)
    for round, item in suspended.values_list("round_id", "item_id"):
        items[round].append(item)
    if not items:
        return {}
    forms = {form for _, form, _ in papers}
    inside = set(FormItem.objects.filter(form__in=forms).values_list("form_id", "version_id"))
    for attempt, form, round in papers:
        found[attempt] += [item for item in items[round] if (form, item) in inside]
    return {attempt: tuple(sorted(items)) for attempt, items in found.items()}


def of_round(round: Round) -> list[tuple[ItemSuspension, Place]]:
    """Every suspension of a round, the newest first."""
    names = {place.version: place for place in places(round)}
    rows = ItemSuspension.objects.filter(round=round).select_related("item__item", "suspended_by", "lifted_by")
    return [(row, names[row.item_id]) for row in rows.order_by("-suspended_at", "-id") if row.item_id in names]


def places(round: Round) -> list[Place]:
    """The items of the round's forms, by subject and code."""
    rows = FormItem.objects.filter(form__sittings__round=round).distinct()
    found: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for version, code, subject, form, position in rows.order_by("form__code", "position").values_list(
        "version_id", "version__item__code", "form__blueprint__subject__code", "form__code", "position"
    ):
        found[subject, code, version].append(f"{form} #{position}")
    return [Place(version, code, subject, tuple(where)) for (subject, code, version), where in sorted(found.items())]
