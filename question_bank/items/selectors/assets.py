"""The images that texts name."""

import base64
import re
from collections.abc import Iterable

from question_bank.items.models import Asset

_NAMED = re.compile(r"asset:([0-9a-f]{64})(?![0-9a-f])")


def named(texts: Iterable[str]) -> set[str]:
    """The SHA-256 of every image that the texts name."""
    return {sha256 for text in texts for sha256 in _NAMED.findall(text)}


def data_uris(texts: Iterable[str]) -> dict[str, str]:
    """For every image that the texts name and that is kept: ``asset:<sha256>`` and its data URI. One query, or none."""
    wanted = named(texts)
    if not wanted:
        return {}
    found = Asset.objects.filter(sha256__in=wanted).order_by("id").values_list("sha256", "media_type", "content")
    return {f"asset:{sha256}": _data_uri(media_type, bytes(content)) for sha256, media_type, content in found}


def missing(texts: Iterable[str]) -> set[str]:
    """The SHA-256 of every image that the texts name although it is not kept."""
    wanted = named(texts)
    return wanted - set(Asset.objects.filter(sha256__in=wanted).values_list("sha256", flat=True)) if wanted else set()


def _data_uri(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
