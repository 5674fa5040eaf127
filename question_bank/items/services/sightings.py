"""Who has seen the text of an item."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F

from question_bank.items.enums import SightingKind
from question_bank.items.models import ItemVersion, Sighting

BATCH = 500
log = structlog.get_logger(__name__)


def note(*, versions: Iterable[ItemVersion], user: Any, kind: SightingKind, now: dt.datetime) -> None:
    """The user saw these versions. One row per version, user and kind, with first and last instant and a count.

    Called by pages that show texts, so it never fails one: what cannot be written is logged. Commands (no user) leave
    no row.
    """
    if getattr(user, "pk", None) is None:
        return
    for batch in _batches(sorted({version.pk for version in versions})):
        try:
            with transaction.atomic():
                _write(batch, user.pk, kind.value, now)
        except DatabaseError as error:
            log.error("sighting_not_written", user=user.pk, kind=kind.value, versions=batch, error=type(error).__name__)


def _write(version_ids: Sequence[int], user_id: int, kind: str, now: dt.datetime) -> None:
    mine = Sighting.objects.filter(version_id__in=version_ids, user_id=user_id, kind=kind)
    known = set(mine.values_list("version_id", flat=True))
    rows = [
        Sighting(version_id=version_id, user_id=user_id, kind=kind, first_at=now, last_at=now)
        for version_id in version_ids
        if version_id not in known
    ]
    # Two pages at once: the second row is left out, its sight is the first one's.
    Sighting.objects.bulk_create(rows, ignore_conflicts=True)
    Sighting.objects.filter(version_id__in=known, user_id=user_id, kind=kind).update(last_at=now, times=F("times") + 1)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
