"""Taking a roster out of the system leaves a trace (TW-11: usage logs)."""

import datetime as dt
from typing import Any

from courses.classes.models import RegionalClass
from lms.core import audit
from lms.core.models import AuditEvent


def record_export(*, regional_class: RegionalClass, rows: int, kind: str, actor: Any, now: dt.datetime) -> AuditEvent:
    """Record who took the roster of which class, with how many rows."""
    subject = f"classes.RegionalClass:{regional_class.public_id}"
    return audit.record(actor=actor, action="roster.exported", subject=subject, now=now, rows=rows, kind=kind)
