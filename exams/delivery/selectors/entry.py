"""Who presses Start: the holder of an entry ticket, judged for a whole batch at once.

The same as ``policies.visible_attempts`` says of one viewer: a signed-in owner, or the visitor whose key it is, of an
attempt on the screen (a disaster may have put it on paper since the ticket was drawn). The session is read from its table every time, so a ticket is worth nothing from the moment its session has ended.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from exams.delivery.models import Attempt
from exams.delivery.rules import tickets
from exams.delivery.rules.tickets import Ticket
from exams.sittings.enums import SittingMode
from lms.accounts.models import User


@dataclass(frozen=True, slots=True)
class Caller:
    """A ticket that we signed, and what the browser presented with it; empty where it presented nothing."""

    ticket: Ticket
    session_key: str
    visitor_hash: str


def draw(attempt: Attempt, session_key: str, visitor_hash: str, *, now: dt.datetime) -> Ticket:
    """The ticket of an attempt that was fetched through its policy, for the very right that opened it."""
    by_key = attempt.visitor_hash and attempt.visitor_hash == visitor_hash
    holder = tickets.of_visitor(visitor_hash) if by_key else tickets.of_session(session_key)
    return Ticket(attempt.public_id, holder, now + tickets.LIFE)


def entitled(callers: Sequence[Caller], *, now: dt.datetime) -> list[bool]:
    """Which callers may start the attempt of their ticket; three queries for any number."""
    signed_in = users_of({each.session_key for each in callers if _by_session(each)}, now)
    owners = _owners({each.ticket.attempt for each in callers})
    return [_is_entitled(each, signed_in, owners, now) for each in callers]


def _is_entitled(
    caller: Caller, signed_in: dict[str, int], owners: dict[uuid.UUID, tuple[int | None, str]], now: dt.datetime
) -> bool:
    user, visitor_hash = owners.get(caller.ticket.attempt, (None, ""))
    if now > caller.ticket.expires_at:
        return False
    if _by_session(caller):
        return user is not None and signed_in.get(caller.session_key) == user
    mine = caller.visitor_hash and caller.ticket.holder == tickets.of_visitor(caller.visitor_hash)
    return bool(mine) and visitor_hash == caller.visitor_hash


def _by_session(caller: Caller) -> bool:
    return bool(caller.session_key) and caller.ticket.holder == tickets.of_session(caller.session_key)


def _owners(attempts: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int | None, str]]:
    """The owner's user, or the hash of the visitor's key, by attempt."""
    columns = ("public_id", "person__user_id", "registration__person__user_id", "visitor_hash")
    on_screen = Attempt.objects.exclude(sitting__mode=SittingMode.PAPER)
    rows = on_screen.filter(public_id__in=list(attempts)).values_list(*columns)
    return {public_id: (own or registered, key) for public_id, own, registered, key in rows}


def users_of(session_keys: Iterable[str], now: dt.datetime) -> dict[str, int]:
    """Who is signed in with each session that still exists: as Django judges it for a page."""
    rows = Session.objects.filter(session_key__in=list(session_keys), expire_date__gt=now)
    store = SessionStore()
    read = {key: store.decode(data) for key, data in rows.values_list("session_key", "session_data")}
    active = User.objects.filter(pk__in=[each[SESSION_KEY] for each in read.values() if SESSION_KEY in each])
    users = {str(user.pk): user for user in active.filter(is_active=True).only("password")}
    found = {key: users.get(str(each.get(SESSION_KEY))) for key, each in read.items()}
    return {key: user.pk for key, user in found.items() if user is not None and _is_fresh(user, read[key])}


def _is_fresh(user: User, session: dict[str, Any]) -> bool:
    """A changed password ends every older session."""
    return constant_time_compare(str(session.get(HASH_SESSION_KEY, "")), user.get_session_auth_hash())
