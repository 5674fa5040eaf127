"""Stored files: written whole or not at all, known by their hash."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage


class FileDamaged(Exception):
    """The stored bytes are not those that were written (their hash differs), or they are gone."""


def store(path: str, content: bytes) -> str:
    """Write ``content`` at ``path`` of the default storage, replacing what is there; returns its SHA-256 in hex.

    On a local disk the file appears whole (temporary file, flush, rename), so a killed process leaves no torn file.
    """
    if isinstance(default_storage, FileSystemStorage):
        _replace(Path(default_storage.path(path)), content)
    else:
        default_storage.delete(path)
        default_storage.save(path, ContentFile(content))
    return digest(content)


def read(path: str) -> bytes:
    """The bytes stored at ``path``. Raises :class:`FileDamaged` when there are none."""
    try:
        with default_storage.open(path, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise FileDamaged(path) from None
    return content


def read_verified(path: str, sha256: str) -> bytes:
    """The bytes stored at ``path``, if they are still those with this hash. Raises :class:`FileDamaged`."""
    content = read(path)
    if digest(content) != sha256:
        raise FileDamaged(path)
    return content


def digest(content: bytes) -> str:
    """SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
