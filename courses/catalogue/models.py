"""Programmes, the units of their curriculum and the lessons of a unit."""

from django.db import models

from lms.core.fields import public_id
from question_bank.syllabus.models import Level, Topic


class Programme(models.Model):
    """What one can learn or sit for: ``green``, ``ipas-nz-beginner``, ``ipas-nz-intermediate``.

    ``class_fee_twd`` is the fee of a class where the programme has classes. Reference rows, written by
    ``courses.catalogue.services.reference``.
    """

    code = models.SlugField(max_length=40, unique=True)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="programmes")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    summary_zh = models.TextField()
    summary_en = models.TextField()
    authority_zh = models.CharField(max_length=60)
    authority_en = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField(default=0)
    class_fee_twd = models.PositiveIntegerField(null=True)
    position = models.PositiveSmallIntegerField(unique=True)

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """A unit of the curriculum with its hours (CUR-1)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="units")
    number = models.PositiveSmallIntegerField()
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="units")
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160)
    hours = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="catalogue_unit_number")]

    def __str__(self) -> str:
        return f"{self.programme.code} U{self.number:02d}"


class Lesson(models.Model):
    """A lesson of a unit, loaded from ``content/``: Markdown source and the sanitised HTML made from it.

    ``goals`` and ``sources`` are JSON v1: a list of texts; a list of ``{"title", "url"}``.
    """

    public_id = public_id()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lessons")
    number = models.PositiveSmallIntegerField(default=1)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160)
    summary_zh = models.TextField()
    summary_en = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    goals = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    body = models.TextField()
    body_html = models.TextField()
    valid_as_of = models.DateField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="catalogue_lesson_number")]

    def __str__(self) -> str:
        return f"{self.unit} lesson {self.number}"
