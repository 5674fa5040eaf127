"""That somebody of the office saw full names of candidates, or took them out of the system (TW-11)."""

import datetime as dt
from typing import Any

from exams.sittings.models import Round
from lms.core import audit


def record_names(*, round: Round, rows: int, actor: Any, now: dt.datetime) -> None:
    """Full names were shown."""
    _record("registrations.names_shown", round, actor, now, rows=rows)


def record_export(*, round: Round, rows: int, kind: str, actor: Any, now: dt.datetime) -> None:
    """The list was downloaded."""
    _record("registrations.exported", round, actor, now, rows=rows, kind=kind)


def _record(action: str, round: Round, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(actor=actor, action=action, subject=f"sittings.Round:{round.public_id}", now=now, **data)
