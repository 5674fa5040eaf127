"""Effect points of classes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from courses.classes.enums import EnrolmentState
from lms.core.effects import EffectPoint


@dataclass(frozen=True)
class EnrolmentChange:
    """A seat was taken (``was`` None), given back, confirmed as completed, or a confirmation taken back.

    Effects run inside the transaction of the change; a ``Refusal`` from one undoes it.
    """

    enrolment_id: int
    was: EnrolmentState | None
    state: EnrolmentState
    actor: Any
    now: dt.datetime


ENROLMENT_CHANGED = EffectPoint("classes.enrolment_changed", EnrolmentChange)
