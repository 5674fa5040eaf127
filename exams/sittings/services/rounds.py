"""Making rounds (梯次), choosing their published definition, and marking them released."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Programme
from exams.sittings import dated as settings
from exams.sittings.enums import AttendedDefinition, RoundOrigin, RoundState
from exams.sittings.models import Round
from exams.sittings.rules import entry
from lms.core import audit, dated
from lms.core.calendar import rules as calendar
from lms.core.errors import Refusal

_IPAS = "ipas-nz"
_INTERMEDIATE = "ipas-nz-intermediate"


class RoundExists(Refusal):
    """The programme has a round of this code already."""

    code = "round_exists"


class RoundCodeInvalid(Refusal):
    """The code is not of the form 113-1."""

    code = "round_code_invalid"


class BulletinTooLate(Refusal):
    """The bulletin of an iPAS round appears less than three months before the exam (IPS-9)."""

    code = "bulletin_too_late"


def create(
    *,
    programme: Programme,
    code: str,
    name_zh: str,
    name_en: str,
    exam_date: dt.date | None,
    bulletin_date: dt.date | None,
    origin: RoundOrigin,
    attended_definition: AttendedDefinition | None = None,
    note_zh: str = "",
    note_en: str = "",
    actor: Any,
    now: dt.datetime,
) -> Round:
    """A new open round. Without ``attended_definition`` the one in force for its year is taken (STA-3).

    Raises :class:`RoundCodeInvalid`, :class:`RoundExists` or :class:`BulletinTooLate`.
    """
    try:
        parts = calendar.parse_round_code(code)
    except ValueError:
        raise RoundCodeInvalid(format_lazy(_("「{code}」不是梯次代碼，請寫成 113-1。"), code=code)) from None
    _require_bulletin(programme, exam_date, bulletin_date)
    chosen = attended_definition or definition_for(parts, programme=programme.code, exam_date=exam_date)
    try:
        with transaction.atomic():
            made = Round.objects.create(
                programme=programme,
                code=str(parts),
                year=parts.year,
                ordinal=parts.ordinal,
                name_zh=name_zh,
                name_en=name_en,
                exam_date=exam_date,
                bulletin_date=bulletin_date,
                attended_definition=chosen,
                origin=origin,
                note_zh=note_zh,
                note_en=note_en,
            )
            audit.record(actor=actor, action="round.created", subject=_subject(made), now=now, code=made.code)
    except IntegrityError as error:
        raise RoundExists(format_lazy(_("已有 {code} 這個梯次。"), code=str(parts))) from error
    return made


def definition_for(
    code: calendar.RoundCode, *, programme: str = "", exam_date: dt.date | None = None
) -> AttendedDefinition:
    """The published definition of 到考總人數 for a round: that of its ROC year, or of the exam's day in that year.

    The intermediate level has a setting of its own, which goes first once it is announced.
    """
    first = dt.date(calendar.ad_year(code.year), 1, 1)
    day = min(max(exam_date or first, first), dt.date(first.year, 12, 31))
    own = dated.value(settings.INTERMEDIATE_DEFINITION, on=day) if programme == _INTERMEDIATE else None
    return AttendedDefinition(own or dated.value(settings.ATTENDED_DEFINITION, on=day))


def redefine_attended(*, round: Round, definition: AttendedDefinition, actor: Any, now: dt.datetime) -> Round:
    """Publish the round under another definition from now on; its earlier figures stay as they were (STA-3).

    The reason is recorded with the score run that the caller makes for it.
    """
    with transaction.atomic():
        before, round.attended_definition = round.attended_definition, definition
        round.save(update_fields=["attended_definition"])
        audit.record(
            actor=actor,
            action="round.attended_redefined",
            subject=_subject(round),
            now=now,
            before=str(before),
            after=str(definition),
        )
    return round


def mark_released(*, round: Round, actor: Any, now: dt.datetime) -> bool:
    """The round's results are out; repeating it changes nothing. True if the state changed."""
    with transaction.atomic():
        changed = Round.objects.filter(pk=round.pk).exclude(state=RoundState.RELEASED).update(state=RoundState.RELEASED)
        if changed:
            audit.record(actor=actor, action="round.released", subject=_subject(round), now=now)
    round.state = RoundState.RELEASED
    return bool(changed)


def _require_bulletin(programme: Programme, exam_date: dt.date | None, bulletin_date: dt.date | None) -> None:
    if programme.level.certification.code != _IPAS or exam_date is None or bulletin_date is None:
        return
    if not entry.bulletin_in_time(bulletin_date, exam_date).allowed:
        raise BulletinTooLate(_("簡章須於測驗日三個月前公告，請改簡章日期或測驗日期。"))


def _subject(round: Round) -> str:
    return f"sittings.Round:{round.public_id}"
