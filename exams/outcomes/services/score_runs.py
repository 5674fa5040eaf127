"""Score runs: computed as drafts, put in force once, superseded by the next one, and followed by the later rounds."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exams.outcomes.enums import RunOrigin, RunState
from exams.outcomes.models import LevelResult, ScoreRun
from exams.outcomes.points import RELEASE_PUBLISHED, ReleasePublished
from exams.outcomes.rules import round_decisions
from exams.outcomes.rules.round_decisions import MarkInput
from exams.outcomes.selectors import passing_policy, runs, standings
from exams.outcomes.services import awards, run_rows
from exams.sittings.enums import RegistrationState
from exams.sittings.models import Registration, Round
from exams.sittings.services import rounds
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

__all__ = ["Changes", "InputsInvalid", "MarkInput", "RunClosed", "StaleRun", "create", "put_in_force"]

_FOLLOWS = "較早梯次異動後重新計算 / follows a change in an earlier round"


class InputsInvalid(Refusal):
    """The inputs are not exactly one result per registration of the round; ``code`` tells what is wrong."""

    code = "inputs_invalid"


class StaleRun(Refusal):
    """Something changed in an earlier round since the draft was computed; compute it again."""

    code = "stale_run"


class RunClosed(Refusal):
    """A superseded run cannot come into force again."""

    code = "run_superseded"


@dataclass(frozen=True, slots=True)
class Changes:
    """What putting a run in force did: whose verdict changed, and the later rounds' runs that followed."""

    verdicts: tuple[runs.VerdictChange, ...] = ()
    recomputed: tuple[ScoreRun, ...] = ()


def create(
    *, round: Round, origin: RunOrigin, inputs: Sequence[MarkInput], actor: Any, reason: str = "", now: dt.datetime
) -> ScoreRun:
    """A draft run of the round: marks, level results and subjects kept, as the passing rules decide.

    The same inputs again give the run that exists, unless a ``reason`` asks for a new one. Raises
    :class:`InputsInvalid` unless every standing registration of the round has exactly one consistent input.
    """
    _require_registrations(round, inputs)
    return _create(round=round, origin=origin, inputs=inputs, actor=actor, reason=reason, now=now)


def put_in_force(*, run: ScoreRun, actor: Any, now: dt.datetime) -> Changes:
    """Make a draft the released run of its round, in one transaction with everything that follows from it.

    The run before it is superseded, awards are reconciled, and later released rounds of the programme are computed
    again where what persons bring along has changed; the effects of those later runs are applied here without notices.
    The effects of ``run`` itself are its caller's business. Repeating it changes nothing. Raises :class:`StaleRun`,
    :class:`RunClosed` or :class:`exams.outcomes.services.awards.AwardAtStake`.
    """
    with transaction.atomic():
        # All rounds of the programme, in one order: what a round decides depends on those before it.
        list(Round.objects.select_for_update().filter(programme=run.round.programme_id).order_by("pk"))
        run.refresh_from_db(fields=["state"])
        if run.state == RunState.RELEASED:
            return Changes()
        verdicts = _release(run, actor=actor, now=now)
        recomputed: list[ScoreRun] = []
        for later in runs.released_after(run.round):
            fresh = _recompute(later, actor=actor, now=now)
            if fresh is not None:
                verdicts += _release(fresh, actor=actor, now=now)
                recomputed.append(fresh)
                _publish(fresh)
    return Changes(tuple(verdicts), tuple(recomputed))


def _create(
    *, round: Round, origin: RunOrigin, inputs: Sequence[MarkInput], actor: Any, reason: str, now: dt.datetime
) -> ScoreRun:
    policy = passing_policy.for_round(round)
    standing = standings.before(round)
    try:
        decisions = round_decisions.decide(
            inputs,
            retained=standing.retained,
            certified=standing.certified,
            policy=policy,
            round_year=round.year,
            round_date=round.exam_date,
        )
    except ValueError as error:
        raise InputsInvalid(_("有成績與到考不符、超出 0 至 100 分，或考科重複。"), code="inconsistent") from error
    stored = policy.as_json() | {"standing": standing.digest(decisions)}
    digest = _digest(inputs, stored)
    with transaction.atomic():
        held = locked(Round.objects.all(), pk=round.pk)
        latest = held.score_runs.order_by("-number").first()
        if latest is not None and latest.input_hash == digest and not reason:
            return latest
        run = ScoreRun.objects.create(
            round=held,
            number=latest.number + 1 if latest else 1,
            origin=origin,
            policy=stored,
            input_hash=digest,
            reason=reason,
            created_by=actor,
            created_at=now,
        )
        run_rows.write(run, inputs, decisions, policy)
        audit.record(
            actor=actor,
            action="score_run.created",
            subject=f"outcomes.ScoreRun:{run.public_id}",
            now=now,
            number=run.number,
            seats=len(inputs),
            input_hash=digest,
        )
    return run


def _release(run: ScoreRun, *, actor: Any, now: dt.datetime) -> list[runs.VerdictChange]:
    persons = LevelResult.objects.filter(run=run).values_list("person_id", flat=True)
    if standings.before(run.round).digest(persons) != run.policy.get("standing"):
        raise StaleRun(_("草稿計算之後，較早梯次的成績有異動；請重新計算後再公布。"))
    previous = ScoreRun.objects.filter(round=run.round_id, state=RunState.RELEASED).first()
    if previous is not None:
        conditional_update(previous, {"state": RunState.RELEASED}, state=RunState.SUPERSEDED)
    if not conditional_update(run, {"state": RunState.DRAFT}, state=RunState.RELEASED):
        raise RunClosed(_("這次計算已被後來的取代，不能再公布。"))
    awards.reconcile(run=run, actor=actor, now=now)
    rounds.mark_released(round=run.round, actor=actor, now=now)
    changed = runs.verdict_changes(previous, run) if previous else []
    audit.record(
        actor=actor,
        action="score_run.in_force",
        subject=f"outcomes.ScoreRun:{run.public_id}",
        now=now,
        supersedes=previous.number if previous else None,
        changed=len(changed),
    )
    return changed


def _recompute(current: ScoreRun, *, actor: Any, now: dt.datetime) -> ScoreRun | None:
    """A new draft for a released round if its persons now bring something else along; else None."""
    persons = LevelResult.objects.filter(run=current).values_list("person_id", flat=True)
    if standings.before(current.round).digest(persons) == current.policy.get("standing"):
        return None
    inputs = [
        MarkInput(mark.registration_id, person, subject, mark.attended, mark.raw_hundredths, mark.detail)
        for mark, person, subject in runs.marks_of(current)
    ]
    origin = RunOrigin(current.origin)
    return _create(round=current.round, origin=origin, inputs=inputs, actor=actor, reason=_FOLLOWS, now=now)


def _publish(run: ScoreRun) -> None:
    value = ReleasePublished(round_id=run.round_id, run_id=run.pk, release_id=None, notify=False)
    for effect in RELEASE_PUBLISHED.effects:
        effect.apply(value)


def _digest(inputs: Sequence[MarkInput], policy: dict[str, object]) -> str:
    rows = sorted((i.registration_id, i.subject_code, i.attended, i.raw_hundredths, i.detail) for i in inputs)
    body = json.dumps([rows, policy], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def _require_registrations(round: Round, inputs: Sequence[MarkInput]) -> None:
    rows = Registration.objects.filter(sitting__round=round, state=RegistrationState.REGISTERED)
    known = {pk: (person, code) for pk, person, code in rows.values_list("pk", "person_id", "sitting__subject__code")}
    given = {each.registration_id: (each.person_id, each.subject_code) for each in inputs}
    if len(given) != len(inputs):
        raise InputsInvalid(_("同一筆報名有兩個成績。"), code="twice")
    if foreign := given.keys() - known.keys():
        raise InputsInvalid(_("有成績不屬於這個梯次的報名。"), code="foreign") from KeyError(min(foreign))
    if known.keys() - given.keys():
        raise InputsInvalid(_("有報名沒有成績或缺考註記。"), code="missing")
    if given != known:
        raise InputsInvalid(_("有成績的應考人或考科與報名不符。"), code="mismatch")
