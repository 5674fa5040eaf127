"""Who may write: each start or resume takes a new lease with a token of its own; older ones become read-only."""

import datetime as dt
import secrets
from dataclasses import replace
from typing import Protocol

from django.conf import settings

from exams.delivery.models import Attempt
from exams.delivery.rules import tokens

_SECOND = dt.timedelta(seconds=1)


def journal_window() -> dt.timedelta:
    """How long after the end a client's journal is still taken as evidence."""
    return dt.timedelta(hours=settings.JOURNAL_WINDOW_HOURS)


def draw(attempt: Attempt, *, ends_at: dt.datetime) -> tuple[str, dict[str, object]]:
    """A token for the attempt's next lease, and the columns to write with it in one conditional update."""
    claims = tokens.Claims(
        attempt=attempt.public_id,
        lease=attempt.lease + 1,
        expires_at=ends_at + journal_window(),
        nonce=secrets.token_bytes(tokens.NONCE_BYTES),
    )
    token = tokens.sign(claims, settings.ATTEMPT_TOKEN_KEY)
    return token, {"lease": claims.lease, "token_hash": claims.nonce_hash, "held_seq": 0, "top_seq": 0}


class Leased(Protocol):
    """What of an attempt tells who may write to it: an ``Attempt``, or those columns of it."""

    lease: int
    token_hash: str


def authorises(claims: tokens.Claims, attempt: Leased, *, at: dt.datetime) -> bool:
    """Whether the holder of a token we signed still has a right: the current lease needs the very token it was given;
    older ones may leave evidence, ask for the end and call for help."""
    if at > claims.expires_at or not attempt.token_hash:
        return False
    return claims.lease < attempt.lease or (claims.lease == attempt.lease and claims.nonce_hash == attempt.token_hash)


def renewed(claims: tokens.Claims, *, ends_at: dt.datetime, window: dt.timedelta | None = None) -> str | None:
    """The same right with a later expiry when time was given since the token was made; None when it is long enough.

    ``window`` is the journal window, for callers who ask often.
    """
    wanted = ends_at + (journal_window() if window is None else window)
    if wanted - claims.expires_at < _SECOND:  # a token's expiry is in whole seconds
        return None
    wanted = wanted.replace(microsecond=0)
    return tokens.sign(replace(claims, expires_at=wanted), settings.ATTEMPT_TOKEN_KEY)
