"""What the pages of blueprints show: lists, a blueprint's coverage, an assembly's forms side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from exams.papers.enums import AssemblyState
from exams.papers.models import Assembly, Blueprint, Form, FormItem
from exams.papers.rules import coverage, layouts, presets, units
from exams.papers.rules.coverage import Coverage, Statement
from exams.papers.rules.layouts import Cell, Layout
from exams.papers.rules.reports import Place, Report
from exams.papers.selectors import candidates, words
from lms.core.enums import JobState
from lms.core.models import Job
from question_bank.items.policies import visible_items
from question_bank.syllabus.models import Subject, Topic

Word = str | Promise


@dataclass(frozen=True)
class BlueprintRow:
    """A blueprint in the list."""

    blueprint: Blueprint
    items: int
    forms: int
    pool: Word


@dataclass(frozen=True)
class CellRow:
    """A cell with what the bank has for it; ``blocked`` are (reason, how many)."""

    number: int
    cell: Cell
    section: Word
    topic: str
    kind: Word
    found: Coverage
    verdict: Word
    tone: str
    blocked: tuple[tuple[Word, int], ...]


@dataclass(frozen=True)
class Spot:
    """An item at a position of one form."""

    place: Place
    kind: Word
    is_shared: bool


@dataclass(frozen=True)
class PositionRow:
    """A position with the item of every form; ``section`` is set where a section begins."""

    position: int
    section: Word
    spots: tuple[Spot | None, ...]


@dataclass(frozen=True)
class FormFigures:
    """One rehearsed form in figures."""

    number: int
    mean: float
    fresh: int
    shared: int
    assumed: int
    keys: tuple[tuple[str, int], ...]


def by_subject(blueprints: QuerySet[Blueprint]) -> list[tuple[Subject, list[BlueprintRow]]]:
    """The blueprints under their subjects, in the order of the syllabus."""
    found = blueprints.annotate(form_count=Count("forms")).order_by(
        "subject__level__certification__code", "subject__level_id", "subject__position", "name", "id"
    )
    rows: dict[int, tuple[Subject, list[BlueprintRow]]] = {}
    for each in found:
        layout = layouts.read(each.cells, each.constraints)
        row = BlueprintRow(each, layout.length, each.form_count, words.POOLS[each.pool])
        rows.setdefault(each.subject_id, (each.subject, []))[1].append(row)
    return list(rows.values())


def subjects() -> list[tuple[str, Subject]]:
    """(key, subject) of everything examined, in the order of the syllabus."""
    found = Subject.objects.select_related("level__certification").order_by(
        "level__certification__code", "level_id", "position"
    )
    return [(key_of(subject), subject) for subject in found]


def key_of(subject: Subject) -> str:
    """``ipas-nz/intermediate/L21``."""
    return f"{subject.level.certification.code}/{subject.level.code}/{subject.code}"


def subject_of(key: str) -> Subject | None:
    """The subject of a key; None for an unknown one."""
    return dict(subjects()).get(key)


def topics_of(subject: Subject) -> list[Topic]:
    """The subject's topics in the order of the syllabus."""
    return list(Topic.objects.filter(subject=subject).order_by("position", "id"))


def preset_of(subject: Subject) -> str:
    """The known paper of the subject's level; empty if there is none."""
    return presets.LEVELS.get((subject.level.certification.code, subject.level.code), "")


def preset_cells(subject: Subject, preset: str) -> Sequence[Cell]:
    """The cells to begin with; none for an unknown preset."""
    if preset not in presets.PRESETS:
        return ()
    return presets.cells(preset, [topic.code for topic in topics_of(subject)])


def layout_of(blueprint: Blueprint) -> Layout:
    """The cells and constraints of a blueprint of either layout."""
    return layouts.read(blueprint.cells, blueprint.constraints)


def sections_of(layout: Layout) -> list[tuple[Word, int, int]]:
    """(section, first position, last position) as the form runs."""
    return [(words.SECTIONS.get(section, section), first, last) for section, first, last in layout.sections]


def coverage_now(blueprint: Blueprint, forms: int) -> tuple[Coverage, ...]:
    """What the bank has for every cell today."""
    layout = layout_of(blueprint)
    found, relations = candidates.of_blueprint(blueprint)
    pool = units.pool(layout.cells, found, relations, layout.constraints)
    return coverage.coverage(layout, pool, forms)


def shortages(blueprint: Blueprint, found: tuple[Coverage, ...]) -> tuple[Statement, ...]:
    """The statements on cells that counting shows to be short."""
    return coverage.shortages(layout_of(blueprint), found)


def cell_rows(layout: Layout, found: Iterable[Coverage]) -> list[CellRow]:
    """Cells and coverage, ready to show."""
    rows = []
    for cell, each in zip(layout.cells, found, strict=True):
        verdict, tone = words.VERDICTS[each.verdict]
        blocked = tuple((words.BLOCKS[code], count) for code, count in each.blocked.items())
        section = words.SECTIONS.get(cell.section, cell.section)
        kind = words.CELL_KINDS.get(cell.kind, cell.kind)
        rows.append(CellRow(each.row, cell, section, cell.topic or _("任一主題"), kind, each, verdict, tone, blocked))
    return rows


def positions(report: Report) -> list[PositionRow]:
    """The forms side by side."""
    rows, before = [], ""
    for number, places in enumerate(zip_longest(*report.forms), start=1):
        first = next(place for place in places if place is not None)
        section = words.SECTIONS.get(first.section, first.section) if first.section != before else ""
        before = first.section
        spots = tuple(
            Spot(place, words.KINDS.get(place.kind, place.kind), place.code in report.shared) if place else None
            for place in places
        )
        rows.append(PositionRow(number, section, spots))
    return rows


def figures(report: Report) -> list[FormFigures]:
    """Every rehearsed form in figures."""
    return [
        FormFigures(
            number=number,
            mean=mean,
            fresh=sum(place.uses == 0 for place in form),
            shared=sum(place.code in report.shared for place in form),
            assumed=sum(place.assumed for place in form),
            keys=tuple(keys.items()),
        )
        for number, (form, mean, keys) in enumerate(zip(report.forms, report.means, report.keys, strict=True), start=1)
    ]


def assemblies_of(blueprint: Blueprint) -> list[tuple[Assembly, Word, str]]:
    """(assembly, state, tone), newest first."""
    found = blueprint.assemblies.select_related("created_by").order_by("-id")[:20]
    return [(each, *words.STATES[each.state]) for each in found]


def forms_of(blueprint: Blueprint, user: Any) -> QuerySet[Form]:
    """The forms drawn from a blueprint, newest first; ``is_readable``: the user may open every item, so may print."""
    closed = FormItem.objects.filter(form=OuterRef("pk")).exclude(version__item__in=visible_items(user))
    return blueprint.forms.annotate(items=Count("form_items"), is_readable=~Exists(closed)).order_by("-id")


def waiting_count() -> int:
    """Rehearsals that somebody must keep or discard."""
    return Assembly.objects.filter(state=AssemblyState.REHEARSED).count()


def job_of(assembly: Assembly, key: str) -> Job | None:
    """The assembly's work."""
    return Job.objects.filter(key=key).first()


def is_lost(assembly: Assembly, job: Job | None) -> bool:
    """Whether the worker has given the work up."""
    return is_under_way(assembly) and job is not None and job.state == JobState.FAILED


def is_under_way(assembly: Assembly) -> bool:
    """Whether an answer is still to come."""
    return assembly.state in (AssemblyState.QUEUED, AssemblyState.SOLVING)


def state_of(assembly: Assembly) -> dict[str, Any]:
    """The state's word and tone."""
    word, tone = words.STATES[assembly.state]
    return {"state": word, "tone": tone}
