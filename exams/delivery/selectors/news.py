"""What replies on the answers path tell beside the answers: time that was given, messages, suspended items."""

import json
from collections.abc import Mapping

from exams.delivery.selectors import answering, notices, payload, suspensions

_REMEMBERED = 20_000
NONE = '"granted":[],"notices":[],"suspended":[]'
_known: dict[tuple[int, int], str] = {}


def of(counts: Mapping[int, int]) -> dict[int, str]:
    """``"granted":[…],"notices":[…],"suspended":[…]`` of attempts (their rows) that have so many news; those with none are left out.

    Whatever is added or lifted comes with one more in the attempt's count and under its lock, so what a count
    stood for is remembered: a message to everybody costs each process one look-up for each of them.
    """
    missing = [pk for pk, count in counts.items() if (pk, count) not in _known]
    if missing:
        if len(_known) + len(missing) > _REMEMBERED:
            _known.clear()
        given, sent, left = answering.granted(missing), notices.shown_to(missing), suspensions.open_items(missing)
        _known.update({(pk, counts[pk]): _text(given[pk], sent[pk], left.get(pk, ())) for pk in missing})
    return {pk: _known[pk, count] for pk, count in counts.items()}


def _text(given: tuple[answering.Granted, ...], sent: tuple[notices.Message, ...], left: tuple[int, ...]) -> str:
    parts = {"granted": payload.granted(given), "notices": payload.told(sent), "suspended": list(left)}
    return json.dumps(parts, separators=(",", ":"))[1:-1]
