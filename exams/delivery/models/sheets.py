"""Answer sheets of a sitting on paper: counted out and back, read twice, compared."""

from django.conf import settings
from django.db import models

from exams.delivery.enums import ReadingSource, SheetState
from exams.delivery.models.attempts import Attempt
from exams.sittings.models import ExamRoom, Sitting
from lms.core.fields import enum_check, enum_field, public_id


class AnswerSheet(models.Model):
    """The numbered sheet of one paper attempt. ``number`` is printed with its check digit and unique in the sitting.
    Written by ``exams.delivery.services.sheets``."""

    public_id = public_id()
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="sheet")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="sheets")
    number = models.CharField(max_length=16)
    state = enum_field(SheetState, default=SheetState.PRINTED)
    replaces = models.CharField(max_length=16, blank=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check("delivery", "sheet", "state", SheetState),
            models.UniqueConstraint(fields=["sitting", "number"], name="delivery_sheet_number"),
        ]

    def __str__(self) -> str:
        return self.number


class SheetReading(models.Model):
    """What one reader made of a sheet. ``responses`` is JSON v1: ``{"1": ["B"], "2": [], …}`` by printed position and
    letter; [] = blank. First, second and scanner readings are independent; the accepted one settles differences."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.PROTECT, related_name="readings")
    source = enum_field(ReadingSource)
    responses = models.JSONField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("delivery", "reading", "source", ReadingSource),
            models.UniqueConstraint(fields=["sheet", "source"], name="delivery_reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} reading of {self.sheet_id}"


class SheetTally(models.Model):
    """The count of sheets and papers of a room at one moment of a sitting: handed out, come back, spoiled."""

    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="tallies")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="tallies")
    sheets_out = models.PositiveIntegerField()
    sheets_back = models.PositiveIntegerField(null=True)
    spoiled = models.PositiveIntegerField(default=0)
    papers_out = models.PositiveIntegerField()
    papers_back = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "sitting"], name="delivery_tally_once")]

    def __str__(self) -> str:
        return f"tally of {self.room_id}"
