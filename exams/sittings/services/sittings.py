"""Making sittings: a subject's paper in a round, or an always-open mock."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import Programme
from exams.papers.models import Form
from exams.sittings.enums import SittingMode
from exams.sittings.models import STANDING, Round, Sitting
from exams.sittings.services import freeze
from exams.sittings.services.freeze import RoundClosed
from lms.core import audit
from lms.core.errors import Refusal
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject


class SittingInvalid(Refusal):
    """The sitting's parts do not fit together; the message says which."""

    code = "sitting_invalid"


def create(
    *,
    round: Round,
    subject: Subject,
    mode: SittingMode,
    opens_at: dt.datetime,
    entry_closes_at: dt.datetime,
    minutes: int,
    leave_after_minutes: int,
    self_admission: bool,
    forms: Sequence[Form],
    capacity: int | None = None,
    fee_twd: int | None = None,
    actor: Any,
    now: dt.datetime,
) -> Sitting:
    """A sitting of an open round. Raises :class:`SittingInvalid` or :class:`RoundClosed`.

    ``opens_at`` is the earliest start, ``entry_closes_at`` the first instant at which entry is refused (GCT-3);
    ``self_admission`` lets candidates enter without an invigilator; ``capacity`` and ``fee_twd`` may be unannounced.
    """
    _require_round_sense(round, subject, mode, opens_at, entry_closes_at)
    _require_forms(subject, forms)
    with transaction.atomic():
        held = freeze.held_open(round)
        if Sitting.objects.filter(round=held, subject=subject, mode=mode, make_up_of=None).exists():
            raise SittingInvalid(_("這個梯次已有同考科、同方式的場次。"))
        sitting = Sitting.objects.create(
            round=held,
            programme=held.programme,
            subject=subject,
            mode=mode,
            opens_at=opens_at,
            entry_closes_at=entry_closes_at,
            minutes=minutes,
            leave_after_minutes=leave_after_minutes,
            self_admission=self_admission,
            capacity=capacity,
            fee_twd=fee_twd,
        )
        sitting.forms.set(forms)
        audit.record(actor=actor, action="sitting.created", subject=_subject(sitting), now=now)
    return sitting


def revise(
    *,
    sitting: Sitting,
    opens_at: dt.datetime,
    entry_closes_at: dt.datetime,
    minutes: int,
    leave_after_minutes: int,
    self_admission: bool,
    forms: Sequence[Form],
    capacity: int | None,
    fee_twd: int | None,
    actor: Any,
    now: dt.datetime,
) -> Sitting:
    """Change a sitting of an open round; subject and mode stay. Raises :class:`SittingInvalid` (also for a fee changed
    after somebody registered, or fewer places than are taken) or :class:`RoundClosed`."""
    with transaction.atomic():
        held = freeze.held_open(_round_of(sitting))
        row = Sitting.objects.select_related("subject").get(pk=sitting.pk)
        _require_round_sense(held, row.subject, SittingMode(row.mode), opens_at, entry_closes_at)
        _require_forms(row.subject, forms)
        _require_standing_kept(row, capacity, fee_twd)
        given = {
            "opens_at": opens_at,
            "entry_closes_at": entry_closes_at,
            "minutes": minutes,
            "leave_after_minutes": leave_after_minutes,
            "self_admission": self_admission,
            "capacity": capacity,
            "fee_twd": fee_twd,
        }
        changed = sorted(name for name, value in given.items() if getattr(row, name) != value)
        for name, value in given.items():
            setattr(row, name, value)
        row.save(update_fields=list(given))
        row.forms.set(forms)
        audit.record(actor=actor, action="sitting.revised", subject=_subject(row), now=now, changed=changed)
    return row


def remove(*, sitting: Sitting, actor: Any, now: dt.datetime) -> None:
    """Take a sitting that nobody ever registered for out of an open round. Raises :class:`SittingInvalid` or
    :class:`RoundClosed`."""
    with transaction.atomic():
        freeze.held_open(_round_of(sitting))
        if sitting.registrations.exists():
            raise SittingInvalid(_("已有人報名過這個場次，不能移除。"))
        audit.record(actor=actor, action="sitting.removed", subject=_subject(sitting), now=now)
        sitting.forms.clear()
        Sitting.objects.filter(pk=sitting.pk).delete()


def ensure_mock(
    *, programme: Programme, subject: Subject, minutes: int, forms: Sequence[Form], now: dt.datetime
) -> Sitting:
    """The always-open mock of a subject with this pool of forms; forms given again are added, none is taken away.

    Raises :class:`SittingInvalid` when a form holds secure items: they never appear in a mock.
    """
    _require_forms(subject, forms)
    if any(form.blueprint.pool == ItemUse.SECURE for form in forms):
        raise SittingInvalid(_("模擬測驗不得使用保密試題。"))
    with transaction.atomic():
        sitting, _created = Sitting.objects.get_or_create(
            programme=programme,
            subject=subject,
            mode=SittingMode.MOCK,
            defaults={"minutes": minutes, "self_admission": True, "sealed_at": now},
        )
        sitting.forms.add(*forms)
    return sitting


def _require_round_sense(
    round: Round, subject: Subject, mode: SittingMode, opens_at: dt.datetime, entry_closes_at: dt.datetime
) -> None:
    if mode == SittingMode.MOCK:
        raise SittingInvalid(_("模擬測驗不屬於任何梯次。"))
    if subject.level_id != round.programme.level_id:
        raise SittingInvalid(_("考科不屬於這個級等。"))
    if entry_closes_at <= opens_at:
        raise SittingInvalid(_("截止入場時間必須晚於開始時間。"))


def _require_standing_kept(row: Sitting, capacity: int | None, fee_twd: int | None) -> None:
    taken = row.registrations.filter(state__in=STANDING).count()
    if taken and fee_twd != row.fee_twd:
        raise SittingInvalid(_("已有人報名，報名費不能再改。"))
    if capacity is not None and capacity < taken:
        raise SittingInvalid(_("名額不能少於已報名的 %(n)s 人。") % {"n": taken})


def _round_of(sitting: Sitting) -> Round:
    if sitting.round is None:
        raise SittingInvalid(_("模擬測驗不屬於任何梯次。"))
    return sitting.round


def _subject(sitting: Sitting) -> str:
    return f"sittings.Sitting:{sitting.public_id}"


def _require_forms(subject: Subject, forms: Sequence[Form]) -> None:
    if any(form.blueprint.subject_id != subject.pk for form in forms):
        raise SittingInvalid(_("試卷不屬於這個考科。"))


__all__ = ["RoundClosed", "SittingInvalid", "create", "ensure_mock", "remove", "revise"]
