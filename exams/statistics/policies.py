"""Who may see which figures: released rounds are public, drafts are for the national office."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from exams.outcomes.enums import RunState
from exams.sittings.enums import RoundState
from exams.statistics.models import StatisticsRun
from lms.organizations.policies import sees_national_figures

can_see_drafts = sees_national_figures


def visible_runs(user: Any) -> QuerySet[StatisticsRun]:
    """Figures of every run that is or was in force in a released round: public, whoever asks."""
    released = {"score_run__round__state": RoundState.RELEASED}
    return StatisticsRun.objects.filter(**released).exclude(score_run__state=RunState.DRAFT)


def access_run(user: Any, public_id: uuid.UUID) -> StatisticsRun:
    """One set of figures, also one that was superseded later; 404 for anything not published."""
    return _first(visible_runs(user).filter(public_id=public_id))


def access_round(user: Any, round_id: uuid.UUID) -> StatisticsRun:
    """The figures in force of a round, by the round's public id; 404 before its release."""
    in_force = visible_runs(user).filter(score_run__round__public_id=round_id, score_run__state=RunState.RELEASED)
    return _first(in_force.order_by("-computed_at", "-id"))


def _first(found: QuerySet[StatisticsRun]) -> StatisticsRun:
    run = found.select_related("score_run__round__programme__level__certification").first()
    if run is None:
        raise Http404
    return run
