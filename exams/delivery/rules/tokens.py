"""The bearer token of an attempt's writer: who may send answers, as which lease, until when.

A token is self-contained and signed, so that verifying one needs no look-up; its nonce is stored as a hash with the
attempt, so a leaked signing key alone makes no usable token.
"""

import base64
import binascii
import hashlib
import hmac
import struct
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

_SHAPE = struct.Struct(">16sIQ16s")  # attempt, lease, expiry in Unix seconds, nonce
_MAC_BYTES = 32
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says. ``nonce`` is drawn once per lease and stays when the token is renewed."""

    attempt: uuid.UUID
    lease: int
    expires_at: datetime
    nonce: bytes
    nonce_hash: str = field(init=False, repr=False, compare=False)
    """What is stored with the attempt (64 hex digits)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "nonce_hash", hashlib.sha256(self.nonce).hexdigest())


def sign(claims: Claims, key: str) -> str:
    """The token: URL-safe text of about 120 characters."""
    expires = int(claims.expires_at.timestamp())
    body = _SHAPE.pack(claims.attempt.bytes, claims.lease, expires, claims.nonce)
    return _text(body + _mac(body, key))


def read(token: str, key: str) -> Claims | None:
    """The claims of a token that ``key`` signed; None for anything else. Expiry is left to the caller."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if _text(raw) != token:  # one right, one spelling
        return None
    if len(body) != _SHAPE.size or not hmac.compare_digest(mac, _mac(body, key)):
        return None
    attempt, lease, expires, nonce = _SHAPE.unpack(body)
    return Claims(uuid.UUID(bytes=attempt), lease, datetime.fromtimestamp(expires, UTC), nonce)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(body: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), b"answers-v1:" + body, "sha256")
