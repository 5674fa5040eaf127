"""Effect points of sittings."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lms.core.effects import EffectPoint


@dataclass(frozen=True)
class RegistrationConfirmed:
    """A candidate is registered for good: the fee was confirmed, or there is none. Effects run inside the transaction."""

    registration_id: int
    actor: Any
    now: dt.datetime


REGISTRATION_CONFIRMED = EffectPoint("sittings.registration_confirmed", RegistrationConfirmed)


@dataclass(frozen=True)
class DutyChange:
    """Somebody was given a room to invigilate, or relieved of it. Effects run inside the transaction."""

    room_id: int
    user_id: int
    relieved: bool


DUTY_CHANGED = EffectPoint("sittings.duty_changed", DutyChange)


@dataclass(frozen=True)
class Accommodated:
    """Accommodations were granted to these registrations. Effects run inside the transaction."""

    registration_ids: tuple[int, ...]
    actor: Any
    now: dt.datetime


ACCOMMODATED = EffectPoint("sittings.accommodated", Accommodated)
