"""Publishing news."""

import datetime as dt
from typing import Any

from django.db import transaction

from lms.core import audit
from lms.portal.models import NewsItem


def publish(*, title_zh: str, title_en: str, body_zh: str, body_en: str, actor: Any, now: dt.datetime) -> NewsItem:
    """Put an announcement in both languages on the public pages at once."""
    with transaction.atomic():
        item = NewsItem.objects.create(
            title_zh=title_zh, title_en=title_en, body_zh=body_zh, body_en=body_en, published_at=now
        )
        audit.record(actor=actor, action="news.published", subject=f"portal.NewsItem:{item.public_id}", now=now)
    return item
