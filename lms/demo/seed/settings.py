"""Demonstration values of settings that the authority has not announced: approved here, marked 示範."""

import datetime as dt
from typing import Any

from exams.outcomes.dated import RETAKE_FEE
from lms.core import dated
from lms.core.models import DatedValue
from lms.demo.seed.moments import Moments
from lms.portal.dated import BULLETIN_EDITION

BASIS = "示範值，非公告內容"


def load(moments: Moments, *, approver: Any) -> None:
    """Approve the values that the demo needs and has not got yet."""
    values = {BULLETIN_EDITION: moments.day(-120).isoformat(), RETAKE_FEE: 0}
    for key, value in values.items():
        if not DatedValue.objects.filter(key=key).exists():
            dated.approve(
                key=key,
                value=value,
                effective_from=moments.today - dt.timedelta(days=400),
                basis=BASIS,
                approver=approver,
                now=moments.now,
                demonstration=True,
            )
