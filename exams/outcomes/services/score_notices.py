"""Making the score notices of a release: a frozen snapshot and the PDF made from it, once per person (GCT-8)."""

import datetime as dt

from exams.outcomes.models import LevelResult, Release, ScoreNotice
from exams.outcomes.selectors import notice_texts
from lms.core import files, jobs, pdf


def make_all(*, release: Release, now: dt.datetime) -> int:
    """A notice for everybody who sat a paper of the release's run; returns how many were made now.

    A notice that exists is left alone, so a resumed release goes on where it stopped.
    """
    made = set(ScoreNotice.objects.filter(release=release).values_list("person_id", flat=True))
    waiting = notice_texts.recipients(release.run).exclude(person_id__in=made)
    for result in waiting:
        make(release=release, result=result, now=now)
        jobs.alive()
    return len(waiting)


def make(*, release: Release, result: LevelResult, now: dt.datetime) -> ScoreNotice:
    """One person's notice. The file is written first and whole, the row after it: a row always has its file.

    Raises ``pdf.UnprintableCharacter`` for a name that cannot be printed.
    """
    snapshot = notice_texts.snapshot(release.run, result)
    pdf.require_glyphs(str(snapshot["name"]))
    content = pdf.render(
        template=f"pdf/score_notice_{snapshot['kind']}.html",
        context={"snapshot": snapshot},
        title=str(snapshot["title"]),
        language="zh-hant",
    )
    path = f"score_notices/{release.public_id}/{result.person.public_id}.pdf"
    sha256 = files.store(path, content)
    notice, _ = ScoreNotice.objects.get_or_create(
        release=release,
        person=result.person,
        defaults={"snapshot": snapshot, "pdf_path": path, "pdf_sha256": sha256, "made_at": now},
    )
    return notice
