"""Units that register and pay for their people (團報單位): open at once, closed by their contact or an officer."""

import datetime as dt
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exams.sittings.enums import GroupState
from exams.sittings.models import GroupUnit, Round
from exams.sittings.rules import codes
from lms.core import audit
from lms.core.db import conditional_update
from lms.core.errors import Refusal

MOST = 5
"""Open units one contact may have in a round; more is a mistake or mischief."""


class UnitUnknown(Refusal):
    """No open unit of the round has this verification code."""

    code = "unit_unknown"


class UnableToOpen(Refusal):
    """The unit cannot be opened; ``code`` tells why."""

    code = "unable_to_open_unit"


def open_unit(
    *,
    round: Round,
    name: str,
    contact_name: str,
    contact_phone: str,
    payment_code: str,
    actor: Any,
    now: dt.datetime,
) -> GroupUnit:
    """A unit with its two codes; the acting user is its contact. Raises :class:`UnableToOpen` (``too_many``)."""
    with transaction.atomic():
        mine = GroupUnit.objects.filter(round=round, contact=actor, state=GroupState.OPEN).count()
        if mine >= MOST:
            raise UnableToOpen(_("您在這個梯次已有 %(n)s 個團報單位。") % {"n": MOST}, code="too_many")
        try:
            with transaction.atomic():
                unit = GroupUnit.objects.create(
                    round=round,
                    name=name,
                    contact=actor,
                    contact_name=contact_name,
                    contact_phone=contact_phone,
                    code="".join(secrets.choice(codes.UNIT_LETTERS) for _letter in range(codes.UNIT_LENGTH)),
                    payment_code=payment_code,
                    created_at=now,
                )
        except IntegrityError:  # a code met one that exists: practically never, and asking again helps
            raise UnableToOpen(_("請再試一次。"), code="again") from None
        audit.record(actor=actor, action="group.opened", subject=f"sittings.GroupUnit:{unit.public_id}", now=now)
    return unit


def close(*, unit: GroupUnit, actor: Any, now: dt.datetime) -> bool:
    """Take no more registrations; those that stand stay. False when it was closed before."""
    with transaction.atomic():
        closed = conditional_update(unit, {"state": GroupState.OPEN}, state=GroupState.CLOSED)
        if closed:
            audit.record(actor=actor, action="group.closed", subject=f"sittings.GroupUnit:{unit.public_id}", now=now)
    return closed


def by_code(text: str, *, round: Round) -> GroupUnit:
    """The open unit of the round with this code, however it was typed. Raises :class:`UnitUnknown`."""
    code = codes.normalise_unit_code(text)
    found = GroupUnit.objects.filter(round=round, code=code, state=GroupState.OPEN).first()
    if found is None:
        raise UnitUnknown(_("找不到這個團報單位驗證碼，請向團報聯絡人確認。"))
    return found
