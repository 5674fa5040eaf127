"""Forms: an ordered set of item versions with points, frozen when sealed. Blueprints say how a form is drawn."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from exams.papers.enums import AssemblyState
from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.enums import Credit, ItemUse
from question_bank.items.models import ItemVersion
from question_bank.syllabus.models import Subject

if TYPE_CHECKING:
    from lms.accounts.models import User


class Blueprint(models.Model):
    """How many items of which topic, kind and difficulty a form takes from which pool.

    ``layout_version`` says how ``cells`` is read. 1 is a list, drawn by hash: ``[{"topic": "U01", "count": 3}]``. 2 is
    ``{"version": 2, "cells": [{"section", "topic", "kind", "difficulty", "count", "group_size"}]}``, assembled by the
    solver under ``constraints`` (``{"version": 1, …}``); both shapes stand in ``exams.papers.rules``. ``credit`` says
    how partly right answers are marked. A blueprint that a form was drawn from never changes; a copy does. Written by
    ``exams.papers.services.blueprints``.
    """

    public_id = public_id()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="blueprints")
    name = models.CharField(max_length=80)
    pool = enum_field(ItemUse)
    cells = models.JSONField()
    layout_version = models.PositiveSmallIntegerField(default=1)
    constraints = models.JSONField(default=dict)
    credit = enum_field(Credit, default=Credit.ALL_OR_NOTHING)
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="copies")
    created_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(null=True)  # null: made by the product itself

    class Meta:
        constraints = [
            enum_check("papers", "blueprint", "pool", ItemUse),
            enum_check("papers", "blueprint", "credit", Credit),
            models.CheckConstraint(condition=models.Q(layout_version__in=[1, 2]), name="papers_blueprint_layout"),
            models.UniqueConstraint(fields=["subject", "name"], name="papers_blueprint_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Assembly(models.Model):
    """A request for ``forms_wanted`` parallel forms of a blueprint and what came of it.

    ``report`` is JSON v1 (``exams.papers.rules.reports``): the versions of each form in order, figures, or the
    statement of what cannot be met. ``gap`` is the solver's relative gap. The forms exist only once the assembly is
    kept. The state is written by ``exams.papers.services.assemblies`` alone.
    """

    public_id = public_id()
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="assemblies")
    seed = models.PositiveBigIntegerField()
    forms_wanted = models.PositiveSmallIntegerField()
    state = enum_field(AssemblyState, default=AssemblyState.QUEUED)
    gap = models.FloatField(null=True)
    seconds = models.FloatField(null=True)
    report = models.JSONField(default=dict)
    created_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("papers", "assembly", "state", AssemblyState),
            models.CheckConstraint(
                condition=models.Q(forms_wanted__gte=1, forms_wanted__lte=12), name="papers_assembly_forms"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blueprint} ×{self.forms_wanted}"


class Form(models.Model):
    """A drawn form, shared by many candidates; immutable. Written by ``exams.papers.services.forms``.

    ``credit`` is the blueprint's as it stood at the drawing.
    """

    public_id = public_id()
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="forms")
    code = models.CharField(max_length=40, unique=True)
    seed = models.PositiveBigIntegerField()
    content_hash = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    credit = enum_field(Credit, default=Credit.ALL_OR_NOTHING)
    assembly = models.ForeignKey(Assembly, null=True, on_delete=models.PROTECT, related_name="forms")

    class Meta:
        constraints = [enum_check("papers", "form", "credit", Credit)]

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
