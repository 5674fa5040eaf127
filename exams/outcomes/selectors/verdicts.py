"""The persons of a draft as the second officer reads them: masked names, scores, verdict, what is retained."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exams.outcomes.enums import Verdict
from exams.outcomes.models import LevelResult, Mark, ScoreRun
from exams.outcomes.selectors import explanations
from lms.accounts.rules import masking


@dataclass(frozen=True)
class VerdictRow:
    """One person of a draft; ``retained`` are the codes of the papers kept for a later round (PAS-5)."""

    name: str
    seat: str
    scores: list[str]
    verdict: str
    retained: list[str]


def of_run(run: ScoreRun) -> QuerySet[LevelResult]:
    """The persons of a run in a stable order, to be shown a page at a time with :func:`masked`."""
    return LevelResult.objects.filter(run=run).select_related("person").order_by("pk")


def masked(run: ScoreRun, results: list[LevelResult], *, green: bool) -> list[VerdictRow]:
    """Persons with masked names, scores by subject (— when absent, the raw mark where rounding moved it) and verdict."""
    persons = [result.person_id for result in results]
    marks = Mark.objects.filter(run=run, registration__person_id__in=persons).select_related(
        "registration__sitting__subject"
    )
    by_person: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks.order_by("registration__sitting__subject__position"):
        by_person[mark.registration.person_id].append(mark)
    return [_row(result, by_person[result.person_id], green) for result in results]


def _row(result: LevelResult, marks: list[Mark], green: bool) -> VerdictRow:
    verdict = explanations.verdict(
        Verdict(result.verdict),
        by_average=result.by_average,
        green=green,
        absent=not any(mark.attended for mark in marks),
    )
    return VerdictRow(
        name=masking.mask_name(result.person.name),
        seat=next((mark.registration.seat for mark in marks if mark.registration.seat), ""),
        scores=[f"{mark.registration.sitting.subject.code} {_score(mark)}" for mark in marks],
        verdict=verdict,
        retained=[kept["subject"] for kept in result.decision.get("retained_after", [])],
    )


def _score(mark: Mark) -> str:
    if mark.score is None or mark.raw_hundredths is None:
        return "—"
    if mark.raw_hundredths == mark.score * 100:
        return str(mark.score)
    raw = (Decimal(mark.raw_hundredths) / 100).normalize()
    return _("%(score)s（原始 %(raw)s）") % {"score": mark.score, "raw": f"{raw:f}"}
