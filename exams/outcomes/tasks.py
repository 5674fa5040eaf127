"""The worker's entry points."""

from exams.outcomes.models import Release
from exams.outcomes.services import releases
from lms.core import clock, jobs


@jobs.handler(releases.JOB)
def carry_out_release(handle: jobs.Handle) -> None:
    """Carry out an approved release."""
    related = ("run__round__programme__level__certification", "approved_by")
    release = Release.objects.select_related(*related).get(pk=handle.arguments["release"])
    releases.carry_out(release=release, report=handle.report, now=clock.now())
