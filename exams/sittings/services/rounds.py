"""Making rounds (梯次), choosing their published definition, and marking them released."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Programme
from exams.sittings import dated as settings
from exams.sittings.enums import AttendedDefinition, RoundOrigin, RoundState
from exams.sittings.models import Round
from exams.sittings.rules import entry
from exams.sittings.services import freeze
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


class WindowInvalid(Refusal):
    """The dates of a round do not follow each other; the message says which."""

    code = "window_invalid"


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


def create_announced(
    *,
    registration_opens_at: dt.datetime | None,
    registration_closes_at: dt.datetime | None,
    pay_by: dt.date | None,
    actor: Any,
    now: dt.datetime,
    **details: Any,
) -> Round:
    """A new round with its registration window, all or nothing. Raises like :func:`create` and :func:`announce`."""
    with transaction.atomic():
        made = create(**details, actor=actor, now=now)
        names = ("name_zh", "name_en", "exam_date", "bulletin_date", "note_zh", "note_en")
        return announce(
            round=made,
            **{name: details[name] for name in names if name in details},
            registration_opens_at=registration_opens_at,
            registration_closes_at=registration_closes_at,
            pay_by=pay_by,
            actor=actor,
            now=now,
        )


def announce(
    *,
    round: Round,
    name_zh: str,
    name_en: str,
    exam_date: dt.date | None,
    bulletin_date: dt.date | None,
    registration_opens_at: dt.datetime | None,
    registration_closes_at: dt.datetime | None,
    pay_by: dt.date | None,
    note_zh: str = "",
    note_en: str = "",
    actor: Any,
    now: dt.datetime,
) -> Round:
    """Set the names, dates and registration window of an open round; ``None`` means not announced.

    Raises :class:`WindowInvalid`, :class:`BulletinTooLate` or ``freeze.RoundClosed``.
    """
    given = {
        "name_zh": name_zh,
        "name_en": name_en,
        "exam_date": exam_date,
        "bulletin_date": bulletin_date,
        "registration_opens_at": registration_opens_at,
        "registration_closes_at": registration_closes_at,
        "pay_by": pay_by,
        "note_zh": note_zh,
        "note_en": note_en,
    }
    _require_window(exam_date, registration_opens_at, registration_closes_at, pay_by)
    with transaction.atomic():
        held = freeze.held_open(round)
        _require_bulletin(held.programme, exam_date, bulletin_date)
        changed = sorted(name for name, value in given.items() if getattr(held, name) != value)
        for name, value in given.items():
            setattr(held, name, value)
        held.save(update_fields=list(given))
        audit.record(actor=actor, action="round.announced", subject=_subject(held), now=now, changed=changed)
    return held


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


def _require_window(
    exam_date: dt.date | None, opens: dt.datetime | None, closes: dt.datetime | None, pay_by: dt.date | None
) -> None:
    if (opens is None) != (closes is None):
        raise WindowInvalid(_("報名開始與截止時間須一起填寫，或都留空。"))
    if opens is None or closes is None:
        if pay_by is not None:
            raise WindowInvalid(_("先填報名期間，才有繳費期限。"))
        return
    if closes <= opens:
        raise WindowInvalid(_("報名截止須晚於開始。"))
    last = timezone.localtime(closes).date()
    if exam_date is not None and exam_date < last:
        raise WindowInvalid(_("測驗日不能早於報名截止日。"))
    if pay_by is not None and (pay_by < timezone.localtime(opens).date() or (exam_date and pay_by > exam_date)):
        raise WindowInvalid(_("繳費期限須在報名開始之後、測驗日以前。"))


def _require_bulletin(programme: Programme, exam_date: dt.date | None, bulletin_date: dt.date | None) -> None:
    if programme.level.certification.code != _IPAS or exam_date is None or bulletin_date is None:
        return
    if not entry.bulletin_in_time(bulletin_date, exam_date).allowed:
        raise BulletinTooLate(_("簡章須於測驗日三個月前公告，請改簡章日期或測驗日期。"))


def _subject(round: Round) -> str:
    return f"sittings.Round:{round.public_id}"
