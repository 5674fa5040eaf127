"""The entry ticket that a Start bears in its Authorization header."""

import uuid
from collections.abc import Iterable

from django.conf import settings

from exams.delivery.rules import tickets

_SCHEME = b"bearer "
_LONGEST = 200


def of(headers: Iterable[tuple[bytes, bytes]], attempt: uuid.UUID) -> tickets.Ticket | None:
    """The ticket if we signed it for this very attempt, else None.

    Holder and expiry are judged where sessions can be read.
    """
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) != 1 or len(given[0]) > _LONGEST or given[0][: len(_SCHEME)].lower() != _SCHEME:
        return None
    text = given[0][len(_SCHEME) :].decode("ascii", errors="replace")
    found = tickets.read(text, settings.ATTEMPT_TOKEN_KEY)
    return found if found is not None and found.attempt == attempt else None
