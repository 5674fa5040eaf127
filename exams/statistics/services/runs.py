"""Statistics runs: the figures of one score run under one definition, computed once and never changed."""

import datetime as dt
import hashlib
import json

from django.utils.translation import gettext_lazy as _

from exams.outcomes.enums import RunState
from exams.outcomes.models import ScoreRun
from exams.statistics.models import StatisticsRun
from exams.statistics.rules import layout
from exams.statistics.selectors import tables
from lms.core.errors import Refusal


class NotReleased(Refusal):
    """Figures are published of released runs only."""

    code = "run_not_released"


def ensure(*, score_run: ScoreRun, now: dt.datetime) -> StatisticsRun:
    """The figures of a run that is or was in force; the same inputs give the row that exists.

    Raises :class:`NotReleased` for a draft.
    """
    if score_run.state == RunState.DRAFT:
        raise NotReleased(_("成績尚未公布，不能產生統計。"))
    digest = _inputs_hash(score_run)
    found = StatisticsRun.objects.filter(score_run=score_run, inputs_hash=digest).first()
    if found is not None:
        return found
    table = tables.compute(score_run)
    made, _created = StatisticsRun.objects.get_or_create(
        score_run=score_run, inputs_hash=digest, defaults={"table": table, "computed_at": now}
    )
    return made


def _inputs_hash(run: ScoreRun) -> str:
    """Covers everything a table depends on: the run's inputs, its round's definition and the layout's version."""
    parts = [1, run.round.code, run.number, run.input_hash, str(run.round.attended_definition), layout.KEYS]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
