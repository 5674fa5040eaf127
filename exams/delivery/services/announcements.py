"""Messages to candidates on their screens: to one, to a room, to a whole round.

A message is a row of :class:`Notice`; every reply to an attempt with ``news`` carries it, so that a socket that is
blocked delays it by one poll and never loses it.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.models import Attempt, Notice
from exams.delivery.rules import transitions
from exams.sittings.models import ExamRoom, Round
from lms.core import audit
from lms.core.errors import Refusal

LONGEST = 400


class UnableToAnnounce(Refusal):
    """Nothing can be sent; ``code`` is ``empty``, ``too_long`` or ``nobody`` (all papers there are over)."""

    code = "empty"


def to_attempt(*, attempt: Attempt, text: str, actor: Any, now: dt.datetime) -> Notice:
    """A message to one candidate. Raises :class:`UnableToAnnounce`."""
    return _send(Attempt.objects.filter(pk=attempt.pk), {"attempt": attempt}, text, actor, now)


def to_room(*, room: ExamRoom, text: str, actor: Any, now: dt.datetime) -> Notice:
    """A message to everybody in a room whose paper is not over. Raises :class:`UnableToAnnounce`."""
    return _send(Attempt.objects.filter(registration__room=room), {"room": room}, text, actor, now)


def to_round(*, round: Round, text: str, actor: Any, now: dt.datetime) -> Notice:
    """A message to everybody of a round whose paper is not over. Raises :class:`UnableToAnnounce`."""
    return _send(Attempt.objects.filter(registration__sitting__round=round), {"round": round}, text, actor, now)


def _send(concerned: QuerySet[Attempt], scope: dict[str, Any], text: str, actor: Any, now: dt.datetime) -> Notice:
    said = _checked(text)
    with transaction.atomic():
        # Locked in the order of their keys, as every other change of many attempts does.
        reached = list(
            concerned.exclude(state__in=transitions.OVER)
            .select_for_update(of=("self",))
            .select_related("registration__room")
            .only("public_id", "registration__room__public_id")
            .order_by("pk")
        )
        if not reached:
            raise UnableToAnnounce(_("沒有人會看到：考卷都已結束。"), code="nobody")
        notice = Notice.objects.create(**scope, text=said, sent_by=actor, sent_at=now)
        _count(reached)
        audit.record(
            actor=actor,
            action="notice.sent",
            subject=f"delivery.Notice:{notice.public_id}",
            now=now,
            scope=next(iter(scope)),
            attempts=len(reached),
        )
        realtime.hint(reached)
    return notice


def _count(reached: list[Attempt]) -> None:
    """Replies to these attempts look for news from now on."""
    ids = [attempt.pk for attempt in reached]
    for start in range(0, len(ids), 500):
        Attempt.objects.filter(pk__in=ids[start : start + 500]).update(news=F("news") + 1)


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise UnableToAnnounce(_("請填寫訊息。"))
    if len(said) > LONGEST:
        raise UnableToAnnounce(_("訊息最多 %(n)s 字。") % {"n": LONGEST}, code="too_long")
    return said
