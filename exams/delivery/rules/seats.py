"""What of a seat makes somebody go there, and how its screen is connected. A screen asks every 15 s."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.delivery.enums import AttemptState
from exams.delivery.rules import transitions
from exams.delivery.rules.enums import AttemptEvent, Connection, SeatTrouble

UNSTABLE_AFTER = timedelta(seconds=35)
"""Two polls were missed."""

SILENT_AFTER = timedelta(seconds=60)
"""Four polls were missed: it is off the network."""

_RANK = {trouble: rank for rank, trouble in enumerate(SeatTrouble)}


@dataclass(frozen=True, slots=True)
class Facts:
    """A seat at one instant. ``rest_ends_at``: when the allowance of a rest that is going on is used up."""

    state: AttemptState
    opens_at: datetime | None
    last_seen_at: datetime | None
    has_called: bool = False
    rest_ends_at: datetime | None = None


def connection(facts: Facts, now: datetime) -> Connection | None:
    """How the screen is connected; None for a paper that is not in progress."""
    if facts.state not in transitions.IN_PROGRESS:
        return None
    silent_for = now - facts.last_seen_at if facts.last_seen_at else None
    if silent_for is None or silent_for > SILENT_AFTER:
        return Connection.OFFLINE
    return Connection.UNSTABLE if silent_for > UNSTABLE_AFTER else Connection.ONLINE


def trouble(facts: Facts, now: datetime) -> SeatTrouble | None:
    """The most urgent reason to go to a seat; None when there is none."""
    if facts.has_called:
        return SeatTrouble.CALL
    if connection(facts, now) == Connection.OFFLINE:
        return SeatTrouble.SILENT
    if facts.rest_ends_at is not None and now >= facts.rest_ends_at:
        return SeatTrouble.REST_OVER
    if facts.state in transitions.BEFORE_START and facts.opens_at is not None and now >= facts.opens_at:
        waiting = transitions.can_move(facts.state, AttemptEvent.ADMIT)
        return SeatTrouble.NOT_ADMITTED if waiting else SeatTrouble.NOT_STARTED
    return None


def rank(found: SeatTrouble | None) -> int:
    """The place in the list: the most urgent first, no trouble last."""
    return len(_RANK) if found is None else _RANK[found]
