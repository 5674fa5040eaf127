"""The hash-chained trail of who did what. Call ``record`` inside the transaction of the change it tells about."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from lms.core.models import AuditEvent

GENESIS = "0" * 64
_CHAIN_LOCK = 7_203_114  # any constant: serialises the writers of the one chain


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be recorded. ``subject`` is ``app.Model:public_id``; ``data`` holds ids, codes and counts only."""

    action: str
    subject: str
    data: dict[str, Any] = field(default_factory=dict)


def record(*, actor: Any, action: str, subject: str, now: dt.datetime, **data: Any) -> AuditEvent:
    """Append one event. ``subject`` is ``app.Model:public_id``; ``data`` holds ids, codes and counts only.

    Lock rows before: the chain's lock is the last a transaction takes, else two of them can wait in a ring.
    """
    return record_many([Entry(action, subject, data)], actor=actor, now=now)[0]


def record_many(entries: Iterable[Entry], *, actor: Any, now: dt.datetime) -> list[AuditEvent]:
    """Append events in their order, each linked to the one before it, with one lock and one insert for all."""
    wanted = list(entries)
    if not wanted:
        return []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS
        return AuditEvent.objects.bulk_create(_linked(wanted, last, actor if getattr(actor, "pk", None) else None, now))


def first_broken() -> AuditEvent | None:
    """The first event whose hash or link is wrong; None when the whole chain holds."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("id").iterator():
        expected = _digest(previous, event.at, event.actor_id, event.action, event.subject, event.data)
        if event.previous_hash != previous or event.hash != expected:
            return event
        previous = event.hash
    return None


def _linked(entries: list[Entry], last: str, user: Any, now: dt.datetime) -> list[AuditEvent]:
    events, user_id = [], user.pk if user else None
    for each in entries:
        digest = _digest(last, now, user_id, each.action, each.subject, each.data)
        events.append(
            AuditEvent(
                at=now,
                actor=user,
                action=each.action,
                subject=each.subject,
                data=each.data,
                previous_hash=last,
                hash=digest,
            )
        )
        last = digest
    return events


def _digest(previous: str, at: dt.datetime, actor: int | None, action: str, subject: str, data: dict[str, Any]) -> str:
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    body = json.dumps([previous, moment, actor, action, subject, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
