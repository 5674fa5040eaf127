"""A release brings the round's figures with it."""

from django.utils.translation import gettext as _

from exams.outcomes.models import ScoreRun
from exams.outcomes.points import RELEASE_PUBLISHED, ReleasePublished
from exams.statistics.services import runs
from lms.core import clock
from lms.core.effects import Effect
from lms.core.templatetags.ui import localized


def apply(value: ReleasePublished) -> None:
    """Compute the figures once; repeating it changes nothing."""
    runs.ensure(score_run=ScoreRun.objects.select_related("round__programme").get(pk=value.run_id), now=clock.now())


def preview(value: ReleasePublished) -> list[str]:
    """What the release will add to the public statistics."""
    run = ScoreRun.objects.select_related("round__programme").get(pk=value.run_id)
    names = {"programme": localized(run.round.programme, "name"), "round": localized(run.round, "name")}
    return [_("公開統計將新增 %(programme)s %(round)s 的統計表。") % names]


RELEASE_PUBLISHED.register(Effect(name="statistics", apply=apply, preview=preview, order=50))
