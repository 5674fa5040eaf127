"""The public list of released rounds and the page of one of them, ready to show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from courses.catalogue.models import Programme
from exams.outcomes import dated as outcome_settings
from exams.outcomes.enums import RunState
from exams.outcomes.selectors import passing_policy
from exams.sittings import dated as sitting_settings
from exams.sittings.enums import AttendedDefinition, RoundOrigin
from exams.sittings.models import Round
from exams.statistics import policies
from exams.statistics.models import StatisticsRun
from exams.statistics.rules import charts, footnotes, layout
from lms.core import dated
from lms.core.calendar.rules import ad_year
from question_bank.syllabus.models import Subject


@dataclass(frozen=True)
class Line:
    """A subject's line with its code and its name in the page's language."""

    code: str
    name: str
    figures: dict[str, Any]


@dataclass(frozen=True)
class Published:
    """A released round: its figures, the run they come from, and what they mean."""

    run: StatisticsRun
    table: layout.Json
    lines: list[Line]
    definition: str
    definition_mark: str
    is_demonstration: bool
    definition_is_provisional: bool

    @property
    def round(self) -> Round:
        """The round."""
        return self.run.score_run.round

    @property
    def is_imported(self) -> bool:
        """Held elsewhere, imported row by row."""
        return self.round.origin == RoundOrigin.IMPORTED


@dataclass(frozen=True)
class Group:
    """The released rounds of a programme, newest first; ``definitions`` are the footnotes its marks refer to."""

    programme: Programme
    rounds: list[Published] = field(default_factory=list)

    @property
    def definitions(self) -> list[tuple[str, str, bool]]:
        """(mark, text, provisional) of each definition used, once."""
        found = {p.definition_mark: (p.definition_mark, p.definition, p.definition_is_provisional) for p in self.rounds}
        return [found[mark] for mark in sorted(found)]


def index(user: Any) -> list[Group]:
    """Every released round with its figures in force, by programme."""
    runs = policies.visible_runs(user).filter(score_run__state=RunState.RELEASED)
    related = ("score_run__round__programme__level__certification",)
    newest: dict[int, StatisticsRun] = {}
    for run in runs.select_related(*related).order_by("computed_at", "id"):
        newest[run.score_run_id] = run
    subjects = _subjects(newest.values())
    provisional = _provisional({run.score_run.round.year for run in newest.values()})
    groups: dict[int, Group] = {}
    for run in sorted(newest.values(), key=_order):
        programme = run.score_run.round.programme
        group = groups.setdefault(programme.pk, Group(programme))
        group.rounds.append(_published(run, subjects[programme.level_id], provisional))
    return list(groups.values())


def page(run: StatisticsRun) -> dict[str, Any]:
    """Everything the page of a round shows."""
    round = run.score_run.round
    shown = _published(run, passing_policy.subjects_of(round), _provisional({round.year}))
    on = passing_policy.day_of(round)
    pass_mark = run.score_run.policy["pass_mark"]
    codes = [line.code for line in shown.lines]
    retention = dated.lookup(outcome_settings.RETENTION_YEARS, on=on)
    return {
        "shown": shown,
        "round": round,
        "table": shown.table,
        "qualification": _text(footnotes.qualification(len(codes))),
        "notes": [_text(pair) for pair in footnotes.notes(len(codes))],
        "definition_not_announced": _not_announced(round),
        "retention": retention if run.score_run.policy.get("retention_years") else None,
        "averages": charts.averages(shown.table, codes, pass_mark),
        "rates": charts.rates(shown.table, codes),
        "pass_mark": pass_mark,
    }


def _published(run: StatisticsRun, subjects: list[Subject], provisional: frozenset[int]) -> Published:
    table = layout.ordered(run.table)
    kind = AttendedDefinition(table["attended_definition"])
    round = run.score_run.round
    return Published(
        run=run,
        table=table,
        lines=[_line(line, {each.position_code: each for each in subjects}) for line in table["subjects"]],
        definition=_text(footnotes.definition(kind, len(table["subjects"]))),
        definition_mark="①" if kind is AttendedDefinition.ANY_SUBJECT else "②",
        is_demonstration=settings.DEMO and round.origin == RoundOrigin.PLATFORM,
        definition_is_provisional=(
            round.year in provisional and kind is not AttendedDefinition.ANY_SUBJECT and len(subjects) > 1
        ),
    )


def _line(figures: dict[str, Any], subjects: dict[str, Subject]) -> Line:
    subject = subjects[figures["code"]]
    name = subject.name_en if get_language() == "en" else figures["name"]
    return Line(subject.code, name, figures)


def _provisional(years: set[int]) -> frozenset[int]:
    """The ROC years for which nobody has approved a definition of the attended total yet (§17)."""
    key = sitting_settings.ATTENDED_DEFINITION
    return frozenset(year for year in years if dated.lookup(key, on=dt.date(ad_year(year), 1, 1)).provisional)


def _not_announced(round: Round) -> bool:
    """Whether the level's own definition is still blank (§17), so that the general one stands in."""
    if round.programme.code != "ipas-nz-intermediate":
        return False
    return dated.value(sitting_settings.INTERMEDIATE_DEFINITION, on=passing_policy.day_of(round)) is None


def _subjects(runs: Iterable[StatisticsRun]) -> dict[int, list[Subject]]:
    levels = {run.score_run.round.programme.level_id for run in runs}
    found: dict[int, list[Subject]] = {level: [] for level in levels}
    for subject in Subject.objects.filter(level__in=levels).order_by("level", "position"):
        found[subject.level_id].append(subject)
    return found


def _order(run: StatisticsRun) -> tuple[int, int, int]:
    round = run.score_run.round
    return round.programme.position, -round.year, -round.ordinal


def _text(pair: footnotes.Pair) -> str:
    return pair[1] if get_language() == "en" else pair[0]
