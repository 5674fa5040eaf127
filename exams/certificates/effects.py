"""What a release does in this app: certificates first, then the letter that carries them."""

from django.utils.translation import gettext as _

from exams.certificates.services import certificates, letters
from exams.outcomes.enums import Verdict
from exams.outcomes.models import Award, LevelResult, Release
from exams.outcomes.points import RELEASE_PUBLISHED, ReleasePublished
from exams.outcomes.selectors import releases
from exams.sittings.models import Round
from lms.core import clock, jobs
from lms.core.effects import Effect

_RELATED = ("person", "programme", "run__round__programme__level__certification")


def _issue(value: ReleasePublished) -> None:
    if not value.notify:
        return
    awards = Award.objects.filter(run_id=value.run_id, is_active=True).exclude(certificate__pdf_sha256__gt="")
    for award in awards.select_related(*_RELATED).order_by("pk"):
        certificates.issue(award=award, now=clock.now())
        jobs.alive()


def _preview_issue(value: ReleasePublished) -> list[str]:
    certifying = (Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND)
    count = LevelResult.objects.filter(run_id=value.run_id, verdict__in=certifying).count() if value.notify else 0
    round = Round.objects.select_related("programme__level__certification").get(pk=value.round_id)
    words = _("核發 %(n)s 張合格證明") if releases.is_green(round) else _("核發 %(n)s 張能力鑑定證書")
    return [words % {"n": count}]


def _send(value: ReleasePublished) -> None:
    if value.notify and value.release_id is not None:
        release = Release.objects.select_related("run__round__programme__level__certification").get(pk=value.release_id)
        letters.send_all(release=release, now=clock.now())


def _preview_send(value: ReleasePublished) -> list[str]:
    count = LevelResult.objects.filter(run_id=value.run_id).count() if value.notify else 0
    return [_("通知 %(n)s 人（電子郵件與帳號內通知）") % {"n": count}]


RELEASE_PUBLISHED.register(Effect("certificates.issue", _issue, _preview_issue, order=40))
RELEASE_PUBLISHED.register(Effect("certificates.letters", _send, _preview_send, order=50))
