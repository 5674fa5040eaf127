"""Who is told to look again. A word carries nothing but that: the database is the truth."""

import hashlib
import uuid
from collections.abc import Iterable

from exams.delivery.models import Attempt
from exams.sittings.models import ExamRoom
from lms.core import switchboard
from lms.core.db import after_commit

REFETCH, SIGNED_OUT, RECHECK = "refetch", "signed_out", "recheck"
"""The words: look again; the session has ended; prove your right again."""


def attempt_group(public_id: uuid.UUID) -> str:
    """The sockets of one candidate's screen."""
    return f"attempt.{public_id.hex}"


def room_group(public_id: uuid.UUID) -> str:
    """The sockets of a live room."""
    return f"room.{public_id.hex}"


def session_group(session_key: str) -> str:
    """The sockets opened within one sign-in; the key itself stays out of the channel layer."""
    return f"session.{hashlib.sha256(session_key.encode()).hexdigest()[:40]}"


def hint(attempts: Iterable[Attempt]) -> None:
    """After the commit, tell the screens of these attempts and their rooms to look again.

    A hint that is lost costs nothing but time: both poll every 15 s.
    """
    told = list(attempts)
    _tell({attempt_group(attempt.public_id) for attempt in told} | _rooms(told))


def hint_rooms(attempts: Iterable[Attempt]) -> None:
    """Like :func:`hint` for the rooms alone: of a first start nobody's screen has to be told."""
    _tell(_rooms(attempts))


def hint_live(rooms: Iterable[ExamRoom]) -> None:
    """After the commit, tell the live rooms alone: something waits for the people on duty."""
    _tell({room_group(room.public_id) for room in rooms})


def recheck(room: ExamRoom) -> None:
    """After the commit, every socket of a live room proves its right again: somebody may have been relieved."""
    after_commit(lambda: switchboard.publish([room_group(room.public_id)], RECHECK))


def _rooms(attempts: Iterable[Attempt]) -> set[str]:
    rooms = (attempt.registration.room for attempt in attempts if attempt.registration)
    return {room_group(room.public_id) for room in rooms if room is not None}


def _tell(groups: set[str]) -> None:
    if groups:
        after_commit(lambda: switchboard.publish(groups, REFETCH))


def end_session(session_key: str) -> None:
    """Close the sockets of a session that has been signed out."""
    switchboard.publish([session_group(session_key)], SIGNED_OUT)
