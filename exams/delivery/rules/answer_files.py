"""The encrypted answer file: what a screen saves when the network never comes back (docs/answers-protocol.md).

Outside, JSON names the attempt; inside, under AES-256-GCM with a key of that attempt alone, stand the answers the server
has not acknowledged. Here are the key and the shapes; opening the lid is the service's.
"""

import base64
import binascii
import hashlib
import hmac
import unicodedata
import uuid
from dataclasses import dataclass
from typing import Any

from exams.delivery.rules import wire
from exams.delivery.rules.wire import Malformed

FORMAT = "greenstep-answers"
VERSION = 1
IV_BYTES = 12
MAX_BYTES = 1_048_576
MAX_EVENTS = 5_000
_MAX_OPTIONS = 26
_MAX_CHARACTERS = 200
_MAX_ID = 2**63 - 1
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Sealed:
    """The outside of a file: whose it says it is, and what to open."""

    attempt: uuid.UUID
    iv: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """One answer of the file, in the names candidates know."""

    seq: int
    item: int
    options: tuple[str, ...]
    flagged: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says once it is open: the lease that wrote it and its answers in their order."""

    lease: int
    events: tuple[Event, ...]


def key_for(attempt: uuid.UUID, secret: str) -> bytes:
    """The attempt's own file key (32 bytes), handed to its writer at Start and derived again when a file comes."""
    return hmac.new(secret.encode(), b"answer-file-v1:" + attempt.bytes, hashlib.sha256).digest()


def bound_to(attempt: uuid.UUID) -> bytes:
    """The additional data of the encryption: a file of one attempt opens for no other."""
    return str(attempt).encode()


def outside(content: bytes) -> Sealed:
    """The outside of a file. Raises :class:`Malformed` for anything that is not one."""
    if len(content) > MAX_BYTES:
        raise Malformed("size")
    found = wire.fields(wire.decode(content), {"format", "version", "attempt", "iv", "data"})
    if found["format"] != FORMAT or found["version"] != VERSION:
        raise Malformed("another format")
    sealed = Sealed(_attempt(found["attempt"]), _bytes(found["iv"]), _bytes(found["data"]))
    if len(sealed.iv) != IV_BYTES:
        raise Malformed("iv")
    return sealed


def inside(content: bytes, attempt: uuid.UUID) -> Contents:
    """What stands under the lid of this attempt's file. Raises :class:`Malformed`."""
    found = wire.fields(wire.decode(content), {"version", "attempt", "lease", "saved_at", "events"})
    if _attempt(found["attempt"]) != attempt:
        raise Malformed("attempt")
    events = found["events"]
    if found["version"] != VERSION or not isinstance(events, list) or not 1 <= len(events) <= MAX_EVENTS:
        raise Malformed("events")
    read = tuple(sorted((_event(each) for each in events), key=lambda each: each.seq))
    if len({each.seq for each in read}) != len(read):
        raise Malformed("seq repeated")
    return Contents(wire.number(found["lease"]), read)


def _event(value: Any) -> Event:
    found = wire.fields(value, {"seq", "item", "options", "flagged"})
    options, flagged = found["options"], found["flagged"]
    if not isinstance(flagged, bool) or not isinstance(options, list) or len(options) > _MAX_OPTIONS:
        raise Malformed("answer")
    if not all(_is_text(each) for each in options):
        raise Malformed("option")
    return Event(wire.number(found["seq"], wire.MAX_SEQ), wire.number(found["item"], _MAX_ID), tuple(options), flagged)


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > _MAX_CHARACTERS:
        return False
    return not any(unicodedata.category(character) in _REFUSED for character in value)


def _attempt(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise Malformed("attempt") from error


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise Malformed("base64")
    try:
        return base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Malformed("base64") from error
