"""Who may follow an attempt or a live room by socket, judged for a whole batch at once.

The same as ``policies.access_attempt`` and ``policies.access_room`` say of one viewer. The sessions are read from their
table every time, so the right of a socket is judged as it stands now, not as it stood at the handshake.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from exams.delivery import policies
from exams.delivery.models import Attempt
from exams.delivery.selectors import entry
from exams.sittings.enums import SittingMode
from lms.accounts.models import User


class Target(Enum):
    """What a socket follows."""

    ATTEMPT = "attempt"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a socket wants to follow, and what it was opened with; empty where the browser presented nothing."""

    target: Target
    public_id: uuid.UUID
    session_key: str
    visitor_hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody is signed in with the claim's session, and whether the claim is right."""

    is_signed_in: bool
    is_allowed: bool


@dataclass(frozen=True)
class _Owners:
    """Whose an attempt is: users by key, and the hash of a visitor's key, empty for none."""

    users: frozenset[int]
    visitor_hash: str

    def include(self, user: int | None, visitor_hash: str) -> bool:
        """Whether the user, or the visitor with this hash, is one of them."""
        return user in self.users or (bool(visitor_hash) and visitor_hash == self.visitor_hash)


def judge(claims: Sequence[Claim], *, now: dt.datetime) -> list[Verdict]:
    """A verdict for each claim: three queries for any number of screens, and two for each user who follows rooms."""
    users = entry.users_of({each.session_key for each in claims if each.session_key}, now)
    owners = _owners({each.public_id for each in claims if each.target is Target.ATTEMPT})
    live = [each for each in claims if each.target is Target.ROOM and each.session_key in users]
    rooms = _rooms({users[each.session_key] for each in live}, {each.public_id for each in live})
    return [_verdict(each, users.get(each.session_key), owners, rooms) for each in claims]


def _verdict(
    claim: Claim, user: int | None, owners: dict[uuid.UUID, _Owners], rooms: dict[int | None, set[uuid.UUID]]
) -> Verdict:
    if claim.target is Target.ROOM:
        return Verdict(user is not None, claim.public_id in rooms.get(user, ()))
    found = owners.get(claim.public_id)
    return Verdict(user is not None, found is not None and found.include(user, claim.visitor_hash))


def _rooms(users: Iterable[int], asked: set[uuid.UUID]) -> dict[int | None, set[uuid.UUID]]:
    """Which of the rooms asked for each user looks after."""
    return {
        pk: set(policies.visible_rooms(user).filter(public_id__in=asked).values_list("public_id", flat=True))
        for pk, user in User.objects.in_bulk(list(users)).items()
    }


def _owners(public_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, _Owners]:
    """Whose these attempts are, as ``policies.visible_attempts`` says of one viewer; one that nobody sees is left out."""
    columns = ("public_id", "person__user_id", "registration__person__user_id", "visitor_hash")
    found = Attempt.objects.filter(public_id__in=list(public_ids)).exclude(sitting__mode=SittingMode.PAPER)
    return {
        public_id: _Owners(frozenset(user for user in users if user is not None), visitor_hash)
        for public_id, *users, visitor_hash in found.values_list(*columns)
    }
