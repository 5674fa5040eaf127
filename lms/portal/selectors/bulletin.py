"""Which edition of the bulletin (簡章) the pages rest on."""

import datetime as dt

from lms.core import dated
from lms.portal.dated import BULLETIN_EDITION


def edition(*, on: dt.date) -> dt.date | None:
    """The date of the edition in force on ``on``; None while it has not been announced (PRG-2)."""
    value = dated.value(BULLETIN_EDITION, on=on)
    return dt.date.fromisoformat(value) if value else None
