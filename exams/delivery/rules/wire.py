"""Strict reading of JSON from a browser: exactly the named keys, once each, whole numbers in range."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

MAX_NUMBER = 2**31 - 1
MAX_SEQ = 100_000
"""Changes under one lease: nobody clicks that often, and a script cannot fill the tables without end."""


class Malformed(ValueError):
    """The bytes are not a message of the protocol."""


def decode(body: bytes) -> Any:
    """The JSON value of UTF-8 bytes without floats, NaN or repeated keys. Raises :class:`Malformed`."""
    try:
        return _STRICT.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON of this protocol") from error


def fields(value: Any, names: set[str]) -> Mapping[str, Any]:
    """An object with exactly these keys. Raises :class:`Malformed`."""
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed("fields")
    return value


def number(value: Any, highest: int = MAX_NUMBER) -> int:
    """A whole number from 1 to ``highest``; a truth value is none. Raises :class:`Malformed`."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= highest:
        raise Malformed("number")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key is repeated")
    return found


def _refuse(text: str) -> NoReturn:
    raise Malformed("a number that is none")


_STRICT = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse, parse_float=_refuse)
