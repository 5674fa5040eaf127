"""The list of a room of a sitting on paper: who is there, late, absent or gone, noted on a phone with a bad network.

Each tap names the state that its sender saw. The same tap again changes nothing; one that was sent before somebody else
changed the row is refused, so that a message that was long on its way undoes nothing.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.enums import ArrivalWay, AttendanceState
from exams.delivery.models import Attempt, Attendance
from exams.delivery.selectors import status
from exams.delivery.services import attendance, sheets
from exams.sittings.models import Registration
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal

LET_IN = (AttendanceState.PRESENT, AttendanceState.LATE)


class UnableToTap(Refusal):
    """The list stays as it is; ``code`` is ``changed_meanwhile``, ``entry_closed``, ``too_early`` or ``not_sealed``."""

    code = "changed_meanwhile"


def note(
    *,
    registration: Registration,
    state: AttendanceState,
    seen: str,
    by_decision: bool = False,
    actor: Any,
    now: dt.datetime,
) -> Attendance:
    """Note a state; ``seen`` is what the sender's page showed, "" for nothing.

    Present means in the room when the paper started, whenever that is noted. Late means now, and is refused from the
    instant entry closes; leaving is refused before the earliest minute. ``by_decision`` of an exam officer lifts both.
    Raises :class:`UnableToTap` or ``attendance.UnableToRecord``.
    """
    with transaction.atomic():
        held = locked(Registration.objects.select_related("sitting"), pk=registration.pk)
        known = Attendance.objects.filter(registration=held).first()
        if known is not None and known.state == state:
            return known
        if (known.state if known else "") != seen:
            raise UnableToTap(_("這個座位的狀態剛剛已由他人更新，請看過再按一次。"))
        attempt = Attempt.objects.select_related("sitting").filter(registration=held).first()
        if attempt is None:
            raise UnableToTap(_("梯次尚未封存，還不能報到。"), code="not_sealed")
        _require_time(attempt, known, state, by_decision, now)
        row = attendance.record(
            registration=held,
            state=state,
            way=ArrivalWay.LIST,
            arrived_at=_arrival(attempt, state, now),
            by_decision=by_decision,
            actor=actor,
            now=now,
        )
        _follow(attempt, state, now)
        if by_decision:
            subject = f"sittings.Registration:{held.public_id}"
            audit.record(actor=actor, action="attendance.by_decision", subject=subject, now=now, state=str(state))
    return row


def _require_time(
    attempt: Attempt, known: Attendance | None, state: AttendanceState, by_decision: bool, now: dt.datetime
) -> None:
    if by_decision:
        return
    closes, leave_from = status.entry_closes_at(attempt), status.leave_from(attempt)
    first = known is None or known.arrived_at is None
    if state == AttendanceState.LATE and first and closes is not None and now >= closes:
        raise UnableToTap(_("已超過入場時間，不得入場應試；例外須由試務人員核准。"), code="entry_closed")
    if state == AttendanceState.LEFT and leave_from is not None and now < leave_from:
        raise UnableToTap(_("還不到可以離場的時間；例外須由試務人員核准。"), code="too_early")


def _arrival(attempt: Attempt, state: AttendanceState, now: dt.datetime) -> dt.datetime:
    opens_at = status.opens_at(attempt)
    return min(now, opens_at) if state == AttendanceState.PRESENT and opens_at is not None else now


def _follow(attempt: Attempt, state: AttendanceState, now: dt.datetime) -> None:
    """The sheet lies on the desk of whoever came."""
    if state in LET_IN:
        sheets.hand_out(attempt=attempt, now=now)
    elif state == AttendanceState.ABSENT:
        sheets.take_back(attempt=attempt, now=now)
