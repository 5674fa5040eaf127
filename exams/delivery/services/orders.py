"""Actions that need a second person: asked by one, carried out when another confirms, forgotten after some minutes.

``scope`` is JSON v1: ``{"v": 1, "attempts": [public ids]}`` for a room, ``{"v": 1, "sitting": public id}`` for everybody
of a sitting; ``terms`` are those of ``services.actions``. Thresholds are dated settings.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.dated import ORDER_LAPSE_MINUTES, ORDER_MINUTES, ORDER_PEOPLE
from exams.delivery.enums import AdjustmentKind, OrderKind, OrderState
from exams.delivery.models import Attempt, Order, TimeAdjustment
from exams.delivery.rules import orders as rules
from exams.delivery.services import actions
from exams.delivery.services.rooms import Outcome
from exams.sittings.models import ExamRoom, Round, Sitting
from lms.core import audit, dated
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

_BY_STAFF = (AdjustmentKind.INCIDENT, AdjustmentKind.ROOM, AdjustmentKind.ROUND)


class UnableToDecide(Refusal):
    """The order cannot be confirmed, declined or withdrawn; ``code`` is ``own_order``, ``decided_already``, ``lapsed``
    or ``not_yours``."""

    code = "unable_to_decide"


@dataclass(frozen=True)
class Done:
    """What became of an action: carried out (``outcome``), or waiting for a second person (``order``)."""

    outcome: Outcome | None = None
    order: Order | None = None


def act(
    *,
    kind: OrderKind,
    room: ExamRoom,
    attempts: Iterable[Attempt],
    terms: dict[str, Any],
    actor: Any,
    now: dt.datetime,
) -> Done:
    """Act on candidates of a room at once, or ask a second person when it is beyond the thresholds of the day."""
    chosen = list(attempts)
    with transaction.atomic():
        # What was given before is read behind the rows' locks: sent twice at once, small amounts still add up.
        rows = Attempt.objects.filter(pk__in=[each.pk for each in chosen]).order_by("pk")
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        if not needs_second(kind=kind, attempts=chosen, minutes=terms["minutes"], now=now):
            return Done(outcome=actions.carry_out(kind=kind, attempts=chosen, terms=terms, actor=actor, now=now))
        scope = {"v": 1, "attempts": sorted(str(each.public_id) for each in chosen)}
        return Done(order=_ask(kind, room, room.round, scope, terms, actor, now))


def act_on_round(*, kind: OrderKind, sitting: Sitting, terms: dict[str, Any], actor: Any, now: dt.datetime) -> Order:
    """Ask for an action on everybody of a sitting: that always needs a second person."""
    if sitting.round is None:
        raise UnableToDecide(_("模擬測驗沒有試場。"), code="not_yours")
    return _ask(kind, None, sitting.round, {"v": 1, "sitting": str(sitting.public_id)}, terms, actor, now)


def needs_second(*, kind: OrderKind, attempts: Iterable[Attempt], minutes: int, now: dt.datetime) -> bool:
    """Whether the thresholds in force ask for a second person; minutes given before count towards a total."""
    ids, on = [attempt.pk for attempt in attempts], timezone.localdate(now)
    settings = dated.History(ORDER_MINUTES, ORDER_PEOPLE)
    threshold = rules.Threshold(settings.value(ORDER_MINUTES, on=on), settings.value(ORDER_PEOPLE, on=on))
    before = _given(ids) if kind in (OrderKind.EXTEND, OrderKind.REOPEN) and minutes else 0
    return rules.needs_second(threshold, people=len(ids), minutes=minutes + before)


def confirm(*, order: Order, actor: Any, now: dt.datetime) -> Outcome:
    """The second person says yes: it happens now, in the same transaction. Raises :class:`UnableToDecide`."""
    with transaction.atomic():
        held = _open(order, actor, now)
        # All rows before the first entry of the trail, whose lock has to be the last.
        chosen = list(concerned(held).select_for_update(of=("self",)))
        _decide(held, OrderState.CONFIRMED, actor, now)
        outcome = actions.carry_out(kind=OrderKind(held.kind), attempts=chosen, terms=held.terms, actor=actor, now=now)
        _record("order.confirmed", held, actor, now, done=outcome.done)
    return outcome


def decline(*, order: Order, actor: Any, now: dt.datetime) -> Order:
    """The second person says no; nothing happens. Raises :class:`UnableToDecide`."""
    with transaction.atomic():
        held = _open(order, actor, now)
        _decide(held, OrderState.DECLINED, actor, now)
        _record("order.declined", held, actor, now)
    return held


def withdraw(*, order: Order, actor: Any, now: dt.datetime) -> Order:
    """Whoever asked takes it back: it lapses at once. Raises :class:`UnableToDecide`."""
    with transaction.atomic():
        if order.asked_by_id != actor.pk:
            raise UnableToDecide(_("只有提出的人可以撤回。"), code="not_yours")
        if not conditional_update(order, {"state": OrderState.ASKED}, state=OrderState.LAPSED):
            raise UnableToDecide(_("這項處置已經有人決定。"), code="decided_already")
        _record("order.withdrawn", order, actor, now)
        _hint(order)
    return order


def lapse_due(*, now: dt.datetime) -> int:
    """Write down which orders nobody confirmed in time; reads never wait for this. Returns how many."""
    due = Order.objects.filter(state=OrderState.ASKED, expires_at__lte=now).order_by("pk")
    lapsed = 0
    for order in list(due):
        with transaction.atomic():
            if conditional_update(order, {"state": OrderState.ASKED}, state=OrderState.LAPSED):
                _record("order.lapsed", order, None, now)
                _hint(order)
                lapsed += 1
    return lapsed


def concerned(order: Order) -> QuerySet[Attempt]:
    """The attempts an order is about, as they are now; those moved to another room since are left out."""
    attempts = Attempt.objects.filter(registration__state="registered").select_related("registration__room", "sitting")
    if "sitting" in order.scope:
        return attempts.filter(sitting__public_id=order.scope["sitting"]).order_by("pk")
    return attempts.filter(public_id__in=order.scope["attempts"], registration__room=order.room).order_by("pk")


def _ask(
    kind: OrderKind,
    room: ExamRoom | None,
    round: Round,
    scope: dict[str, Any],
    terms: dict[str, Any],
    actor: Any,
    now: dt.datetime,
) -> Order:
    minutes = dated.value(ORDER_LAPSE_MINUTES, on=timezone.localdate(now))
    with transaction.atomic():
        order = Order.objects.create(
            kind=kind,
            room=room,
            round=round,
            scope=scope,
            terms=terms,
            asked_by=actor,
            asked_at=now,
            expires_at=now + dt.timedelta(minutes=minutes),
        )
        _record("order.asked", order, actor, now, people=len(scope.get("attempts", ())))
        _hint(order)
    return order


def _open(order: Order, actor: Any, now: dt.datetime) -> Order:
    held = locked(Order.objects.select_related("room", "round"), pk=order.pk)
    if held.asked_by_id == actor.pk:
        raise UnableToDecide(_("自己提出的處置須由另一人確認。"), code="own_order")
    if held.state != OrderState.ASKED:
        raise UnableToDecide(_("這項處置已經有人決定或已失效。"), code="decided_already")
    if now >= held.expires_at:
        raise UnableToDecide(_("這項處置已逾時失效，請重新提出。"), code="lapsed")
    return held


def _decide(held: Order, state: OrderState, actor: Any, now: dt.datetime) -> None:
    if not conditional_update(held, {"state": OrderState.ASKED}, state=state, decided_by=actor, decided_at=now):
        raise UnableToDecide(_("這項處置已經有人決定或已失效。"), code="decided_already")
    _hint(held)


def _given(attempt_ids: list[int]) -> int:
    """The most minutes, rounded up, that staff have already given to one of these attempts."""
    sums = (
        TimeAdjustment.objects.filter(attempt_id__in=attempt_ids, kind__in=_BY_STAFF)
        .values("attempt_id")
        .annotate(seconds=Sum("seconds"))
        .order_by()
    )
    return -(-(sums.aggregate(most=Max("seconds"))["most"] or 0) // 60)


def _record(action: str, order: Order, actor: Any, now: dt.datetime, **more: Any) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"delivery.Order:{order.public_id}",
        now=now,
        kind=str(order.kind),
        asked_by=order.asked_by_id,
        minutes=order.terms["minutes"],
        **more,
    )


def _hint(order: Order) -> None:
    """The rooms where somebody may confirm look again."""
    rooms = [order.room] if order.room is not None else list(order.round.rooms.all())
    realtime.hint_live(rooms)
