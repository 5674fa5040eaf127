"""Who came to a paper, when, and whether the document matched: one row per registration, for computer and paper alike.

Nothing of the document itself is stored, only the outcome of comparing it.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import ArrivalWay, AttemptState, AttendanceState, IdentityCheck
from exams.delivery.models import Attempt, Attendance
from exams.delivery.rules import transitions
from exams.delivery.selectors import status
from exams.delivery.services import attempts
from exams.delivery.services.attempts import UnableToEnter
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import Registration
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal

CAME = frozenset({AttendanceState.PRESENT, AttendanceState.LATE})
DOOR_OPENS = dt.timedelta(hours=3)
"""Nobody is checked in earlier than this before their paper opens."""


class UnableToRecord(Refusal):
    """Attendance cannot be noted so; ``code`` is ``cancelled``, ``not_sealed``, ``has_started``, ``never_came`` or
    ``in_the_future``."""

    code = "unable_to_record"


def record(
    *,
    registration: Registration,
    state: AttendanceState,
    identity: IdentityCheck = IdentityCheck.NOT_CHECKED,
    way: ArrivalWay,
    arrived_at: dt.datetime | None = None,
    by_decision: bool = False,
    actor: Any,
    now: dt.datetime,
) -> Attendance:
    """Note that a candidate came, came late, is absent or has left; a correction overwrites, the audit trail keeps all.

    Coming to a sitting on the computer also admits the attempt. The instant of the first arrival stays (``arrived_at``,
    default ``now``: a list on paper may be entered afterwards), as does an outcome of comparing the document when
    ``identity`` says nothing new; the same again changes nothing. Absence takes an admission back. Raises
    ``UnableToEnter`` (``entry_closed``) for a first arrival from the instant entry closes, unless ``by_decision`` of an
    exam officer a late candidate of a sitting on paper is let in; otherwise
    :class:`UnableToRecord`.
    """
    with transaction.atomic():
        held = locked(Registration.objects.select_related("sitting"), pk=registration.pk)
        # Before the trail: its lock is the last of all, and a start takes the attempt's before it.
        of_both = Attempt.objects.select_related("registration__room").select_for_update(no_key=True, of=("self",))
        attempt = of_both.filter(registration=held).first()
        row = Attendance.objects.filter(registration=held).first() or Attendance(registration=held)
        before = _facts(row) if row.pk else None
        _require_sense(held, attempt, row, state)
        if state in CAME:
            closes = status.entry_closes_at(attempt) if attempt else held.sitting.entry_closes_at
            _come(None if by_decision else closes, row, way, arrived_at or now, now)
        row.left_at = (row.left_at or now) if state == AttendanceState.LEFT else None
        if state == AttendanceState.ABSENT:
            row.arrived_at, row.way = None, way
        row.state = state
        row.identity = row.identity if identity == IdentityCheck.NOT_CHECKED else identity
        if before != _facts(row):
            _write(row, actor, now)
        _move(attempt, state, actor, now)
    return row


def arrive(
    *, registration: Registration, identity: IdentityCheck, way: ArrivalWay, actor: Any, now: dt.datetime
) -> Attendance:
    """Note an arrival at the door: present until the paper opens, late from then on. Raises like :func:`record`, and
    :class:`UnableToRecord` with ``too_early`` before the door opens.

    Somebody who is noted as having come keeps that state, whenever the code is scanned again.
    """
    known = Attendance.objects.filter(registration=registration, state__in=CAME).first()
    attempt = Attempt.objects.select_related("sitting").filter(registration=registration).first()
    opens = status.opens_at(attempt) if attempt else registration.sitting.opens_at
    if opens is not None and now < opens - DOOR_OPENS:
        raise UnableToRecord(_("還沒到報到時間。"), code="too_early")
    state = AttendanceState(known.state) if known else arrival_state(opens, now)
    return record(registration=registration, state=state, identity=identity, way=way, actor=actor, now=now)


def arrival_state(opens_at: dt.datetime | None, now: dt.datetime) -> AttendanceState:
    """What an arrival at ``now`` is: at the very opening it is still in time."""
    late = opens_at is not None and now > opens_at
    return AttendanceState.LATE if late else AttendanceState.PRESENT


def _require_sense(held: Registration, attempt: Attempt | None, row: Attendance, state: AttendanceState) -> None:
    if held.state != RegistrationState.REGISTERED:
        raise UnableToRecord(_("這筆報名已經取消，或尚未繳費確認。"), code="cancelled")
    computer = held.sitting.mode == SittingMode.COMPUTER
    if held.sitting.sealed_at is None or (computer and attempt is None):
        raise UnableToRecord(_("梯次尚未封存，還不能報到。"), code="not_sealed")
    if state == AttendanceState.LEFT and row.arrived_at is None:
        raise UnableToRecord(_("沒有報到紀錄，不能記為離場。"), code="never_came")
    if state == AttendanceState.ABSENT and attempt is not None and attempt.started_at is not None:
        raise UnableToRecord(_("應考人已開始作答，不能記為缺考。"), code="has_started")


def _come(
    closes: dt.datetime | None, row: Attendance, way: ArrivalWay, arrived_at: dt.datetime, now: dt.datetime
) -> None:
    """The first arrival, kept through corrections. At exactly the limit entry is already refused (GCT-3)."""
    if row.arrived_at is not None:
        return
    if arrived_at > now:
        raise UnableToRecord(_("到場時間不能晚於現在。"), code="in_the_future")
    if closes is not None and arrived_at >= closes:
        raise UnableToEnter(_("已超過入場時間，不得入場應試。"), code="entry_closed")
    row.arrived_at, row.way = arrived_at, way


def _move(attempt: Attempt | None, state: AttendanceState, actor: Any, now: dt.datetime) -> None:
    """The attempt of a sitting on the computer follows the door; one that runs or is over is left alone."""
    if attempt is None:
        return
    if attempt.sitting.mode == SittingMode.COMPUTER:
        if state in CAME and attempt.state == AttemptState.PREPARED:
            attempts.admit(attempt=attempt, actor=actor, now=now)
        if state == AttendanceState.ABSENT and attempt.state == AttemptState.ADMITTED:
            attempts.send_back(attempt=attempt, actor=actor, now=now)
    if attempt.state not in transitions.TERMINAL:
        realtime.hint([attempt])


def _facts(row: Attendance) -> tuple[object, ...]:
    return (str(row.state), str(row.identity), str(row.way), row.arrived_at, row.left_at)


def _write(row: Attendance, actor: Any, now: dt.datetime) -> None:
    row.recorded_by, row.recorded_at = actor, now
    row.save()
    audit.record(
        actor=actor,
        action="attendance.recorded",
        subject=f"sittings.Registration:{row.registration.public_id}",
        now=now,
        state=str(row.state),
        identity=str(row.identity),
        way=str(row.way),
    )
