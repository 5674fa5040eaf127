"""Reads of the public news."""

from django.db.models import QuerySet

from lms.portal.models import NewsItem


def published() -> QuerySet[NewsItem]:
    """Every news item, newest first."""
    return NewsItem.objects.order_by("-published_at", "-id")


def newest() -> NewsItem | None:
    """The item the home page shows; None when there is none."""
    return published().first()
