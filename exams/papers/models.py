"""Forms: an ordered set of item versions with points, frozen when sealed. Blueprints say how a form is drawn."""

from django.db import models

from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.enums import ItemUse
from question_bank.items.models import ItemVersion
from question_bank.syllabus.models import Subject


class Blueprint(models.Model):
    """How many items of which topic a form takes from which pool.

    ``cells`` is JSON v1: ``[{"topic": "U01", "count": 3}]``; the counts sum to the form's length.
    """

    public_id = public_id()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="blueprints")
    name = models.CharField(max_length=80)
    pool = enum_field(ItemUse)
    cells = models.JSONField()

    class Meta:
        constraints = [
            enum_check("papers", "blueprint", "pool", ItemUse),
            models.UniqueConstraint(fields=["subject", "name"], name="papers_blueprint_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Form(models.Model):
    """A drawn form, shared by many candidates; immutable. Written by ``exams.papers.services.forms``."""

    public_id = public_id()
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="forms")
    code = models.CharField(max_length=40, unique=True)
    seed = models.PositiveBigIntegerField()
    content_hash = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class FormItem(models.Model):
    """An item version at a position of a form with its points in hundredths of a mark."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="form_items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="form_items")
    points_hundredths = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="papers_formitem_position"),
            # No item twice in one paper (ITM-5).
            models.UniqueConstraint(fields=["form", "version"], name="papers_formitem_version"),
        ]

    def __str__(self) -> str:
        return f"{self.form} #{self.position}"
