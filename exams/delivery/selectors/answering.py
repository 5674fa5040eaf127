"""What the answers protocol reads: where an attempt stands, what its paper takes for an answer, what is held."""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Max, Q

from exams.delivery.models import AnswerEvent, Attempt, TimeAdjustment
from exams.delivery.rules import masking
from exams.papers.models import FormItem
from question_bank.items.rules import kinds
from question_bank.items.rules.kinds.base import Body

_REMEMBERED = 500
_PLACES_REMEMBERED = 50_000
_ANSWERS_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Paper:
    """Kind and body of every item of a form; of the bodies only what tells an answer from something else.

    ``masks``: for each item the ids of its parts by the names that candidates know.
    """

    items: Mapping[int, tuple[str, Body]]
    masks: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    _stored: dict[tuple[int, tuple[str, ...]], str | None] = field(default_factory=dict, repr=False)

    def stored(self, item: int, response: tuple[str, ...]) -> str | None:
        """The JSON text of the response as it is stored; None when it is no answer to an item on this paper.

        A room gives the same few answers thousands of times, so they are judged once.
        """
        given = item, response
        try:
            return self._stored[given]
        except KeyError:
            meant = self.meant(item, response)
            if not self.accepts(item, meant):
                return None  # what is no answer is not remembered: it can be long, and of any number
            if len(self._stored) >= _ANSWERS_REMEMBERED:
                self._stored.clear()
            self._stored[given] = text = json.dumps(meant)
            return text

    def accepts(self, item: int, response: Sequence[str]) -> bool:
        """Whether this can be an answer to the item on this paper."""
        if item not in self.items:
            return False
        kind, body = self.items[item]
        return kinds.get(kind).accepts(body, response)

    def meant(self, item: int, response: Sequence[str]) -> tuple[str, ...]:
        """The response as it is stored: with the parts' own ids."""
        return masking.renamed(response, self.masks.get(item, {}))


@dataclass(frozen=True, slots=True)
class Granted:
    """An entry of the time ledger as the candidate sees it."""

    seconds: int
    kind: str
    reason: str
    at: dt.datetime


class Place(NamedTuple):
    """The row of an attempt and the public id of the form that lies there."""

    pk: int
    form: uuid.UUID


_places: dict[uuid.UUID, Place] = {}
_papers: dict[uuid.UUID, Paper] = {}


def places(attempts: Sequence[uuid.UUID]) -> list[Place | None]:
    """Where the attempts of a batch stand, None for one that does not exist. Neither row nor form ever changes."""
    found = [_places.get(attempt) for attempt in attempts]
    if None in found:
        missing = {attempt for attempt, place in zip(attempts, found, strict=True) if place is None}
        if len(_places) + len(missing) > _PLACES_REMEMBERED:
            _places.clear()
        rows = Attempt.objects.filter(public_id__in=missing).values_list("public_id", "pk", "form__public_id")
        fresh = {attempt: Place(pk, form) for attempt, pk, form in rows}
        _places.update(fresh)
        found = [place or fresh.get(attempt) for attempt, place in zip(attempts, found, strict=True)]
    return found


def papers(wanted: set[uuid.UUID]) -> dict[uuid.UUID, Paper]:
    """The papers of a batch by the forms' public ids; forms are immutable, so those seen before come from memory."""
    missing = wanted - _papers.keys()
    if missing:
        if len(_papers) + len(missing) > _REMEMBERED:
            _papers.clear()
        _papers.update(_read(missing))
    return {form: _papers[form] for form in wanted}


def _read(forms: set[uuid.UUID]) -> dict[uuid.UUID, Paper]:
    items: dict[uuid.UUID, dict[int, tuple[str, Body]]] = {form: {} for form in forms}
    rows = FormItem.objects.filter(form__public_id__in=forms).values_list(
        "form__public_id", "version_id", "version__kind", "version__body"
    )
    for form, version, kind, body in rows:
        items[form][version] = kind, _without_texts(body)
    return {form: Paper(found, _masks(form, found)) for form, found in items.items()}


def _masks(form: uuid.UUID, items: Mapping[int, tuple[str, Body]]) -> dict[int, dict[str, str]]:
    return {
        item: {name: part for part, name in masking.names(form, item, kind, body).items()}
        for item, (kind, body) in items.items()
    }


def _without_texts(body: Body) -> Body:
    """Hundreds of papers are remembered: their texts need not be."""
    return {
        name: [{"id": part["id"]} for part in value] if isinstance(value, list) else value
        for name, value in body.items()
    }


def not_held(attempt: int, lease: int, numbers: Sequence[int]) -> set[int]:
    """Those of a lease's sequence numbers that are not stored as answers of an attempt (its row)."""
    stored = AnswerEvent.objects.filter(attempt_id=attempt, lease=lease, client_seq__in=numbers)
    return set(numbers) - set(stored.values_list("client_seq", flat=True))


def held_up_to(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Per (attempt id, lease) the largest n such that the answers 1…n are all stored."""
    found = dict.fromkeys(pairs, 0)
    if not found:
        return found
    rows = (
        AnswerEvent.objects.filter(_of_pairs(found))
        .values_list("attempt_id", "lease")
        .annotate(number=Count("id"), top=Max("client_seq"))
        .order_by()
    )
    for attempt_id, lease, number, top in rows:
        found[attempt_id, lease] = top if number == top else _unbroken(attempt_id, lease)
    return found


def granted(attempt_ids: Iterable[int]) -> dict[int, tuple[Granted, ...]]:
    """The ledger of each attempt, oldest first."""
    found: dict[int, list[Granted]] = defaultdict(list, {attempt_id: [] for attempt_id in attempt_ids})
    for row in TimeAdjustment.objects.filter(attempt_id__in=list(found)).order_by("granted_at", "id"):
        found[row.attempt_id].append(Granted(row.seconds, row.kind, row.reason, row.granted_at))
    return {attempt_id: tuple(rows) for attempt_id, rows in found.items()}


def _of_pairs(pairs: Iterable[tuple[int, int]]) -> Q:
    by_lease: dict[int, list[int]] = defaultdict(list)
    for attempt_id, lease in pairs:
        by_lease[lease].append(attempt_id)
    wanted = Q()
    for lease, attempt_ids in by_lease.items():
        wanted |= Q(lease=lease, attempt_id__in=attempt_ids)
    return wanted


def _unbroken(attempt_id: int, lease: int) -> int:
    """A message is still on its way: count up to the gap."""
    numbers = AnswerEvent.objects.filter(attempt_id=attempt_id, lease=lease).order_by("client_seq")
    end = 0
    for number in numbers.values_list("client_seq", flat=True).iterator(chunk_size=200):
        if number != end + 1:
            break
        end = number
    return end
