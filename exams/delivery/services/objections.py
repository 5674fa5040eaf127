"""Remarks about items, noted while the paper lies in front of the candidate; people decide after the exam."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.models import Attempt, Objection
from exams.delivery.rules import transitions
from exams.delivery.services import moves
from lms.core.errors import Refusal

LONGEST = 600
MOST = 60
"""Remarks of one attempt."""


class UnableToNote(Refusal):
    """The remark cannot be noted; ``code`` is ``empty``, ``too_long``, ``not_on_paper``, ``not_started`` or
    ``too_many``."""

    code = "empty"


def note(*, attempt: Attempt, item: int, text: str, noted_by: Any, now: dt.datetime) -> Objection:
    """Note a remark about an item version of the paper; ``noted_by`` is the invigilator, None for the candidate's own.

    The same text to the same item again is the remark there is. Raises :class:`UnableToNote`.
    """
    said = _checked(text)
    with transaction.atomic():
        held = moves.held(attempt)
        position = next((place for place, shown in enumerate(held.order, start=1) if shown["item"] == item), None)
        if position is None:
            raise UnableToNote(_("這份考卷沒有這一題。"), code="not_on_paper")
        if held.state in transitions.BEFORE_START:
            raise UnableToNote(_("還沒有開始作答。"), code="not_started")
        earlier = Objection.objects.filter(attempt=held)
        known = earlier.filter(item_id=item, text=said).first()
        if known is not None:
            return known
        if earlier.count() >= MOST:
            raise UnableToNote(_("這份考卷的題目疑義已達上限。"), code="too_many")
        noted = Objection.objects.create(
            attempt=held, item_id=item, position=position, text=said, noted_by=noted_by, noted_at=now
        )
        moves.record(held, "remarked", noted_by, now, objection=str(noted.public_id), position=position)
    return noted


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise UnableToNote(_("請填寫題目疑義。"))
    if len(said) > LONGEST:
        raise UnableToNote(_("題目疑義最多 %(n)s 字。") % {"n": LONGEST}, code="too_long")
    return said
