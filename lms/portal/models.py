"""News on the public home page."""

from django.db import models

from lms.core.fields import public_id


class NewsItem(models.Model):
    """A short public announcement in both languages."""

    public_id = public_id()
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    body_zh = models.TextField()
    body_en = models.TextField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title_zh
