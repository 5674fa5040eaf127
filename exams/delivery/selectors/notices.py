"""The messages that a candidate's screen shows: to the attempt itself, to its room, to its round.

A room is used by one paper after another, and a message to it means who sits there: it is shown on a paper that opens
within ``BEFORE`` of it, and not when an earlier paper of that room was still on.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from exams.delivery.models import Attempt, Notice
from exams.sittings.models import Sitting

BEFORE = dt.timedelta(hours=3)
"""As long before a paper opens as its door does, messages to the room are its own."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the candidate reads it."""

    public_id: uuid.UUID
    text: str
    at: dt.datetime


def shown_to(attempt_ids: Iterable[int]) -> dict[int, tuple[Message, ...]]:
    """The messages of each attempt, oldest first; two queries for any number, three when a room was told something."""
    rows = Attempt.objects.filter(pk__in=list(attempt_ids))
    columns = ("pk", "registration__room_id", "sitting__round_id", "sitting__opens_at")
    attempts = {pk: (room, round_id, opens_at) for pk, room, round_id, opens_at in rows.values_list(*columns)}
    scopes = {pk: (("attempt", pk), ("room", room), ("round", of)) for pk, (room, of, _) in attempts.items()}
    sent = _sent({scope for of_one in scopes.values() for scope in of_one if scope[1] is not None})
    ends = _ends_by_room({pk for (kind, pk), _ in sent if kind == "room"})
    since = {pk: _since(opens_at, ends.get(room, ())) for pk, (room, _, opens_at) in attempts.items()}
    return {
        pk: tuple(
            message for scope, message in sent if scope in of_one and (scope[0] != "room" or message.at >= since[pk])
        )
        for pk, of_one in scopes.items()
    }


def _ends_by_room(rooms: Iterable[int]) -> dict[int, list[dt.datetime]]:
    """When the papers of each room are over by the plan."""
    ends: dict[int, list[dt.datetime]] = {}
    if not (wanted := list(rooms)):
        return ends
    papers = Sitting.objects.filter(registrations__room__in=wanted, opens_at__isnull=False)
    for room, opens_at, minutes in papers.values_list("registrations__room_id", "opens_at", "minutes").distinct():
        if room is not None and opens_at is not None:
            ends.setdefault(room, []).append(opens_at + dt.timedelta(minutes=minutes))
    return ends


def _since(opens_at: dt.datetime | None, ends: Iterable[dt.datetime]) -> dt.datetime:
    """From when messages to the room concern a paper that opens then; one without an hour is shown all of them."""
    if opens_at is None:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return max([opens_at - BEFORE, *(end for end in ends if end <= opens_at)])


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
