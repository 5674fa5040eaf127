"""The hash-chained trail of who did what. Call ``record`` inside the transaction of the change it tells about."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import connection, transaction

from lms.core.models import AuditEvent

GENESIS = "0" * 64
_CHAIN_LOCK = 7_203_114  # any constant: serialises the writers of the one chain


def record(*, actor: Any, action: str, subject: str, now: dt.datetime, **data: Any) -> AuditEvent:
    """Append one event. ``subject`` is ``app.Model:public_id``; ``data`` holds ids, codes and counts only.

    Lock rows before: the chain's lock is the last a transaction takes, else two of them can wait in a ring.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS
        user = actor if getattr(actor, "pk", None) else None
        return AuditEvent.objects.create(
            at=now,
            actor=user,
            action=action,
            subject=subject,
            data=data,
            previous_hash=last,
            hash=_digest(last, now, user.pk if user else None, action, subject, data),
        )


def first_broken() -> AuditEvent | None:
    """The first event whose hash or link is wrong; None when the whole chain holds."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("id").iterator():
        expected = _digest(previous, event.at, event.actor_id, event.action, event.subject, event.data)
        if event.previous_hash != previous or event.hash != expected:
            return event
        previous = event.hash
    return None


def _digest(previous: str, at: dt.datetime, actor: int | None, action: str, subject: str, data: dict[str, Any]) -> str:
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    body = json.dumps([previous, moment, actor, action, subject, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
