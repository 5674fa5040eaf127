"""Suspending an item while a round runs: candidates are told to leave it aside; what becomes of it is decided afterwards."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.models import Attempt, ItemSuspension
from exams.delivery.rules import transitions
from exams.papers.models import FormItem
from exams.sittings.enums import RoundState
from exams.sittings.models import Round
from lms.core import audit
from lms.core.db import conditional_update
from lms.core.errors import Refusal
from question_bank.items.models import ItemVersion


class UnableToSuspend(Refusal):
    """Nothing changed; ``code`` is ``not_sealed``, ``foreign_item``, ``no_reason``, ``suspended_already`` or
    ``lifted_already``."""

    code = "unable_to_suspend"


def suspend(*, round: Round, item: ItemVersion, reason: str, actor: Any, now: dt.datetime) -> ItemSuspension:
    """Suspend an item of a sealed round for everybody who has it. Raises :class:`UnableToSuspend`."""
    if round.state != RoundState.SEALED:
        raise UnableToSuspend(_("只有封存後、公布前的梯次可以暫停試題。"), code="not_sealed")
    if not reason.strip():
        raise UnableToSuspend(_("請寫明理由。"), code="no_reason")
    if not FormItem.objects.filter(form__sittings__round=round, version=item).exists():
        raise UnableToSuspend(_("這一題不在這個梯次的試卷裡。"), code="foreign_item")
    with transaction.atomic():
        made = _insert(round, item, reason.strip()[:300], actor, now)
        _tell(made, "suspended", actor, now)
    return made


def lift(*, suspension: ItemSuspension, actor: Any, now: dt.datetime) -> ItemSuspension:
    """Let candidates answer the item again. Raises :class:`UnableToSuspend`."""
    with transaction.atomic():
        if not conditional_update(suspension, {"lifted_at": None}, lifted_at=now, lifted_by=actor):
            raise UnableToSuspend(_("這一題已經恢復作答。"), code="lifted_already")
        _tell(suspension, "resumed", actor, now)
    return suspension


def _insert(round: Round, item: ItemVersion, reason: str, actor: Any, now: dt.datetime) -> ItemSuspension:
    try:
        with transaction.atomic():
            return ItemSuspension.objects.create(
                round=round, item=item, reason=reason, suspended_by=actor, suspended_at=now
            )
    except IntegrityError as error:
        raise UnableToSuspend(_("這一題已經暫停作答。"), code="suspended_already") from error


def _tell(suspension: ItemSuspension, what: str, actor: Any, now: dt.datetime) -> None:
    """Count the news of everybody who has the item and is not over, as one change in the order of the keys."""
    concerned = list(
        Attempt.objects.select_for_update(of=("self",))
        .select_related("registration__room")
        .filter(registration__sitting__round=suspension.round, form__form_items__version=suspension.item)
        .exclude(state__in=transitions.OVER)
        .order_by("pk")
    )
    ids = [attempt.pk for attempt in concerned]
    for start in range(0, len(ids), 500):
        Attempt.objects.filter(pk__in=ids[start : start + 500]).update(news=F("news") + 1)
    audit.record(
        actor=actor,
        action=f"item.{what}",
        subject=f"delivery.ItemSuspension:{suspension.public_id}",
        now=now,
        attempts=len(ids),
    )
    realtime.hint(concerned)
