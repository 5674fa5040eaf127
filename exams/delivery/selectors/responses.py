"""What was answered: the winner per item is the event with the highest (lease, sequence number)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from exams.delivery.models import AnswerEvent, Attempt
from question_bank.items.rules import kinds

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Response:
    """The standing answer to an item in the shape of its kind; empty = withdrawn or only flagged."""

    options: tuple[str, ...]
    flagged: bool


def final(attempt_ids: Iterable[int]) -> dict[int, dict[int, tuple[str, ...]]]:
    """Per attempt, the response to each answered item version. Attempts without answers map to ``{}``.

    Whatever was saved is given, however the attempt ended; what the item's kind calls a blank is none.
    """
    ids = list(attempt_ids)
    found: dict[int, dict[int, tuple[str, ...]]] = {attempt_id: {} for attempt_id in ids}
    for attempt_id, item_id, options, _flagged, kind in _events(ids):
        if kinds.get(kind).is_answered({}, options):
            found[attempt_id][item_id] = tuple(options)
        else:
            found[attempt_id].pop(item_id, None)
    return found


def currents(attempt_ids: Iterable[int]) -> dict[int, dict[int, Response]]:
    """Per attempt, the standing answers with the candidate's own marks."""
    ids = list(attempt_ids)
    found: dict[int, dict[int, Response]] = {attempt_id: {} for attempt_id in ids}
    for attempt_id, item, options, flagged, _kind in _events(ids):
        found[attempt_id][item] = Response(tuple(options), flagged)
    return found


def current(attempt: Attempt) -> dict[int, Response]:
    """The standing answers of one attempt."""
    return currents([attempt.pk])[attempt.pk]


def answered_counts(attempt_ids: Iterable[int]) -> dict[int, int]:
    """How many items each attempt has an answer for. A live room asks every few seconds: nothing is decoded twice."""
    ids = list(attempt_ids)
    found: dict[int, set[int]] = {attempt_id: set() for attempt_id in ids}
    known: dict[tuple[str, str], bool] = {}
    rows = (
        AnswerEvent.objects.filter(attempt_id__in=ids)
        .annotate(written=Cast("options", TextField()))
        .order_by("attempt_id", "lease", "client_seq")
        .values_list("attempt_id", "item_id", "written", "item__kind")
    )
    for attempt_id, item_id, written, kind in rows:
        is_answer = known.get((kind, written))
        if is_answer is None:
            is_answer = known[kind, written] = kinds.get(kind).is_answered({}, json.loads(written))
        if is_answer:
            found[attempt_id].add(item_id)
        else:
            found[attempt_id].discard(item_id)
    return {attempt_id: len(items) for attempt_id, items in found.items()}


def _events(ids: list[int]) -> Iterator[tuple[int, int, list[str], bool, str]]:
    """Every event, winners last."""
    for start in range(0, len(ids), _CHUNK):
        yield from (
            AnswerEvent.objects.filter(attempt_id__in=ids[start : start + _CHUNK])
            .order_by("attempt_id", "lease", "client_seq")
            .values_list("attempt_id", "item_id", "options", "flagged", "item__kind")
        )
