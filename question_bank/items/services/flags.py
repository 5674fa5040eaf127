"""Flags: an item must be looked at again, and somebody has."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.db import conditional_update
from lms.core.errors import Refusal
from question_bank.items.models import Flag, Item
from question_bank.items.rules.flags import FlagCode


class NoteMissing(Refusal):
    """A flag says what to look at, and its end says what was found."""

    code = "flag_note_missing"


class FlagCleared(Refusal):
    """Somebody else cleared the flag meanwhile."""

    code = "flag_cleared"


def report(*, item: Item, note: str, actor: Any, now: dt.datetime) -> Flag:
    """Somebody asks for the item to be looked at again. Raises :class:`NoteMissing`."""
    text = _required(note)
    with transaction.atomic():
        flag = Flag.objects.create(item=item, code=FlagCode.REPORTED.value, note=text, raised_by=actor, raised_at=now)
        _record(flag, "items.flag_raised", actor, now)
    return flag


def clear(*, flag: Flag, note: str, actor: Any, now: dt.datetime) -> Flag:
    """The item was looked at; the note says with what result. Raises :class:`NoteMissing`, :class:`FlagCleared`."""
    text = _required(note)
    with transaction.atomic():
        if not conditional_update(
            flag, {"cleared_at": None}, cleared_at=now, cleared_by_id=actor.pk, clearing_note=text
        ):
            raise FlagCleared(_("這項提醒已由他人處理，請重新整理。"))
        _record(flag, "items.flag_cleared", actor, now)
    return flag


def _required(note: str) -> str:
    text = note.strip()
    if not text:
        raise NoteMissing(_("請填寫說明，紀錄會保留。"))
    return text


def _record(flag: Flag, action: str, actor: Any, now: dt.datetime) -> None:
    audit.record(actor=actor, action=action, subject=f"items.Item:{flag.item.public_id}", now=now, code=flag.code)
