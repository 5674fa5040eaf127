"""The letter of a release: score notice and, for those who passed, the certificate, in one mail (GCT-7, CER-6)."""

import datetime as dt

from django.urls import reverse

from exams.certificates.models import Certificate
from exams.certificates.selectors import texts
from exams.outcomes.enums import Verdict
from exams.outcomes.models import LevelResult, Release, ScoreNotice
from exams.outcomes.selectors import releases, retakes
from lms.core import jobs
from lms.notices.services import outbox


def send_all(*, release: Release, now: dt.datetime) -> int:
    """Put one letter per person of the release into the outbox; a resumed release adds nothing (CT-02)."""
    results = LevelResult.objects.filter(run=release.run_id).select_related("person__user").order_by("pk")
    notices = {row.person_id: row for row in ScoreNotice.objects.filter(release=release)}
    certificates = {
        row.award.person_id: row
        for row in Certificate.objects.filter(award__run=release.run_id).exclude(pdf_sha256="").select_related("award")
    }
    for result in results:
        _send(release, result, notices.get(result.person_id), certificates.get(result.person_id), now)
        jobs.alive()
    return len(results)


def _send(
    release: Release, result: LevelResult, notice: ScoreNotice | None, certificate: Certificate | None, now: dt.datetime
) -> None:
    of = release.run.round
    attachments = []
    if notice is not None:
        attachments.append({"name": "score-notice.pdf", "path": notice.pdf_path})
    if certificate is not None:
        attachments.append({"name": f"{certificate.number}.pdf", "path": certificate.pdf_path})
    outbox.put(
        person=result.person,
        event_id=event_id(release),
        template="result",
        context={
            "programme_zh": of.programme.name_zh,
            "programme_en": of.programme.name_en,
            "round_zh": of.name_zh,
            "round_en": of.name_en,
            "document_zh": texts.document_name_of(of)[0],
            "outcome": _outcome(result, notice),
            "has_notice": notice is not None,
            "has_certificate": certificate is not None,
            "retake": releases.is_green(of) and retakes.entitled(result),
            "path": reverse("outcomes:results"),
        },
        attachments=attachments,
        now=now,
    )


def event_id(release: Release) -> str:
    """The event that a person is told about once."""
    return f"release:{release.public_id}"


def _outcome(result: LevelResult, notice: ScoreNotice | None) -> str:
    if notice is None:
        return "absent"
    certifies = result.verdict in (Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND)
    return "certified" if certifies else "other"
