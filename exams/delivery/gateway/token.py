"""The Authorization header of a request."""

import uuid
from collections.abc import Iterable

from django.conf import settings

from exams.delivery.rules import tokens

_SCHEME = b"bearer "
_LONGEST = 400


def claims_of(headers: Iterable[tuple[bytes, bytes]], attempt: uuid.UUID) -> tokens.Claims | None:
    """The claims of the request's bearer token if we signed it for this very attempt, else None.

    Lease, nonce and expiry are judged where the attempt's row is at hand.
    """
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) != 1 or len(given[0]) > _LONGEST or given[0][: len(_SCHEME)].lower() != _SCHEME:
        return None
    try:
        claims = tokens.read(given[0][len(_SCHEME) :].decode("ascii"), settings.ATTEMPT_TOKEN_KEY)
    except UnicodeDecodeError:
        return None
    return claims if claims is not None and claims.attempt == attempt else None
