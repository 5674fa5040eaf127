"""Letting results out: one officer prepares, another approves, a resumable job carries it out.

Nobody outside the exam office sees anything before the run is in force (CT-08).
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exams.outcomes.enums import ReleaseState
from exams.outcomes.models import Release
from exams.outcomes.points import RELEASE_PUBLISHED, ReleasePublished
from exams.outcomes.selectors import releases as reads
from exams.outcomes.services import marking, score_runs
from exams.sittings.models import Round
from exams.sittings.services import rehearsals
from lms.core import audit, jobs
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

JOB = "outcomes.release"
Report = Callable[[int, int], None]


class UnableToPrepare(Refusal):
    """The round's results are out, or being let out."""

    code = "release_not_preparable"


class FourEyes(Refusal):
    """Whoever prepared a release cannot approve it."""

    code = "release_four_eyes"


class UnableToApprove(Refusal):
    """The release is no longer the one to approve; ``code`` is ``not_prepared`` or ``newer_run``."""

    code = "release_not_approvable"


class NothingToResume(Refusal):
    """The release is not one that the worker has given up."""

    code = "release_not_failed"


class UnprintableNames(Refusal):
    """A name on a document holds a character that no font has; nothing is released until a person has decided."""

    code = "release_unprintable_names"


def prepare(*, round: Round, actor: Any, now: dt.datetime) -> Release:
    """Mark the round and lay the draft before a second officer; the same answers again give the same release.

    An approved release that could not come into force may be prepared anew. Raises :class:`UnableToPrepare`, what
    ``marking.mark_round`` raises, and ``rehearsals.UnableToRehearse`` for a rehearsal.
    """
    rehearsals.require_real(round)
    under_way = reads.latest(round)
    if under_way is not None and not _gives_way(under_way):
        raise UnableToPrepare(_("這個梯次的成績已核准公布。"))
    run = marking.mark_round(round=round, actor=actor, now=now)
    with transaction.atomic():
        release, created = Release.objects.get_or_create(
            run=run, defaults={"due_date": reads.due_date(round), "prepared_by": actor, "prepared_at": now}
        )
        if created:
            _record(release, "release.prepared", actor, now)
    return release


def approve(*, release: Release, actor: Any, now: dt.datetime) -> Release:
    """A second officer lets the results out; the job that carries it out starts after the commit.

    Raises :class:`FourEyes`, :class:`UnprintableNames`, :class:`UnableToApprove`.
    """
    if release.prepared_by_id == actor.pk:
        raise FourEyes(_("製作公布稿的人員不能核准同一份，請由另一位試務人員核准。"))
    unprintable = reads.unprintable(release.run)
    if unprintable:
        text = _("有姓名含文件字型沒有的字（{characters}），請先處理造字再公布。")
        raise UnprintableNames(format_lazy(text, characters=unprintable))
    with transaction.atomic():
        locked(Round.objects.all(), pk=release.run.round_id)
        if reads.latest_run_id(release.run.round_id) != release.run_id:
            raise UnableToApprove(_("之後又重新計分過，請核准最新的一份。"), code="newer_run")
        changes = {"state": ReleaseState.APPROVED, "approved_by": actor, "approved_at": now}
        if not conditional_update(release, {"state": ReleaseState.PREPARED}, **changes):
            raise UnableToApprove(_("這份公布稿已經核准過。"), code="not_prepared")
        _record(release, "release.approved", actor, now)
        _enqueue(release, actor, now)
    return release


def resume(*, release: Release, actor: Any, now: dt.datetime) -> Release:
    """Have the worker go on with a release that it has given up; what two officers approved stays as it is.

    Raises :class:`NothingToResume`.
    """
    if not reads.has_failed(release, reads.job_of(release)):
        raise NothingToResume(_("這份公布稿沒有中斷的工作。"))
    with transaction.atomic():
        _record(release, "release.resumed", actor, now)
        _enqueue(release, actor, now)
    return release


def carry_out(*, release: Release, report: Report = lambda done, total: None, now: dt.datetime) -> Release:
    """Put the run in force and apply every effect once; called again it goes on where it stopped.

    Each effect is idempotent by its own database constraint; ``done`` only saves the work of asking again. Raises
    :class:`UnableToApprove` for a release nobody approved.
    """
    if release.state == ReleaseState.PREPARED:
        raise UnableToApprove(_("公布稿尚未核准。"), code="not_prepared")
    score_runs.put_in_force(run=release.run, actor=release.approved_by, now=now)
    value = ReleasePublished(release.run.round_id, release.run_id, release.pk, notify=True)
    effects = RELEASE_PUBLISHED.effects
    for position, effect in enumerate(effects, start=1):
        report(position, len(effects) + 1)
        if effect.name not in release.done:
            effect.apply(value)
            release.done = [*release.done, effect.name]
            release.save(update_fields=["done"])
    with transaction.atomic():
        done = {"state": ReleaseState.RELEASED, "released_at": now}
        if conditional_update(release, {"state": ReleaseState.APPROVED}, **done):
            _record(release, "release.carried_out", release.approved_by, now)
    report(len(effects) + 1, len(effects) + 1)
    return release


def preview(release: Release) -> list[str]:
    """What carrying out would do, effect by effect; nothing is written."""
    value = ReleasePublished(release.run.round_id, release.run_id, release.pk, notify=True)
    return [line for lines in RELEASE_PUBLISHED.preview(value).values() for line in lines]


def _gives_way(release: Release) -> bool:
    """Whether a newer draft may take the place of this release."""
    return release.state == ReleaseState.PREPARED or reads.is_stuck(release, reads.job_of(release))


def _enqueue(release: Release, actor: Any, now: dt.datetime) -> None:
    jobs.enqueue(kind=JOB, key=reads.job_key(release), arguments={"release": release.pk}, owner=actor, now=now)


def _record(release: Release, action: str, actor: Any, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"outcomes.Release:{release.public_id}",
        now=now,
        run=str(release.run.public_id),
    )
