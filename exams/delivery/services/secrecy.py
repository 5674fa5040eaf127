"""The items of a sealed round are closed to everybody who is not named, until the round is over; then they count as used."""

import datetime as dt
from typing import Any

from exams.delivery.models import Attempt
from exams.sittings.enums import SittingMode
from exams.sittings.models import Round
from question_bank.items.enums import ItemUse
from question_bank.items.models import Exposure, Item
from question_bank.items.services import access


def begin(*, round: Round, actor: Any, now: dt.datetime) -> int:
    """Close the secure items of the round's forms; returns how many. Practice and sample items are public anyway."""
    items = Item.objects.filter(
        versions__form_items__form__sittings__in=_sittings(round), use=ItemUse.SECURE
    ).distinct()
    return access.seal(items=items, holder=_holder(round), now=now, actor=actor)


def end(*, round: Round, actor: Any, now: dt.datetime) -> int:
    """Open the items again, unless another round holds them, and note the day and the candidates who saw each form."""
    for sitting in _sittings(round):
        for form in sitting.forms.all():
            seen = Attempt.objects.filter(
                form=form, registration__sitting__round=round, started_at__isnull=False
            ).count()
            Exposure.objects.filter(form_code=form.code).update(held_on=round.exam_date, candidates=seen)
    return access.unseal(holder=_holder(round), now=now, actor=actor)


def _sittings(round: Round) -> Any:
    return round.sittings.exclude(mode=SittingMode.MOCK)


def _holder(round: Round) -> str:
    return f"round:{round.public_id}"
