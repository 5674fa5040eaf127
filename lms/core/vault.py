"""Sensitive values: encrypted at rest, found again only through a keyed hash.

Identity numbers and special-category data (health, income support) are stored as ciphertext; equality is answered by a
blind index (HMAC-SHA-256 under its own key), so the database alone reveals neither.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings


def _cipher(purpose: str) -> Fernet:
    key = hashlib.sha256(f"{purpose}:{settings.VAULT_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(value: Any, *, purpose: str) -> bytes:
    """Encrypt a JSON-able value; ``purpose`` separates keys, so one store's rows never open in another."""
    return _cipher(purpose).encrypt(json.dumps(value, ensure_ascii=False).encode())


def unseal(sealed: bytes, *, purpose: str) -> Any:
    """The value given to :func:`seal` with the same purpose."""
    return json.loads(_cipher(purpose).decrypt(bytes(sealed)))


def blind_index(value: str, *, purpose: str) -> str:
    """A stable keyed hash of a normalised value, for unique constraints and look-ups (64 hex digits)."""
    message = f"{purpose}:{value.strip().upper()}".encode()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()
