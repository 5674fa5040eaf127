"""Reading answer sheets: two independent readings, compared; where they differ, a third person looks and decides.

What both say, or was decided, becomes the attempt's answers: events of lease 0 (no writer ever has it), numbered by
position. The attempt starts when its sitting did and ends when the candidate left or the time was up, so that closing,
marking and release find what they find after a sitting on the computer.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.enums import AttemptState, AttendanceState, EndReason, ReadingSource, SheetState
from exams.delivery.models import AnswerEvent, AnswerSheet, Attempt, Attendance, SheetReading
from exams.delivery.rules import readings, time
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import sheets, status
from exams.delivery.services import ledger, moves
from exams.sittings.models import Registration
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

LEASE = 0
_TYPED = (ReadingSource.FIRST, ReadingSource.SECOND)


class UnableToRead(Refusal):
    """The sheet cannot be read now, or not by this person; ``code`` is ``closed``, ``accepted``, ``not_returned``,
    ``not_present``, ``read_already``, ``same_reader``, ``not_a_reading``, ``no_difference`` or ``too_early``."""

    code = "unable_to_read"


def read(*, sheet: AnswerSheet, responses: Mapping[str, Sequence[str]], actor: Any, now: dt.datetime) -> AnswerSheet:
    """The reading of a person: the first, or the second by somebody else. Until the other one is there, the reader may
    send it again with corrections. Two equal readings are accepted at once. Raises :class:`UnableToRead`.
    """
    with transaction.atomic():
        held = _held(sheet, now)
        known = sheets.independent(held)
        mine = next((each for each in known if each.read_by_id == actor.pk), None)
        if len(known) > 1 or (mine is not None and mine.source == ReadingSource.SCANNER):
            raise UnableToRead(_("這張答案卡已經由兩方登錄。"), code="read_already")
        normal = _normal(held, responses)
        if mine is not None:
            conditional_update(mine, {"read_by": actor}, responses=normal, read_at=now)
            _record("sheet_reread", held, actor, now)
            return held
        source = (
            ReadingSource.SECOND if any(each.source == ReadingSource.FIRST for each in known) else ReadingSource.FIRST
        )
        _add(held, source, normal, actor, now)
        _accept_if_equal(held, actor, now)
    return held


def scan(*, sheet: AnswerSheet, responses: Mapping[str, Sequence[str]], actor: Any, now: dt.datetime) -> AnswerSheet:
    """The reading of a scanner, uploaded by ``actor``; it stands beside one reading of a person, as either of the two.

    The same again changes nothing. Raises :class:`UnableToRead`.
    """
    with transaction.atomic():
        normal = _normal(sheet, responses)
        known = sheet.readings.filter(source=ReadingSource.SCANNER).first()
        if known is not None and known.responses == normal:
            return sheet
        held = _held(sheet, now)
        present = sheets.independent(held)
        if known is not None or len(present) > 1:
            raise UnableToRead(_("這張答案卡已經由兩方登錄。"), code="read_already")
        if any(each.read_by_id == actor.pk for each in present):
            raise UnableToRead(_("同一人不能是同一張答案卡的兩方。"), code="same_reader")
        _add(held, ReadingSource.SCANNER, normal, actor, now)
        _accept_if_equal(held, actor, now)
    return held


def settle(*, sheet: AnswerSheet, decided: Mapping[str, Sequence[str]], actor: Any, now: dt.datetime) -> AnswerSheet:
    """A third person looks at the sheet and decides every position at which the two readings differ.

    Raises :class:`UnableToRead` (``no_difference``, ``same_reader`` and those of a reading).
    """
    with transaction.atomic():
        held = _held(sheet, now)
        both = sheets.independent(held)
        if len(both) != len(_TYPED):
            raise UnableToRead(_("這張答案卡還沒有兩方登錄可以比對。"), code="no_difference")
        if actor.pk in {each.read_by_id for each in both}:
            raise UnableToRead(_("裁定的人不能是任何一方的登錄人。"), code="same_reader")
        try:
            whole = readings.settle(both[0].responses, both[1].responses, decided)
        except readings.NotAReading as error:
            raise UnableToRead(_("請裁定每一個不同之處，而且只裁定不同之處。"), code="not_a_reading") from error
        normal = _normal(held, whole)
        _add(held, ReadingSource.SETTLED, normal, actor, now)
        _accept(held, normal, actor, now)
    return held


def _held(sheet: AnswerSheet, now: dt.datetime) -> AnswerSheet:
    """The sheet under its lock; the registration, which the door locks, and the attempt, which closing takes, before it."""
    if sheet.attempt is None or sheet.attempt.registration_id is None:
        raise UnableToRead(_("備用答案卡沒有應考人。"), code="not_returned")
    locked(Registration.objects.all(), pk=sheet.attempt.registration_id)
    attempt = moves.held(sheet.attempt)
    held = locked(AnswerSheet.objects.select_related("sitting"), pk=sheet.pk)
    held.attempt = attempt
    if held.state == SheetState.ACCEPTED:
        raise UnableToRead(_("這張答案卡已經確認。"), code="accepted")
    if not sheets.is_open(attempt):
        raise UnableToRead(_("梯次已經截收，不能再登錄答案卡。"), code="closed")
    if held.state != SheetState.RETURNED:
        raise UnableToRead(_("這張答案卡還沒有收回。"), code="not_returned")
    came = Attendance.objects.filter(registration=attempt.registration_id).exclude(state=AttendanceState.ABSENT)
    if not came.exists():
        raise UnableToRead(_("應考人沒有到考紀錄，請先更正到考狀態。"), code="not_present")
    opens_at = status.opens_at(attempt)
    if opens_at is None or now < opens_at:
        raise UnableToRead(_("這場測驗還沒有開始。"), code="too_early")
    return held


def _normal(sheet: AnswerSheet, responses: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    if sheet.attempt is None:
        raise UnableToRead(_("備用答案卡沒有應考人。"), code="not_returned")
    try:
        return readings.normal(responses, sheets.lines(sheet.attempt))
    except readings.NotAReading as error:
        where = {"n": error.position}
        text = _("第 %(n)s 題的答案不在答案卡上。") % where if error.position else _("答案的題數與答案卡不符。")
        raise UnableToRead(text, code="not_a_reading") from error


def _add(sheet: AnswerSheet, source: ReadingSource, normal: dict[str, list[str]], actor: Any, now: dt.datetime) -> None:
    SheetReading.objects.create(sheet=sheet, source=source, responses=normal, read_by=actor, read_at=now)
    _record("sheet_read", sheet, actor, now, source=str(source))


def _accept_if_equal(sheet: AnswerSheet, actor: Any, now: dt.datetime) -> None:
    both = sheets.independent(sheet)
    if len(both) == len(_TYPED) and both[0].responses == both[1].responses:
        _accept(sheet, both[0].responses, actor, now)


def _accept(sheet: AnswerSheet, reading: dict[str, list[str]], actor: Any, now: dt.datetime) -> None:
    attempt = sheet.attempt
    assert attempt is not None
    given = readings.responses(reading, sheets.lines(attempt))
    AnswerEvent.objects.bulk_create(
        AnswerEvent(attempt=attempt, lease=LEASE, client_seq=at, item_id=item, options=options, received_at=now)
        for at, (item, options) in enumerate(given.items(), start=1)
    )
    _sit(attempt, now)
    conditional_update(sheet, {"state": SheetState.RETURNED}, state=SheetState.ACCEPTED)
    _record("sheet_accepted", sheet, actor, now)


def _sit(attempt: Attempt, now: dt.datetime) -> None:
    """The course of an attempt on paper, afterwards: in when its candidate came, ended by leaving or by the clock."""
    came = Attendance.objects.get(registration=attempt.registration_id)
    starts_at = status.opens_at(attempt) or now
    limit = dt.timedelta(seconds=attempt.limit_seconds)
    ends_at = time.ends_at(starts_at, limit, ledger.entries(attempt))
    left = came.left_at if came.left_at and came.left_at < ends_at else None
    if attempt.state == AttemptState.PREPARED:
        moves.move(attempt, AttemptEvent.ADMIT, admitted_at=came.arrived_at or starts_at)
    moves.move(attempt, AttemptEvent.START, started_at=starts_at, ends_at=ends_at)
    ended_at, reason = (left, EndReason.HANDED_IN) if left else (min(ends_at, now), EndReason.TIME_UP)
    moves.move(attempt, AttemptEvent.END, ended_at=ended_at, end_reason=reason)


def _record(what: str, sheet: AnswerSheet, actor: Any, now: dt.datetime, **data: Any) -> None:
    subject = f"delivery.AnswerSheet:{sheet.public_id}"
    audit.record(actor=actor, action=f"paper.{what}", subject=subject, now=now, **data)
