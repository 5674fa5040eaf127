"""The worker's entry points."""

from lms.core import jobs
from question_bank.items.models import Inspection
from question_bank.items.services import inspections


@jobs.handler(inspections.JOB)
def inspect_items(handle: jobs.Handle) -> None:
    """Run the checks that were asked for; a run that made room meanwhile is left alone."""
    asked = Inspection.objects.select_related("asked_by", "subject").filter(pk=handle.arguments["inspection"]).first()
    if asked is not None:
        inspections.carry_out(inspection=asked, report=handle.report)
