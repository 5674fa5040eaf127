"""What is done to one or many candidates of a room: carried out at once, or by an order once it is confirmed.

``terms`` is JSON v1: ``{"v": 1, "minutes": n, "reason": code, "scope": "chosen" | "room" | "round"}``.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from exams.delivery.enums import AdjustmentKind, OrderKind, StaffReason
from exams.delivery.models import STAFF_REASON_LABELS, Attempt
from exams.delivery.services import attempts, delays, rooms, time
from exams.delivery.services.rooms import Outcome
from lms.core.errors import Refusal

_GIVEN_FOR = {"chosen": AdjustmentKind.INCIDENT, "room": AdjustmentKind.ROOM, "round": AdjustmentKind.ROUND}


def terms(*, minutes: int = 0, reason: StaffReason, scope: str = "chosen") -> dict[str, Any]:
    """The terms of an action in the form an order stores."""
    return {"v": 1, "minutes": minutes, "reason": str(reason), "scope": scope}


def carry_out(
    *, kind: OrderKind, attempts: Iterable[Attempt], terms: dict[str, Any], actor: Any, now: dt.datetime
) -> Outcome:
    """Do it for everybody as far as each one's state allows; refusals are told by reason, none stops the others."""
    chosen = sorted(attempts, key=lambda attempt: attempt.pk)
    return _DO[kind](chosen, terms, actor, now)


def _extend(chosen: list[Attempt], terms: dict[str, Any], actor: Any, now: dt.datetime) -> Outcome:
    reason = str(STAFF_REASON_LABELS[StaffReason(terms["reason"])])
    kind = _GIVEN_FOR[terms["scope"]]
    return _together(
        chosen,
        lambda: time.extend(
            attempts=chosen, seconds=terms["minutes"] * 60, kind=kind, reason=reason, actor=actor, now=now
        ),
        "ended",
    )


def _delay(chosen: list[Attempt], terms: dict[str, Any], actor: Any, now: dt.datetime) -> Outcome:
    seconds = terms["minutes"] * 60
    return _together(chosen, lambda: delays.delay(attempts=chosen, seconds=seconds, actor=actor, now=now), "begun")


def _end(chosen: list[Attempt], terms: dict[str, Any], actor: Any, now: dt.datetime) -> Outcome:
    reason = StaffReason(terms["reason"])
    return rooms.each(chosen, lambda one: attempts.end(attempt=one, reason=reason, actor=actor, now=now))


def _reopen(chosen: list[Attempt], terms: dict[str, Any], actor: Any, now: dt.datetime) -> Outcome:
    reason, seconds = StaffReason(terms["reason"]), terms["minutes"] * 60
    return rooms.each(
        chosen, lambda one: attempts.reopen(attempt=one, reason=reason, seconds=seconds, actor=actor, now=now)
    )


def _together(chosen: list[Attempt], action: Callable[[], list[Attempt]], why: str) -> Outcome:
    """An action that takes all rows at once and leaves out those it does not fit."""
    try:
        done = len(action())
    except Refusal as refusal:
        return Outcome(0, {str(refusal.message): len(chosen)} if chosen else {})
    left = len(chosen) - done
    return Outcome(done, {rooms.left_out(why): left} if left else {})


_DO: dict[OrderKind, Callable[[list[Attempt], dict[str, Any], Any, dt.datetime], Outcome]] = {
    OrderKind.EXTEND: _extend,
    OrderKind.DELAY: _delay,
    OrderKind.END: _end,
    OrderKind.REOPEN: _reopen,
}
