"""The empty table for a scanner: a line for each sheet of a sitting that is back and not yet accepted."""

from exams.delivery.models import AnswerSheet
from exams.delivery.rules import sheet_numbers
from exams.delivery.selectors import sheets
from exams.sittings.models import Sitting


def rows(sitting: Sitting) -> list[tuple[str, str]]:
    """(number as printed, a blank for every row of the sheet), by number. A blank is a full stop: a line of hyphens
    would be a formula to a spreadsheet."""
    waiting = list(
        sheets.readable(AnswerSheet.objects.filter(sitting=sitting)).select_related("attempt").order_by("number")
    )
    lines = sheets.lines_of(sheet.attempt for sheet in waiting if sheet.attempt)
    return [
        (sheet_numbers.shown(sheet.number), " ".join("." for _line in lines[sheet.attempt.form_id]))
        for sheet in waiting
        if sheet.attempt
    ]
