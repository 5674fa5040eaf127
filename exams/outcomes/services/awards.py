"""Awards follow the run in force: kept where the basis stands, replaced or taken back where it does not."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exams.outcomes.enums import AwardBasis, Verdict
from exams.outcomes.models import Award, LevelResult, ScoreRun
from exams.outcomes.selectors import standings
from exams.sittings.enums import RoundOrigin
from lms.core import audit
from lms.core.errors import Refusal

_BATCH = 2_000
_BASIS = {
    Verdict.CURRENT_ROUND.value: AwardBasis.CURRENT_ROUND.value,
    Verdict.CROSS_ROUND.value: AwardBasis.CROSS_ROUND.value,
}


class AwardAtStake(Refusal):
    """A certificate decided in a released round of this platform would change; that needs a decision of its own (ITM-3).

    ``award_ids`` are the public ids of the awards.
    """

    code = "award_at_stake"

    def __init__(self, awards: Iterable[Award]) -> None:
        self.award_ids = sorted(str(award.public_id) for award in awards)
        text = _(
            "有 {count} 筆已公布的證書會因此消失或改變依據。已發出的證書未經另案決定不得變更，因此沒有任何資料被改動。"
        )
        super().__init__(format_lazy(text, count=len(self.award_ids)))


def reconcile(*, run: ScoreRun, actor: Any, now: dt.datetime) -> None:
    """Make the active awards of the run's round exactly those the run certifies. Call inside its transaction.

    An award whose basis still stands stays the same row, so its certificate stays its own. Somebody certified in a
    later round who now is in this one gets the award here. Raises :class:`AwardAtStake` rather than take an award of a
    released platform round away.
    """
    programme = run.round.programme
    certified = LevelResult.objects.filter(run=run, verdict__in=standings.CERTIFYING)
    wanted = {
        person: (verdict, avg) for person, verdict, avg in certified.values_list("person", "verdict", "by_average")
    }
    active = {each.person_id: each for each in _active(run)}
    kept = {person for person in wanted.keys() & active.keys() if _stands(active[person], run, wanted[person][0])}
    gone = [each for person, each in active.items() if person not in kept and _concerned(each, run, person in wanted)]
    _take_back(gone)
    for person in kept:
        _note_average(active[person], wanted[person][1])
    made = [
        Award(
            person_id=person,
            programme=programme,
            run=run,
            basis=_BASIS[verdict],
            by_average=by_average,
            awarded_date=timezone.localtime(now).date(),
        )
        for person, (verdict, by_average) in wanted.items()
        if person not in kept
    ]
    Award.objects.bulk_create(made, batch_size=_BATCH)
    audit.record(
        actor=actor,
        action="awards.reconciled",
        subject=f"outcomes.ScoreRun:{run.public_id}",
        now=now,
        kept=len(kept),
        made=len(made),
        taken_back=len(gone),
    )


def _active(run: ScoreRun) -> Iterable[Award]:
    rows = Award.objects.filter(programme=run.round.programme_id, is_active=True)
    return rows.select_related("run__round").order_by("id")


def _stands(award: Award, run: ScoreRun, verdict: str) -> bool:
    return award.run.round_id == run.round_id and award.basis == _BASIS[verdict]


def _concerned(award: Award, run: ScoreRun, certified_here: bool) -> bool:
    """Awards of this round, and those of a later round for somebody whom this one certifies."""
    return award.run.round_id == run.round_id or certified_here


def _take_back(gone: list[Award]) -> None:
    at_stake = [award for award in gone if award.run.round.origin == RoundOrigin.PLATFORM]
    if at_stake:
        raise AwardAtStake(at_stake)
    ids = [award.pk for award in gone]
    for start in range(0, len(ids), _BATCH):
        Award.objects.filter(pk__in=ids[start : start + _BATCH]).update(is_active=False)


def _note_average(award: Award, by_average: bool) -> None:
    if award.by_average != by_average:
        award.by_average = by_average
        award.save(update_fields=["by_average"])
