"""What a release does within this app."""

from django.utils.translation import gettext as _

from exams.outcomes.models import Release, ScoreRun
from exams.outcomes.points import RELEASE_PUBLISHED, ReleasePublished
from exams.outcomes.selectors import notice_texts, releases
from exams.outcomes.services import score_notices, test_passes
from lms.core import clock
from lms.core.effects import Effect


def _run(value: ReleasePublished) -> ScoreRun:
    return ScoreRun.objects.select_related("round__programme__level__certification").get(pk=value.run_id)


def _make_notices(value: ReleasePublished) -> None:
    if value.notify and value.release_id is not None:
        release = Release.objects.select_related("run__round__programme__level__certification").get(pk=value.release_id)
        score_notices.make_all(release=release, now=clock.now())


def _preview_notices(value: ReleasePublished) -> list[str]:
    count = notice_texts.recipients(_run(value)).count() if value.notify else 0
    return [_("製作 %(n)s 份成績通知單") % {"n": count}]


def _record_passes(value: ReleasePublished) -> None:
    if value.notify:
        test_passes.record_all(run=_run(value))


def _preview_passes(value: ReleasePublished) -> list[str]:
    run = _run(value)
    if not value.notify or not releases.is_green(run.round):
        return []
    return [_("%(n)s 人取得申請學費優惠的資格") % {"n": test_passes.of_run(run).count()}]


RELEASE_PUBLISHED.register(Effect("outcomes.score_notices", _make_notices, _preview_notices, order=10))
RELEASE_PUBLISHED.register(Effect("outcomes.test_passes", _record_passes, _preview_passes, order=20))
