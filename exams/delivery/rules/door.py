"""The code on an admission notice: which registration, signed, and nothing about the person."""

import base64
import binascii
import hashlib
import hmac
import uuid

_MAC = 7
_PURPOSE = b"door:1:"


def code_of(registration: uuid.UUID, key: bytes) -> str:
    """The code of a registration: 37 capital letters and digits, which a QR code packs tightly."""
    return base64.b32encode(registration.bytes + _mac(registration.bytes, key)).decode("ascii").rstrip("=")


def registration_of(code: str, key: bytes) -> uuid.UUID | None:
    """The registration of a code; None unless this installation signed it."""
    padded = code.strip().upper() + "=" * (-len(code.strip()) % 8)
    try:
        raw = base64.b32decode(padded)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 + _MAC or not hmac.compare_digest(raw[16:], _mac(raw[:16], key)):
        return None
    found = uuid.UUID(bytes=raw[:16])
    return found if code_of(found, key) == code.strip().upper() else None


def _mac(raw: bytes, key: bytes) -> bytes:
    return hmac.new(key, _PURPOSE + raw, hashlib.sha256).digest()[:_MAC]
