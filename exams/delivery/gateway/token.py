"""The Authorization header of a request."""

import uuid
from collections.abc import Iterable

from django.conf import settings

from exams.delivery.rules import tokens

_SCHEME = b"bearer "
_LONGEST = 400
_REMEMBERED = 20_000
_known: dict[tuple[bytes, str], tokens.Claims] = {}


def claims_of(headers: Iterable[tuple[bytes, bytes]], attempt: uuid.UUID) -> tokens.Claims | None:
    """The claims of the request's bearer token if we signed it for this very attempt, else None.

    Lease, nonce and expiry are judged where the attempt's row is at hand.
    """
    given = _header(headers)
    claims = None if given is None else _claims(given, settings.ATTEMPT_TOKEN_KEY)
    return claims if claims is not None and claims.attempt == attempt else None


def _header(headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The one Authorization header; None for none or several."""
    found: bytes | None = None
    for name, value in headers:
        if name == b"authorization":
            if found is not None:
                return None
            found = value
    return found


def _claims(header: bytes, key: str) -> tokens.Claims | None:
    """A token is verified once and then known by its bytes: what we signed stays what it says."""
    claims = _known.get((header, key))
    if claims is None:
        text = _bearer(header)
        claims = None if text is None else tokens.read(text, key)
        if claims is not None:  # what nobody signed is not remembered, so it displaces nothing
            if len(_known) >= _REMEMBERED:
                _known.clear()
            _known[header, key] = claims
    return claims


def _bearer(header: bytes) -> str | None:
    if len(header) > _LONGEST or header[: len(_SCHEME)].lower() != _SCHEME:
        return None
    try:
        return header[len(_SCHEME) :].decode("ascii")
    except UnicodeDecodeError:
        return None
