"""The entry ticket: drawn by the lobby for one attempt and one browser, it lets that browser press Start.

Like a form token it proves that the wish comes from our page; it is no right of its own. Whoever presents it must still
hold the session (or visitor's key) it was drawn for, and that must still be the attempt's owner.
"""

import base64
import binascii
import hashlib
import hmac
import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LIFE = timedelta(hours=2)
"""How long a ticket serves; the page draws a new one whenever it is looked at."""

_SHAPE = struct.Struct(">16s16sQ")  # attempt, holder, expiry in Unix seconds
_MAC_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says; ``holder`` is :func:`of_session` or :func:`of_visitor`."""

    attempt: uuid.UUID
    holder: bytes
    expires_at: datetime


def of_session(session_key: str) -> bytes:
    """The holder who is signed in with this session; the key itself cannot be read from it."""
    return _digest("session", session_key)


def of_visitor(visitor_hash: str) -> bytes:
    """The holder who has the visitor's key of this hash."""
    return _digest("visitor", visitor_hash)


def sign(ticket: Ticket, key: str) -> str:
    """The ticket as URL-safe text of 96 characters."""
    body = _SHAPE.pack(ticket.attempt.bytes, ticket.holder, int(ticket.expires_at.timestamp()))
    return _text(body + _mac(body, key))


def read(text: str, key: str) -> Ticket | None:
    """The ticket that ``key`` signed; None for anything else. Holder and expiry are left to the caller."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if _text(raw) != text or len(body) != _SHAPE.size or not hmac.compare_digest(mac, _mac(body, key)):
        return None
    attempt, holder, expires = _SHAPE.unpack(body)
    return Ticket(uuid.UUID(bytes=attempt), holder, datetime.fromtimestamp(expires, UTC))


def _digest(kind: str, secret: str) -> bytes:
    return hashlib.sha256(f"{kind}:{secret}".encode()).digest()[:16]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(body: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), b"entry-v1:" + body, "sha256")
