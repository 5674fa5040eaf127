"""Storing the images of texts."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import transaction

from lms.core import audit
from question_bank.items.models import Asset


class Picture(Protocol):
    """A checked image: its bytes, their SHA-256, media type and size in pixels."""

    @property
    def sha256(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


def store(*, images: Iterable[Picture], actor: Any, now: dt.datetime) -> int:
    """Keep the images that are not kept yet, and say how many those are. The same bytes are kept once, for good.

    The images must have been checked (``question_bank.formats.rules.images``): what is kept here is shown as it is.
    """
    wanted = {image.sha256: image for image in images}
    with transaction.atomic():
        known = set(Asset.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
        missing = [_asset(image) for sha256, image in wanted.items() if sha256 not in known]
        if not missing:
            return 0
        # Two imports of one image at a time: the later one finds it kept.
        Asset.objects.bulk_create(missing, ignore_conflicts=True)
        audit.record(actor=actor, action="assets.stored", subject="items.Asset", now=now, images=len(missing))
    return len(missing)


def _asset(image: Picture) -> Asset:
    return Asset(
        sha256=image.sha256,
        media_type=image.media_type,
        content=image.content,
        width=image.width,
        height=image.height,
    )
