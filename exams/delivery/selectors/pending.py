"""Orders that wait for a second person, as the people of a room or of a whole round see them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from exams.delivery.enums import OrderKind, OrderState
from exams.delivery.models import ORDER_LABELS, STAFF_REASON_LABELS, Order


@dataclass(frozen=True)
class Waiting:
    """``people`` None: everybody of a sitting. ``is_own``: the reader asked for it and cannot confirm it."""

    order: Order
    what: str
    minutes: int
    reason: str
    people: int | None
    asked_by: str
    is_own: bool


def waiting(orders: QuerySet[Order], *, user_id: int, now: dt.datetime) -> list[Waiting]:
    """Those that can still be decided, the oldest first; one that has lapsed is gone although nobody wrote it down."""
    found = orders.filter(state=OrderState.ASKED, expires_at__gt=now).select_related("asked_by", "room")
    return [_waiting(order, user_id) for order in found.order_by("asked_at", "id")]


def _waiting(order: Order, user_id: int) -> Waiting:
    people = order.scope.get("attempts")
    return Waiting(
        order=order,
        what=str(ORDER_LABELS[OrderKind(order.kind)]),
        minutes=order.terms["minutes"],
        reason=str(STAFF_REASON_LABELS.get(order.terms["reason"], "")),
        people=None if people is None else len(people),
        asked_by=order.asked_by.display_name,
        is_own=order.asked_by_id == user_id,
    )
