"""Typhoon mode: counties are picked, the people there are postponed, stopped with their time kept, moved, or given
paper (TW-5).

One officer proposes, another confirms; then everything happens in one transaction and everybody touched is told. Whoever
is outside the counties notices nothing.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.enums import DisruptionMeasure, DisruptionState
from exams.delivery.models import DisruptedCase, Disruption
from exams.delivery.selectors import disruptions as reads
from exams.delivery.selectors import forms
from exams.delivery.services import disruption_letters, relocation, secrecy
from exams.sittings.enums import RoundState
from exams.sittings.models import Round
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal
from lms.organizations.models import County


class UnableToDisrupt(Refusal):
    """Nothing was written; ``code`` is ``no_counties``, ``no_reason``, ``nobody``, ``no_plan``, ``released``,
    ``own_proposal``, ``decided_already``, ``not_for_paper`` or ``seats``."""

    code = "unable_to_disrupt"


@dataclass(frozen=True, slots=True)
class Window:
    """When a postponed sitting is held instead, and on which of the subject's forms (None: on the same)."""

    opens_at: dt.datetime
    entry_closes_at: dt.datetime
    form: int | None = None


def propose(
    *,
    round: Round,
    counties: Collection[str],
    measure: DisruptionMeasure,
    reason: str,
    windows: Mapping[int, Window] | None = None,
    rooms: Mapping[int, int] | None = None,
    actor: Any,
    now: dt.datetime,
) -> Disruption:
    """A measure for the people of some counties (codes), waiting for a second officer.

    ``windows`` (by sitting id) belong to postponing, ``rooms`` (old room id to new) to moving. Raises
    :class:`UnableToDisrupt`.
    """
    found = list(County.objects.filter(code__in=counties).order_by("position"))
    if not found:
        raise UnableToDisrupt(_("請選擇縣市。"), code="no_counties")
    if not reason.strip():
        raise UnableToDisrupt(_("請寫明理由。"), code="no_reason")
    if round.state == RoundState.RELEASED:
        raise UnableToDisrupt(_("成績已公布。"), code="released")
    touched = reads.reach(round, [each.code for each in found], measure, now=now).touched
    if not touched:
        raise UnableToDisrupt(_("這些縣市目前沒有適用這項措施的人。"), code="nobody")
    plan = _plan(measure, {each.sitting_id for each in touched}, {each.room_id for each in touched}, windows, rooms)
    with transaction.atomic():
        made = Disruption.objects.create(
            round=round, measure=measure, plan=plan, reason=reason.strip()[:300], proposed_by=actor, proposed_at=now
        )
        made.counties.set(found)
        _record(made, "proposed", actor, now, people=len(touched))
    return made


def confirm(*, disruption: Disruption, actor: Any, now: dt.datetime) -> Disruption:
    """Put a proposal in force as the second officer: whoever fits the measure now is touched and told.

    Raises :class:`UnableToDisrupt`.
    """
    if disruption.proposed_by_id == actor.pk:
        raise UnableToDisrupt(_("提出措施的人不能自己確認，請由另一位試務人員確認。"), code="own_proposal")
    with transaction.atomic():
        round = locked(Round.objects.all(), pk=disruption.round_id)
        codes = list(disruption.counties.values_list("code", flat=True))
        measure = DisruptionMeasure(disruption.measure)
        touched = _held(round, codes, measure, now)
        changes = {"state": DisruptionState.IN_FORCE, "decided_by": actor, "decided_at": now}
        if not conditional_update(disruption, {"state": DisruptionState.PROPOSED}, **changes):
            raise UnableToDisrupt(_("這項措施已經處理過。"), code="decided_already")
        before = {each.pk: relocation.place_of(each) for each in touched}
        _APPLY[measure](disruption, touched, actor, now)
        if round.state == RoundState.SEALED:  # another form's items are closed from now on, like those of the first
            secrecy.begin(round=round, actor=actor, now=now)
        DisruptedCase.objects.bulk_create(
            [
                DisruptedCase(
                    disruption=disruption,
                    registration=each,
                    before=before[each.pk],
                    after=relocation.place_of(each),
                )
                for each in touched
            ],
            batch_size=500,
        )
        disruption_letters.write(disruption, touched, now=now)
        _record(disruption, "in_force", actor, now, people=len(touched))
    return disruption


def withdraw(*, disruption: Disruption, actor: Any, now: dt.datetime) -> Disruption:
    """Take a proposal back, or decline it. Raises :class:`UnableToDisrupt` once it is in force."""
    other = actor if disruption.proposed_by_id != actor.pk else None
    with transaction.atomic():
        changes = {"state": DisruptionState.WITHDRAWN, "decided_by": other, "decided_at": now}
        if not conditional_update(disruption, {"state": DisruptionState.PROPOSED}, **changes):
            raise UnableToDisrupt(_("這項措施已經處理過。"), code="decided_already")
        _record(disruption, "withdrawn", actor, now)
    return disruption


def _held(round: Round, codes: Collection[str], measure: DisruptionMeasure, now: dt.datetime) -> list[Any]:
    """Whom the measure touches, their attempts locked: somebody who starts at this moment is left alone or waits."""
    before = reads.reach(round, codes, measure, now=now).touched
    relocation.held(before)
    known = {each.pk for each in before}
    return [each for each in reads.reach(round, codes, measure, now=now).touched if each.pk in known]


def _plan(
    measure: DisruptionMeasure,
    sittings: set[int],
    rooms_touched: set[int | None],
    windows: Mapping[int, Window] | None,
    rooms: Mapping[int, int] | None,
) -> dict[str, Any]:
    if measure in (DisruptionMeasure.POSTPONE, DisruptionMeasure.PAPER):
        given = windows or {}
        if sittings - given.keys() or any(each.opens_at >= each.entry_closes_at for each in given.values()):
            raise UnableToDisrupt(_("請替每個受影響的場次排定新的開始與截止入場時間。"), code="no_plan")
        return {"version": 1, "windows": {str(sitting): _dumped(given[sitting]) for sitting in sorted(sittings)}}
    if measure == DisruptionMeasure.MOVE:
        chosen = rooms or {}
        if rooms_touched - chosen.keys() or set(chosen) & set(chosen.values()):
            raise UnableToDisrupt(_("請替每間受影響的試場選擇另一間試場。"), code="no_plan")
        return {"version": 1, "rooms": {str(room): chosen[room] for room in sorted(chosen) if room in rooms_touched}}
    return {"version": 1}


def _dumped(window: Window) -> dict[str, Any]:
    opens, closes = window.opens_at.isoformat(), window.entry_closes_at.isoformat()
    return {"opens_at": opens, "entry_closes_at": closes, "form": window.form}


def _postpone(disruption: Disruption, touched: Sequence[Any], actor: Any, now: dt.datetime) -> None:
    for sitting, row in disruption.plan["windows"].items():
        mine = [each for each in touched if each.sitting_id == int(sitting)]
        window = {
            "opens_at": dt.datetime.fromisoformat(row["opens_at"]),
            "entry_closes_at": dt.datetime.fromisoformat(row["entry_closes_at"]),
        }
        on_paper = disruption.measure == DisruptionMeasure.PAPER
        if mine and on_paper and forms.unfit_for_paper(mine[0].sitting):
            raise UnableToDisrupt(_("這個場次的試卷有答案卡無法作答的題型，不能改用紙本。"), code="not_for_paper")
        if mine:
            relocation.to_another_day(mine, **window, form=row["form"], on_paper=on_paper, now=now)


def _stop(disruption: Disruption, touched: Sequence[Any], actor: Any, now: dt.datetime) -> None:
    relocation.stop(touched, actor=actor, now=now)


def _move(disruption: Disruption, touched: Sequence[Any], actor: Any, now: dt.datetime) -> None:
    try:
        relocation.to_other_rooms(touched, {int(old): new for old, new in disruption.plan["rooms"].items()})
    except relocation.SeatsTaken as refusal:
        raise UnableToDisrupt(str(refusal), code="seats") from refusal


_APPLY = {
    DisruptionMeasure.POSTPONE: _postpone,
    DisruptionMeasure.STOP: _stop,
    DisruptionMeasure.MOVE: _move,
    DisruptionMeasure.PAPER: _postpone,
}


def _record(disruption: Disruption, what: str, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(
        actor=actor,
        action=f"disruption.{what}",
        subject=f"delivery.Disruption:{disruption.public_id}",
        now=now,
        measure=str(disruption.measure),
        **data,
    )
