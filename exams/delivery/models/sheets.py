"""Answer sheets of a sitting on paper: counted out and back, read twice, compared."""

from django.conf import settings
from django.db import models

from exams.delivery.enums import ReadingSource, SheetState
from exams.delivery.models.attempts import Attempt
from exams.delivery.rules import sheet_numbers
from exams.sittings.models import ExamRoom, Sitting
from lms.core.fields import enum_check, enum_field, public_id


class AnswerSheet(models.Model):
    """A numbered sheet of a paper sitting. ``number`` is printed with its check digit and unique in the sitting.

    A candidate's sheet has an ``attempt``; a spare lies in a ``room`` until it ``replaces`` (by number) a spoiled one.
    Spoiled sheets keep their number and their attempt; ``note`` says what became of one that was never found. Written by ``exams.delivery.services.sheets``."""

    public_id = public_id()
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="sheets")
    room = models.ForeignKey(ExamRoom, null=True, on_delete=models.PROTECT, related_name="spare_sheets")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="sheets")
    number = models.CharField(max_length=16)
    state = enum_field(SheetState, default=SheetState.PRINTED)
    replaces = models.CharField(max_length=16, blank=True)
    returned_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            enum_check("delivery", "sheet", "state", SheetState),
            models.UniqueConstraint(fields=["sitting", "number"], name="delivery_sheet_number"),
            # A candidate has one sheet that counts; the spoiled ones are kept beside it.
            models.UniqueConstraint(
                fields=["attempt"],
                condition=~models.Q(state=SheetState.SPOILED.value),
                name="delivery_sheet_current",
            ),
            # It belongs to a candidate, or is a spare of a room, or both.
            models.CheckConstraint(
                condition=models.Q(attempt__isnull=False) | models.Q(room__isnull=False), name="delivery_sheet_place"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def shown(self) -> str:
        """The number as it is printed."""
        return sheet_numbers.shown(self.number)


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
            # Readings of a sheet, the settling one included, are by different persons, whoever writes the rows.
            models.UniqueConstraint(fields=["sheet", "read_by"], name="delivery_reading_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.source} reading of {self.sheet_id}"


class SheetTally(models.Model):
    """What went into a room (``…_out``, spares included) and came back from it (``…_back``, spoiled ones included).

    Where the two differ, ``note`` says why. Written by ``exams.delivery.services.tallies``."""

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
        constraints = [
            models.UniqueConstraint(fields=["room", "sitting"], name="delivery_tally_once"),
            # No difference without an explanation.
            models.CheckConstraint(
                condition=models.Q(sheets_back__isnull=True)
                | models.Q(papers_back__isnull=True)
                | models.Q(sheets_back=models.F("sheets_out"), papers_back=models.F("papers_out"))
                | ~models.Q(note=""),
                name="delivery_tally_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"tally of {self.room_id}"

    @property
    def sheets_missing(self) -> int | None:
        """Sheets that went in and did not come back (negative: more came back); None before they are counted."""
        return None if self.sheets_back is None else self.sheets_out - self.sheets_back

    @property
    def papers_missing(self) -> int | None:
        """The same of the booklets."""
        return None if self.papers_back is None else self.papers_out - self.papers_back
