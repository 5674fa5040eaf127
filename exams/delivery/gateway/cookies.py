"""The cookies of a request."""

from collections.abc import Iterable

from django.http import parse_cookie


def of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """All cookies by name."""
    given = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    return parse_cookie("; ".join(given)) if given else {}
