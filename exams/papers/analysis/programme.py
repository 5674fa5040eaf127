"""The integer programme: one binary variable for a unit in a cell of a form, rows for every constraint.

Rows that may have to give way carry a tag, so that the relaxation can add slacks and say what they stand for.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from exams.papers.rules.layouts import Layout
from exams.papers.rules.units import Pool

EQUALLY_HARD = 0.001
"""Mean difficulties closer than this count as equal, so that ties are broken by use and chance, not by rounding."""
_SPREAD_COST = 20_000.0
_USE_COST = 1.0
_EASY_TO_GIVE = 60.0


@dataclass(frozen=True, slots=True)
class Tag:
    """What a row demands: a name, the cell, units or forms it speaks of, and what one unit of slack costs."""

    name: str
    cell: int = -1
    units: tuple[int, ...] = ()
    forms: tuple[int, ...] = ()
    cost: float = 0.0


@dataclass
class Rows:
    """A sparse matrix in the making."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    tags: dict[int, Tag] = field(default_factory=dict)

    def add(self, terms: Iterable[tuple[int, float]], low: float, high: float, tag: Tag | None = None) -> int:
        """One row ``low ≤ Σ value·x ≤ high``; its number."""
        number = len(self.low)
        for column, value in terms:
            self.row.append(number)
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)
        if tag is not None:
            self.tags[number] = tag
        return number


@dataclass
class Programme:
    """Variables and rows of one attempt. ``places[n]`` is (unit, cell, form) of the n-th binary variable."""

    places: list[tuple[int, int, int]]
    cost: list[float]
    upper: list[float]
    whole: list[int]
    rows: Rows = field(default_factory=Rows)

    def variable(self, cost: float, upper: float = np.inf) -> int:
        """A continuous variable from zero on."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(0)
        return len(self.cost) - 1

    def solve(self, seconds: float, gap: float, *, whole: bool = True) -> Any:
        """HiGHS' answer (``scipy.optimize.OptimizeResult``); without ``whole`` parts of items count too."""
        rows = self.rows
        matrix = csr_array((rows.value, (rows.row, rows.column)), shape=(len(rows.low), len(self.cost)))
        return milp(
            c=np.array(self.cost),
            integrality=np.array(self.whole) if whole else None,
            bounds=Bounds(0, np.array(self.upper)),
            constraints=LinearConstraint(matrix, np.array(rows.low), np.array(rows.high)),
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": gap, "presolve": True},
        )


def build(
    layout: Layout, pool: Pool, units: Sequence[int], *, forms: int, seed: int, disjoint: bool, limits: Sequence[int]
) -> Programme:
    """The programme over these units. ``limits[u]`` is in how many of the forms a unit may stand; ``disjoint`` lets no
    unit stand in two, whatever the overlap limit allows."""
    places = [(unit, cell, form) for unit in units for cell in pool.fitting[unit] for form in range(forms)]
    cost = [_choice_cost(pool, unit, form, seed) for unit, _cell, form in places]
    made = Programme(places, cost, [1.0] * len(places), [1] * len(places))
    by_cell: dict[tuple[int, int], list[int]] = defaultdict(list)
    by_unit: dict[tuple[int, int], list[int]] = defaultdict(list)
    for variable, (unit, cell, form) in enumerate(places):
        by_cell[cell, form].append(variable)
        by_unit[unit, form].append(variable)
    for cell in range(len(layout.cells)):
        for form in range(forms):
            wanted = layout.cells[cell].count
            tag = Tag("cell", cell=cell, forms=(form,), cost=100.0)
            made.rows.add(((v, 1.0) for v in by_cell[cell, form]), wanted, wanted, tag)
    _once_a_form(made, by_unit)
    _relations(made, pool, by_unit, set(units), forms)
    _usage(made, by_unit, units, forms, limits, disjoint)
    if not disjoint and forms > 1:
        _overlap(made, layout, pool, by_unit, units, forms)
    _difficulty(made, layout, pool, forms)
    return made


def limits_of(layout: Layout, pool: Pool, forms: int) -> list[int]:
    """In how many of the forms each unit may stand before it reaches the exposure cap."""
    cap = layout.constraints.exposure_cap
    return [forms if cap is None else max(0, min(forms, cap - unit.uses)) for unit in pool.units]


def _choice_cost(pool: Pool, unit: int, form: int, seed: int) -> float:
    """Rarely used first, then by a hash: other forms and other seeds prefer others."""
    found = pool.units[unit]
    digest = hashlib.sha256(f"{seed}|{form}|{found.code}".encode()).digest()
    return len(found.items) * (int.from_bytes(digest[:6], "big") / 2**48 + _USE_COST * found.uses)


def _once_a_form(made: Programme, by_unit: dict[tuple[int, int], list[int]]) -> None:
    """A unit that fits several cells fills one of them."""
    for variables in by_unit.values():
        if len(variables) > 1:
            made.rows.add(((v, 1.0) for v in variables), 0, 1)


def _relations(
    made: Programme, pool: Pool, by_unit: dict[tuple[int, int], list[int]], taken: set[int], forms: int
) -> None:
    for form in range(forms):
        for one, two in pool.enemies:
            if one in taken and two in taken:
                both = [*by_unit[one, form], *by_unit[two, form]]
                tag = Tag("enemies", units=(one, two), forms=(form,), cost=10.0)
                made.rows.add(((v, 1.0) for v in both), 0, 1, tag)
        for cluster in pool.clusters:
            members = [unit for unit in cluster if unit in taken]
            for one, two in pairwise(members):
                terms = [(v, 1.0) for v in by_unit[one, form]] + [(v, -1.0) for v in by_unit[two, form]]
                tag = Tag("friends", units=(one, two), forms=(form,), cost=10.0)
                made.rows.add(terms, 0, 0, tag)


def _usage(
    made: Programme,
    by_unit: dict[tuple[int, int], list[int]],
    units: Sequence[int],
    forms: int,
    limits: Sequence[int],
    disjoint: bool,
) -> None:
    for unit in units:
        limit = min(limits[unit], 1) if disjoint else limits[unit]
        if limit < forms:
            terms = [(v, 1.0) for form in range(forms) for v in by_unit[unit, form]]
            made.rows.add(terms, 0, limit, Tag("usage", units=(unit,), cost=4.0))


def _overlap(
    made: Programme,
    layout: Layout,
    pool: Pool,
    by_unit: dict[tuple[int, int], list[int]],
    units: Sequence[int],
    forms: int,
) -> None:
    """A variable says that a unit stands in both forms; together they stay within the limit."""
    for one, two in combinations(range(forms), 2):
        shared: list[tuple[int, float]] = []
        for unit in units:
            both = made.variable(cost=1.0, upper=1.0)
            terms = [(v, 1.0) for form in (one, two) for v in by_unit[unit, form]]
            made.rows.add([*terms, (both, -1.0)], -np.inf, 1)
            shared.append((both, float(len(pool.units[unit].items))))
        tag = Tag("overlap", forms=(one, two), cost=3.0)
        made.rows.add(shared, -np.inf, layout.constraints.overlap_limit, tag)


def _difficulty(made: Programme, layout: Layout, pool: Pool, forms: int) -> None:
    """Means lie close to a common middle, and the target, if any, close to each of them."""
    constraints, length = layout.constraints, max(layout.length, 1)
    middle = made.variable(0.0, 1.0)
    radius, distance = made.variable(_SPREAD_COST), made.variable(_SPREAD_COST)
    widest = max(0.0, (constraints.tolerance - EQUALLY_HARD) / 2)
    made.rows.add([(radius, 1.0)], 0, widest, Tag("spread", cost=_EASY_TO_GIVE))
    terms: list[list[tuple[int, float]]] = [[] for _ in range(forms)]
    for variable, (unit, _cell, form) in enumerate(made.places):
        weight = sum(item.difficulty for item in pool.units[unit].items) / length
        terms[form].append((variable, weight))
    for form in range(forms):
        made.rows.add([*terms[form], (middle, -1.0), (radius, -1.0)], -np.inf, EQUALLY_HARD / 2)
        made.rows.add([*terms[form], (middle, -1.0), (radius, 1.0)], -EQUALLY_HARD / 2, np.inf)
    target = constraints.difficulty_target
    if target is not None:
        furthest = max(0.0, constraints.tolerance - EQUALLY_HARD)
        made.rows.add([(distance, 1.0)], 0, furthest, Tag("target", cost=_EASY_TO_GIVE))
        for form in range(forms):
            made.rows.add([*terms[form], (distance, -1.0)], -np.inf, target + EQUALLY_HARD)
            made.rows.add([*terms[form], (distance, 1.0)], target - EQUALLY_HARD, np.inf)
