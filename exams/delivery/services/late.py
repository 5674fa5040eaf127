"""Deciding about late answers: what arrived after the end, from a lost lease, after handing in or in a file.

Accepted answers are copied to the answers under the lease and number they were sent with, so the usual rule (the highest
lease and number wins) puts them in their place: an answer from a lost lease counts only where nothing newer does.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.models import AnswerEvent, Attempt, LateDecision
from exams.delivery.selectors import late
from exams.delivery.services import moves
from exams.sittings.enums import RoundState
from lms.core.errors import Refusal


class UnableToDecide(Refusal):
    """Nothing was decided; ``code`` is ``no_reason``, ``nothing_late``, ``arrived_meanwhile``, ``not_over`` or
    ``released``."""

    code = "unable_to_decide"


def decide(*, attempt: Attempt, accept: bool, up_to: int, reason: str, actor: Any, now: dt.datetime) -> LateDecision:
    """Accept or refuse every undecided late answer of an attempt up to the id ``up_to`` (what the officer has seen).

    Raises :class:`UnableToDecide`; then nothing is written.
    """
    if not reason.strip():
        raise UnableToDecide(_("請寫明理由。"), code="no_reason")
    with transaction.atomic():
        held = moves.held(attempt)
        _require_open(held, now)
        waiting = list(late.undecided(held).order_by("id"))
        if not waiting:
            raise UnableToDecide(_("這份考卷沒有待決定的逾時作答。"), code="nothing_late")
        if waiting[-1].pk > up_to:
            raise UnableToDecide(_("剛剛又收到新的逾時作答，請重新檢視。"), code="arrived_meanwhile")
        if accept:
            AnswerEvent.objects.bulk_create(
                [
                    AnswerEvent(
                        attempt=held,
                        lease=each.lease,
                        client_seq=each.client_seq,
                        item_id=each.item_id,
                        options=each.options,
                        flagged=each.flagged,
                        received_at=each.received_at,
                    )
                    for each in waiting
                ],
                ignore_conflicts=True,
            )
        made = LateDecision.objects.create(
            attempt=held,
            accepted=accept,
            answers=len(waiting),
            last_id=waiting[-1].pk,
            reason=reason.strip()[:300],
            decided_by=actor,
            decided_at=now,
        )
        moves.record(held, "late_accepted" if accept else "late_refused", actor, now, answers=len(waiting))
    return made


def _require_open(held: Attempt, now: dt.datetime) -> None:
    if not moves.is_over(held, now):
        raise UnableToDecide(_("作答還沒有結束；結束後再決定。"), code="not_over")
    round = held.sitting.round
    if round is not None and round.state == RoundState.RELEASED:
        raise UnableToDecide(_("成績已公布；請循成績複查處理。"), code="released")
