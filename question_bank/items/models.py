"""A question is a stable identity plus immutable versions; papers and answers point at versions."""

from django.db import models

from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.syllabus.models import Topic


class Item(models.Model):
    """The identity of a question. ``published`` is the version that new forms take.

    Written by ``question_bank.items.services.bank``.
    """

    public_id = public_id()
    code = models.CharField(max_length=40, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="items")
    use = enum_field(ItemUse)
    state = enum_field(ItemState, default=ItemState.APPROVED)
    published = models.ForeignKey("ItemVersion", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            enum_check("items", "item", "use", ItemUse),
            enum_check("items", "item", "state", ItemState),
        ]
        # Form drawing asks for approved items of a use and topic.
        indexes = [models.Index(fields=["use", "state", "topic"], name="items_draw")]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """What was asked, exactly: never changed once written.

    ``options`` is JSON v1: ``[{"id": "a", "text": "…"}]``; ``key`` is JSON v1: a list of accepted option-id lists,
    ``[["b"]]`` for single choice. Texts are Markdown.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = enum_field(ItemKind)
    stem = models.TextField()
    options = models.JSONField()
    key = models.JSONField()
    explanation = models.TextField()
    source_title = models.CharField(max_length=200)
    source_url = models.URLField(max_length=400)
    valid_as_of = models.DateField()
    difficulty = models.DecimalField(max_digits=3, decimal_places=2)  # expected share of right answers, 0–1
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            enum_check("items", "itemversion", "kind", ItemKind),
            models.UniqueConstraint(fields=["item", "number"], name="items_version_number"),
            # The same text loaded twice is the same version.
            models.UniqueConstraint(fields=["item", "content_hash"], name="items_version_content"),
            models.CheckConstraint(
                condition=models.Q(difficulty__gte=0, difficulty__lte=1), name="items_version_difficulty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} v{self.number}"
