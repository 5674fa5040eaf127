"""What the bank offers a blueprint: drawable items as plain values, with their relations, uses, flags and locks."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from exams.papers.models import Blueprint
from exams.papers.rules.units import Candidate, Pair, Relations
from question_bank.items.enums import ItemState, ItemUse, RelationKind
from question_bank.items.models import Exposure, Flag, Item, Lock, Relation, Statistic
from question_bank.items.selectors import bank

MEASURED_FROM = 30
"""Responses from which the measured share of points replaces the writer's estimate."""
UNKNOWN = 0.6
"""Expected difficulty where nobody has estimated any item of the pool."""


def of_blueprint(blueprint: Blueprint) -> tuple[list[Candidate], Relations]:
    """Every drawable item of the blueprint's subject and use, by code."""
    rows = list(
        bank.drawable(subject=blueprint.subject, use=ItemUse(blueprint.pool)).values_list(
            "id",
            "code",
            "published_id",
            "topic__code",
            "published__kind",
            "published__difficulty",
            "published__meaning",
            "stimulus__code",
            "part",
        )
    )
    ids = {row[0] for row in rows}
    difficulties = _difficulties(rows, blueprint)
    known = list(difficulties.values())
    mean = sum(known) / len(known) if known else UNKNOWN
    uses, flagged, locked = (
        _uses(blueprint),
        _open(Flag, "cleared_at", blueprint),
        _open(Lock, "released_at", blueprint),
    )
    found = [
        Candidate(
            item=item,
            code=code,
            version=version,
            topic=topic,
            kind=kind,
            difficulty=difficulties.get(item, mean),
            is_assumed=item not in difficulties,
            uses=uses.get(item, 0),
            is_flagged=item in flagged,
            is_locked=item in locked,
            stimulus=stimulus or "",
            part=part or 0,
        )
        for item, code, version, topic, kind, _difficulty, _meaning, stimulus, part in rows
    ]
    return found, _relations(blueprint, ids)


def _difficulties(rows: Iterable[tuple[Any, ...]], blueprint: Blueprint) -> dict[int, float]:
    """Measured where enough people answered this meaning of the item, else as estimated by its writer."""
    measured = {
        (item, meaning): float(facility)
        for item, meaning, facility in Statistic.objects.filter(
            item__topic__subject=blueprint.subject_id, responses__gte=MEASURED_FROM
        ).values_list("item_id", "meaning", "facility")
    }
    found = {}
    for item, _code, _version, _topic, _kind, estimated, meaning, _stimulus, _part in rows:
        if (item, meaning) in measured:
            found[item] = measured[item, meaning]
        elif estimated is not None:
            found[item] = float(estimated)
    return found


def _uses(blueprint: Blueprint) -> dict[int, int]:
    """Forms by item, whichever of its versions stands in them."""
    rows = (
        Exposure.objects.filter(version__item__topic__subject=blueprint.subject_id, use=blueprint.pool)
        .values_list("version__item_id")
        .annotate(forms=Count("form_code", distinct=True))
    )
    return dict(rows)


def _open(model: type[Flag] | type[Lock], ended: str, blueprint: Blueprint) -> set[int]:
    rows = model.objects.filter(**{ended: None, "item__topic__subject": blueprint.subject_id})  # type: ignore[misc]
    return set(rows.values_list("item_id", flat=True))


def _relations(blueprint: Blueprint, drawable: set[int]) -> Relations:
    subject = blueprint.subject_id
    found: dict[str, set[Pair]] = defaultdict(set)
    rows = Relation.objects.filter(Q(one__topic__subject=subject) | Q(other__topic__subject=subject))
    for kind, one, other in rows.values_list("kind", "one_id", "other_id"):
        found[kind].add((one, other))
    # A retired part has left its group; one that is not yet approved, or of another use, is still to come.
    parts = Item.objects.filter(stimulus__parts__in=Item.objects.filter(topic__subject=subject, use=blueprint.pool))
    missing = parts.exclude(state=ItemState.RETIRED.value).exclude(
        Q(published__isnull=False, use=blueprint.pool, topic__subject=subject)
    )
    codes = set(missing.values_list("stimulus__code", flat=True))
    return Relations(
        frozenset(found[RelationKind.ENEMY.value]), frozenset(found[RelationKind.FRIEND.value]), frozenset(codes)
    )
