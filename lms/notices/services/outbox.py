"""The outbox: a message is written in the transaction of its event and sent by the worker, once per event and channel."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from lms.accounts.models import Person
from lms.core import audit
from lms.core.db import conditional_update
from lms.notices.enums import Channel, NoticeState
from lms.notices.models import Notice

BOTH = (Channel.EMAIL, Channel.ACCOUNT)
LEASE = dt.timedelta(minutes=5)
"""How long a worker that took a mail keeps it from the others; after that it is taken to have died."""
BACKOFF = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=2))
"""Waiting times after the first, second … failure; one failure more and the notice is failed, where the office sees it."""


def put(
    *,
    person: Person,
    event_id: str,
    template: str,
    context: dict[str, Any],
    attachments: Sequence[dict[str, str]] = (),
    channels: Collection[Channel] = BOTH,
    now: dt.datetime,
) -> list[Notice]:
    """Write the notices of an event to a person; asked again for the same event and channel it changes nothing.

    ``template`` names ``templates/emails/<template>.*``; ``attachments`` are ``{"name", "path"}`` of stored files. What
    is put into the account has arrived at once; a mail leaves with the worker. Without an address a mail is failed.
    """
    wanted = [channel for channel in Channel if channel in channels]
    Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                event_id=event_id,
                channel=channel,
                template=template,
                language=_language(person),
                context=context,
                attachments=list(attachments),
                state=_first_state(person, channel),
                created_at=now,
                due_at=now,
                delivered_at=now if channel is Channel.ACCOUNT else None,
            )
            for channel in wanted
        ],
        ignore_conflicts=True,
    )
    return list(Notice.objects.filter(person=person, event_id=event_id, channel__in=wanted).order_by("channel"))


def take(*, notice: Notice, now: dt.datetime) -> bool:
    """Take a due mail for sending; False when another worker was faster. Its next try is pushed behind the lease."""
    expected = {"state": NoticeState.PENDING, "tries": notice.tries, "due_at": notice.due_at}
    return conditional_update(notice, expected, tries=notice.tries + 1, due_at=now + LEASE)


def delivered(*, notice: Notice, now: dt.datetime) -> None:
    """The mail entered the recipient's system: the instant from which periods run (GCT-11)."""
    conditional_update(notice, {"state": NoticeState.PENDING}, state=NoticeState.DELIVERED, delivered_at=now)


def undelivered(*, notice: Notice, now: dt.datetime) -> None:
    """A try failed: wait and try again, or give the mail up where the office sees it."""
    if notice.tries > len(BACKOFF):
        conditional_update(notice, {"state": NoticeState.PENDING}, state=NoticeState.FAILED)
    else:
        wait = BACKOFF[notice.tries - 1]
        conditional_update(notice, {"state": NoticeState.PENDING}, due_at=now + wait)


def retry(*, notice: Notice, actor: Any, now: dt.datetime) -> bool:
    """Put a mail that was given up back into the queue; False when it was not given up (any more)."""
    with transaction.atomic():
        again = conditional_update(
            notice, {"state": NoticeState.FAILED}, state=NoticeState.PENDING, tries=0, due_at=now
        )
        if again:
            audit.record(actor=actor, action="notice.retried", subject=f"notices.Notice:{notice.public_id}", now=now)
    return again


def mark_read(*, person: Person, now: dt.datetime) -> int:
    """Everything in the person's inbox has been seen; returns how many notices were new."""
    unread = Notice.objects.filter(person=person, channel=Channel.ACCOUNT, read_at__isnull=True)
    return unread.update(read_at=now)


def _language(person: Person) -> str:
    return (person.user.language if person.user else "") or "zh-hant"


def _first_state(person: Person, channel: Channel) -> NoticeState:
    if channel is Channel.ACCOUNT:
        return NoticeState.DELIVERED
    return NoticeState.PENDING if address(person) else NoticeState.FAILED


def address(person: Person) -> str:
    """Where mail to a person goes: the sign-in address, else the one on record; empty when there is none."""
    return person.user.email if person.user else person.email
