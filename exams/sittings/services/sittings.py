"""Making sittings: a subject's paper in a round, or an always-open mock."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import Programme
from exams.papers.models import Form
from exams.sittings.enums import RoundState, SittingMode
from exams.sittings.models import Round, Sitting
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject


class SittingInvalid(Refusal):
    """The sitting's parts do not fit together; the message says which."""

    code = "sitting_invalid"


class RoundClosed(Refusal):
    """The round is sealed or released and takes no changes."""

    code = "round_not_open"


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
    actor: Any,
    now: dt.datetime,
) -> Sitting:
    """A sitting of an open round. Raises :class:`SittingInvalid` or :class:`RoundClosed`.

    ``opens_at`` is the earliest start, ``entry_closes_at`` the first instant at which entry is refused (GCT-3);
    ``self_admission`` lets candidates enter without an invigilator.
    """
    _require_round_sense(round, subject, mode, opens_at, entry_closes_at)
    _require_forms(subject, forms)
    with transaction.atomic():
        held = locked(Round.objects.all(), pk=round.pk)
        if held.state != RoundState.OPEN:
            raise RoundClosed(_("梯次已封存，不能再新增場次。"))
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
        )
        sitting.forms.set(forms)
        audit.record(actor=actor, action="sitting.created", subject=f"sittings.Sitting:{sitting.public_id}", now=now)
    return sitting


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


def _require_forms(subject: Subject, forms: Sequence[Form]) -> None:
    if any(form.blueprint.subject_id != subject.pk for form in forms):
        raise SittingInvalid(_("試卷不屬於這個考科。"))
