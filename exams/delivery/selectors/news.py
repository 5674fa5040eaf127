"""What replies on the answers path tell beside the answers: time that was given, messages that were sent."""

import json
import uuid
from collections.abc import Mapping

from exams.delivery.selectors import answering, notices, payload
from exams.delivery.selectors.answering import Place

_REMEMBERED = 20_000
NONE = '"granted":[],"notices":[]'
_known: dict[tuple[uuid.UUID, int], str] = {}


def of(counts: Mapping[uuid.UUID, int], places: Mapping[uuid.UUID, Place]) -> dict[uuid.UUID, str]:
    """``"granted":[…],"notices":[…]`` of attempts that have so many news; those with none are left out.

    Entries and messages are only added, each with one more in the attempt's count and under its lock, so what a count
    stood for is remembered: a message to everybody costs each process one look-up for each of them.
    """
    missing = [attempt for attempt, count in counts.items() if count and (attempt, count) not in _known]
    if missing:
        if len(_known) + len(missing) > _REMEMBERED:
            _known.clear()
        _known.update({(attempt, counts[attempt]): text for attempt, text in _read(missing, places).items()})
    return {attempt: _known[attempt, count] for attempt, count in counts.items() if count}


def _read(attempts: list[uuid.UUID], places: Mapping[uuid.UUID, Place]) -> dict[uuid.UUID, str]:
    rows = [places[attempt].pk for attempt in attempts]
    given, sent = answering.granted(rows), notices.shown_to(rows)
    return {attempt: _text(given[pk], sent[pk]) for attempt, pk in zip(attempts, rows, strict=True)}


def _text(given: tuple[answering.Granted, ...], sent: tuple[notices.Message, ...]) -> str:
    parts = {"granted": payload.granted(given), "notices": payload.told(sent)}
    return json.dumps(parts, separators=(",", ":"))[1:-1]
