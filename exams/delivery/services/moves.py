"""Where a single attempt changes state: a conditional update along ``rules.transitions``, audited, told."""

import datetime as dt
import hashlib
import hmac
import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AttemptState, EndReason
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.selectors import status
from exams.delivery.services import interruptions
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

_RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RECEIPT_LENGTH = 10


class UnableToMove(Refusal):
    """The attempt's state does not allow this; ``code`` is ``not_admitted``, ``ended``, ``no_time_left``,
    ``attempt_move_not_allowed``, ``attempt_terminal`` or ``changed_meanwhile``."""

    code = "attempt_move_not_allowed"


def held(attempt: Attempt) -> Attempt:
    """The row as it is now, locked until the caller's transaction ends; the caller's copy may be old."""
    related = ("sitting__subject", "registration__room", "person")
    return locked(Attempt.objects.select_related(*related), pk=attempt.pk)


def move(row: Attempt, event: AttemptEvent, **changes: Any) -> None:
    """Make the move and write ``changes`` with it. Raises :class:`UnableToMove`."""
    try:
        target = transitions.move(AttemptState(row.state), event)
    except transitions.MoveNotAllowed as error:
        raise UnableToMove(_("這份考卷目前的狀態不允許這個動作。"), code=error.code) from error
    write(row, {"state": row.state}, state=target, **changes)


def write(row: Attempt, expected: dict[str, Any], **changes: Any) -> None:
    """Write ``changes`` if the row still is as ``expected``. Raises :class:`UnableToMove`, ``changed_meanwhile``."""
    if not conditional_update(row, expected, **changes):
        raise changed_meanwhile()


def changed_meanwhile() -> UnableToMove:
    """Somebody was faster: what was read is no longer so."""
    return UnableToMove(_("考卷狀態剛剛已改變，請重新整理後再試。"), code="changed_meanwhile")


def is_over(row: Attempt, now: dt.datetime) -> bool:
    """Whether the attempt has ended; an end that only the clock knows is written down first."""
    if status.is_expired(row, now):
        end(row, EndReason.TIME_UP, None, now)
    return row.state in transitions.OVER


def end(row: Attempt, reason: EndReason, actor: Any, now: dt.datetime, **why: str) -> None:
    """End an attempt in progress. When its time is up the end is ``ends_at``, whenever that is noticed; a pause ends
    with it and its seconds are entered first, so that reopening gives back all that was left."""
    if row.state == AttemptState.PAUSED:
        interruptions.close(row, actor=actor, now=now)
    ended_at = row.ends_at if reason == EndReason.TIME_UP and row.ends_at else now
    receipt_code = receipt(row.public_id, ended_at, reason)
    move(row, AttemptEvent.END, ended_at=ended_at, end_reason=reason, receipt=receipt_code, paused_at=None)
    record(row, "ended", actor, now, end=str(reason), **why)
    realtime.hint([row])


def record(row: Attempt, what: str, actor: Any, now: dt.datetime, **data: Any) -> None:
    """The audit entry of a move."""
    audit.record_many([entry(row, what, **data)], actor=actor, now=now)


def entry(row: Attempt, what: str, **data: Any) -> audit.Entry:
    """The audit entry of a move, for those who record many."""
    return audit.Entry(f"attempt.{what}", f"delivery.Attempt:{row.public_id}", data)


def receipt(public_id: uuid.UUID, ended_at: dt.datetime, reason: EndReason) -> str:
    """A code for this end of this attempt, whoever computes it: no two calls can give two receipts."""
    told = f"receipt:{public_id}:{ended_at.astimezone(dt.UTC).isoformat()}:{reason}"
    digest = hmac.new(settings.ATTEMPT_TOKEN_KEY.encode(), told.encode(), hashlib.sha256).digest()
    return "".join(_RECEIPT_ALPHABET[byte % 32] for byte in digest[:_RECEIPT_LENGTH])
