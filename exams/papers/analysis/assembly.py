"""Assembling parallel forms: which items stand in which form, so that every constraint of the blueprint holds.

A seeded sample of the bank is tried first, because it is small; the whole bank before anything is called impossible.
The same candidates and seed give the same forms. Running out of time is a failure with a statement, never another
result.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exams.papers.analysis import programme, relaxation
from exams.papers.rules import coverage as covering
from exams.papers.rules import units as grouping
from exams.papers.rules.coverage import Coverage, Statement
from exams.papers.rules.drawing import shuffled
from exams.papers.rules.layouts import Layout
from exams.papers.rules.units import Candidate, Pool, Relations

RELATIVE_GAP = 0.01
"""How close to the best choice is close enough; the constraints themselves are always kept."""
_SAMPLE_LEAST = 40
_SAMPLE_TIMES = 4
_OPTIMAL, _OUT_OF_TIME, _INFEASIBLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Placed:
    """An item at its place: the cell of the layout it fills, counted from 0, and its section."""

    candidate: Candidate
    cell: int
    section: str


Form = tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """The forms, each in the order of its positions. ``gap`` is the solver's relative gap; ``tried`` units took part
    of ``units`` in the bank."""

    forms: tuple[Form, ...]
    gap: float
    objective: float
    means: tuple[float, ...]
    seconds: float
    units: int
    tried: int
    coverage: tuple[Coverage, ...]

    @property
    def spread(self) -> float:
        """How far the easiest and the hardest form are apart."""
        return max(self.means) - min(self.means)


class Impossible(Exception):
    """No forms satisfy every constraint; ``statements`` name those that cannot be met."""

    def __init__(self, statements: tuple[Statement, ...], coverage: tuple[Coverage, ...], seconds: float) -> None:
        super().__init__("; ".join(each.text_en for each in statements))
        self.statements = statements
        self.coverage = coverage
        self.seconds = seconds


class OutOfTime(Exception):
    """The solver was stopped; ``gap`` is how far from proven it was (None: it had found nothing)."""

    def __init__(self, gap: float | None, coverage: tuple[Coverage, ...], seconds: float) -> None:
        super().__init__(f"stopped after {seconds:.1f} s")
        self.gap = gap
        self.coverage = coverage
        self.seconds = seconds


def assemble(
    layout: Layout,
    candidates: Sequence[Candidate],
    relations: Relations,
    *,
    forms: int,
    seed: int,
    time_limit: float = 60.0,
) -> Assembled:
    """``forms`` parallel forms of the layout. Raises :class:`Impossible` or :class:`OutOfTime`."""
    started = time.perf_counter()
    pool = grouping.pool(layout.cells, candidates, relations, layout.constraints)
    found = covering.coverage(layout, pool, forms)
    short = covering.shortages(layout, found)
    if short:
        raise Impossible(short, found, time.perf_counter() - started)
    for units, disjoint in _attempts(layout, pool, found, forms, seed):
        left = time_limit - (time.perf_counter() - started)
        limits = programme.limits_of(layout, pool, forms)
        made = programme.build(layout, pool, units, forms=forms, seed=seed, disjoint=disjoint, limits=limits)
        answer: Any = made.solve(left, RELATIVE_GAP)
        if answer.status == _OPTIMAL:
            seconds = time.perf_counter() - started
            return _read(layout, pool, made, answer, forms, seconds, len(units), found)
        if answer.status != _INFEASIBLE:
            gap = answer.mip_gap if answer.x is not None else None
            raise OutOfTime(gap, found, time.perf_counter() - started)
    left = time_limit - (time.perf_counter() - started)
    statements = relaxation.statements(layout, candidates, relations, forms=forms, seed=seed, time_limit=left)
    if not statements:
        raise OutOfTime(None, found, time.perf_counter() - started)
    raise Impossible(statements, found, time.perf_counter() - started)


def _attempts(
    layout: Layout, pool: Pool, found: Sequence[Coverage], forms: int, seed: int
) -> Iterator[tuple[list[int], bool]]:
    """(units, whether no unit may stand in two forms), the smallest first, the complete problem last."""
    everything = [unit for unit, cells in enumerate(pool.fitting) if cells and not pool.blocks[unit]]
    choices = [_sample(layout, pool, forms, seed, by_target=False)]
    if layout.constraints.difficulty_target is not None:
        choices.append(_sample(layout, pool, forms, seed, by_target=True))
    choices = [units for units in choices if len(units) < len(everything)]
    shares = forms > 1 and layout.constraints.overlap_limit > 0
    if all(each.available >= each.wanted_in_all for each in found) or not shares:
        yield from ((units, True) for units in [*choices, everything])
    if shares:
        yield from ((units, False) for units in [*choices, everything])


def _sample(layout: Layout, pool: Pool, forms: int, seed: int, *, by_target: bool) -> list[int]:
    """Enough of every cell, by chance or closest to the target, with the friends of what was chosen."""
    target = layout.constraints.difficulty_target or 0.0
    chosen: set[int] = set()
    for place, cell in enumerate(layout.cells):
        units = {pool.units[unit].code: unit for unit in pool.free(place)}
        codes = shuffled(sorted(units), f"sample:{seed}:{place}")
        if by_target:
            codes.sort(key=lambda code: abs(pool.units[units[code]].difficulty - target))
        size = max(_SAMPLE_LEAST, _SAMPLE_TIMES * forms * cell.count)
        chosen |= {units[code] for code in codes[:size]}
    for cluster in pool.clusters:
        if chosen & set(cluster):
            chosen |= set(cluster)
    return sorted(chosen)


def _read(
    layout: Layout,
    pool: Pool,
    made: programme.Programme,
    answer: Any,
    forms: int,
    seconds: float,
    tried: int,
    found: tuple[Coverage, ...],
) -> Assembled:
    taken: list[list[tuple[int, int]]] = [[] for _ in range(forms)]
    for variable, (unit, cell, form) in enumerate(made.places):
        if answer.x[variable] > 0.5:
            taken[form].append((cell, unit))
    drawn = tuple(
        tuple(
            Placed(item, cell, layout.cells[cell].section)
            for cell, unit in sorted(each)
            for item in pool.units[unit].items
        )
        for each in taken
    )
    means = tuple(float(np.mean([placed.candidate.difficulty for placed in form])) for form in drawn)
    return Assembled(
        forms=drawn,
        gap=float(answer.mip_gap or 0.0),
        objective=float(answer.fun),
        means=means,
        seconds=seconds,
        units=len(pool.units),
        tried=tried,
        coverage=found,
    )
