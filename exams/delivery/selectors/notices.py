"""The messages that a candidate's screen shows: to the attempt itself, to its room, to its round."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from exams.delivery.models import Attempt, Notice


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the candidate reads it."""

    public_id: uuid.UUID
    text: str
    at: dt.datetime


def shown_to(attempt_ids: Iterable[int]) -> dict[int, tuple[Message, ...]]:
    """The messages of each attempt, oldest first; two queries for any number."""
    rows = Attempt.objects.filter(pk__in=list(attempt_ids))
    scopes = {
        pk: (("attempt", pk), ("room", room), ("round", round_id))
        for pk, room, round_id in rows.values_list("pk", "registration__room_id", "sitting__round_id")
    }
    wanted = {scope for of_one in scopes.values() for scope in of_one if scope[1] is not None}
    sent = _sent(wanted)
    return {pk: tuple(message for scope, message in sent if scope in of_one) for pk, of_one in scopes.items()}


def _sent(scopes: Iterable[tuple[str, int | None]]) -> list[tuple[tuple[str, int], Message]]:
    ids: dict[str, list[int]] = {"attempt": [], "room": [], "round": []}
    for kind, pk in scopes:
        if pk is not None:
            ids[kind].append(pk)
    rows = Notice.objects.filter(
        Q(attempt_id__in=ids["attempt"]) | Q(room_id__in=ids["room"]) | Q(round_id__in=ids["round"])
    ).order_by("sent_at", "id")
    return [(_scope(row), Message(row.public_id, row.text, row.sent_at)) for row in rows]


def _scope(row: Notice) -> tuple[str, int]:
    for kind, pk in (("attempt", row.attempt_id), ("room", row.room_id), ("round", row.round_id)):
        if pk is not None:
            return kind, pk
    raise ValueError("A message has a scope.")
