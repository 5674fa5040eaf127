"""The worker's entry points."""

from exams.papers.models import Assembly
from exams.papers.services import assemblies
from lms.core import jobs


@jobs.handler(assemblies.JOB)
def assemble_forms(handle: jobs.Handle) -> None:
    """Assemble the forms that were asked for."""
    asked = Assembly.objects.select_related("blueprint__subject").get(pk=handle.arguments["assembly"])
    assemblies.solve(assembly=asked, report=handle.report)
