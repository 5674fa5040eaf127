"""Reads about notices."""

import datetime as dt

from django.db.models import QuerySet

from lms.accounts.models import Person
from lms.notices.enums import Channel, NoticeState
from lms.notices.models import Notice


def due(now: dt.datetime) -> QuerySet[Notice]:
    """Mails that should leave now, the oldest first."""
    waiting = Notice.objects.filter(state=NoticeState.PENDING, channel=Channel.EMAIL, due_at__lte=now)
    return waiting.select_related("person__user").order_by("due_at", "id")


def inbox(person: Person | None) -> QuerySet[Notice]:
    """What was put into a person's account, the newest first; nothing for users who are no learners."""
    return Notice.objects.filter(person=person, channel=Channel.ACCOUNT).select_related("person").order_by("-id")


def unread_count(person: Person | None) -> int:
    """How many notices of the inbox are new."""
    return inbox(person).filter(read_at__isnull=True).count()


def mail_received_at(person: Person, event_id: str) -> dt.datetime | None:
    """When the mail of an event entered the person's mail system (GCT-11); None while it has not."""
    mails = Notice.objects.filter(person=person, event_id=event_id, channel=Channel.EMAIL)
    return mails.values_list("delivered_at", flat=True).first()


def failed() -> QuerySet[Notice]:
    """Mails that were given up, the newest first."""
    return Notice.objects.filter(state=NoticeState.FAILED).select_related("person__user").order_by("-id")
