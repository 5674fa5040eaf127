"""Why nothing satisfies every constraint: each may give way at a cost, and what gives way is named with its amount.

Items held back by the exposure cap or a flag come back at a cost too. The costs order what is proposed: means further
apart first, then shared items, then overused or flagged ones, then enemies in one form, a cell left short last of all.

Whole items are asked for only where parts of items would satisfy everything: what even parts cannot satisfy is proven
at once, and the amount named is then a lower bound.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from exams.papers.analysis import programme
from exams.papers.analysis.programme import Programme, Tag
from exams.papers.rules import units as grouping
from exams.papers.rules.coverage import Statement
from exams.papers.rules.layouts import Layout
from exams.papers.rules.units import Candidate, Pool, Relations

_NOTHING = 1e-6
_GAP = 0.002
_FLAG_COST = 6.0
_MOST_NAMED = 3


def statements(
    layout: Layout,
    candidates: Sequence[Candidate],
    relations: Relations,
    *,
    forms: int,
    seed: int,
    time_limit: float,
) -> tuple[Statement, ...]:
    """The constraints that give way in the cheapest repair; empty if none was found in time."""
    open_rules = replace(layout.constraints, exposure_cap=None, exclude_flagged=False)
    pool = grouping.pool(layout.cells, candidates, relations, open_rules)
    units = [unit for unit, cells in enumerate(pool.fitting) if cells and not pool.blocks[unit]]
    limits = programme.limits_of(layout, pool, forms)
    made = programme.build(layout, pool, units, forms=forms, seed=seed, disjoint=False, limits=limits)
    flagged = _price(layout, pool, made)
    slacks = list(_loosen(made))
    for whole in (False, True):
        answer: Any = made.solve(time_limit, _GAP, whole=whole)
        if answer.x is None:
            return ()
        given: dict[str, list[tuple[Tag, float]]] = defaultdict(list)
        for column, tag in slacks:
            if answer.x[column] > _NOTHING:
                given[tag.name].append((tag, float(answer.x[column])))
        used: dict[int, float] = defaultdict(float)
        for variable in flagged:
            if answer.x[variable] > _NOTHING:
                used[made.places[variable][0]] += float(answer.x[variable])
        if given or used:
            return tuple(_named(layout, pool, given, used))
    return ()


def _price(layout: Layout, pool: Pool, made: Programme) -> list[int]:
    """Only what gives way costs anything; the variables of flagged items, which cost by themselves."""
    flagged = []
    for column in range(len(made.cost)):
        made.cost[column] = 0.0
    if layout.constraints.exclude_flagged:
        for variable, (unit, _cell, _form) in enumerate(made.places):
            if any(item.is_flagged for item in pool.units[unit].items):
                made.cost[variable] = _FLAG_COST
                flagged.append(variable)
    return flagged


def _loosen(made: Programme) -> Iterator[tuple[int, Tag]]:
    """A slack in every tagged row, in the direction that a repair needs."""
    rows = made.rows
    for number, tag in list(rows.tags.items()):
        for sign in _signs(tag.name, rows.low[number], rows.high[number]):
            column = made.variable(tag.cost)
            rows.row.append(number)
            rows.column.append(column)
            rows.value.append(sign)
            yield column, tag


def _signs(name: str, low: float, high: float) -> tuple[float, ...]:
    if name == "cell":
        return (1.0,)
    if name == "friends":
        return (1.0, -1.0)
    return (1.0,) if np.isinf(high) else (-1.0,)


def _named(
    layout: Layout, pool: Pool, given: dict[str, list[tuple[Tag, float]]], flagged: dict[int, float]
) -> Iterator[Statement]:
    by_cell: dict[int, float] = defaultdict(float)
    for tag, amount in given["cell"]:
        by_cell[tag.cell] += amount
    for cell, amount in sorted(by_cell.items()):
        yield _cell_statement(cell, _up(amount))
    if given["enemies"]:
        yield _pairs_statement("enemies", pool, given["enemies"])
    if given["friends"]:
        yield _pairs_statement("friends", pool, given["friends"])
    if given["usage"]:
        yield _exposure_statement(layout, pool, given["usage"])
    if flagged:
        yield _flag_statement(pool, flagged)
    if given["overlap"]:
        yield _overlap_statement(layout, given["overlap"])
    if given["spread"]:
        yield _spread_statement(layout, max(amount for _tag, amount in given["spread"]))
    if given["target"]:
        yield _target_statement(layout, max(amount for _tag, amount in given["target"]))


def _up(amount: float) -> int:
    """A lower bound on something counted."""
    return int(np.ceil(amount - 1e-4))


def _codes(pool: Pool, units: Sequence[int]) -> str:
    return "、".join(pool.units[unit].code for unit in units)


def _cell_statement(cell: int, amount: int) -> Statement:
    return Statement(
        "cell_shared",
        cell + 1,
        amount,
        f"第 {cell + 1} 格單獨看題數足夠，但與其他格及題目關係合計後少 {amount} 題次。",
        f"Cell {cell + 1} has enough items by itself, but together with the other cells and relations {amount} "
        "places stay empty.",
        "增加這一格的題目，或減少爭用同一批題目的格的題數。",
        "Add items for this cell, or take fewer in the cells that draw on the same items.",
    )


def _pairs_statement(name: str, pool: Pool, given: Sequence[tuple[Tag, float]]) -> Statement:
    pairs = list(dict.fromkeys(tag.units for tag, _amount in given))
    zh = "；".join(_codes(pool, pair) for pair in pairs[:_MOST_NAMED])
    en = "; ".join(_codes(pool, pair).replace("、", " and ") for pair in pairs[:_MOST_NAMED])
    if name == "enemies":
        return Statement(
            "enemies",
            0,
            len(pairs),
            f"無法避免互斥的題目同卷：至少 {len(pairs)} 對會出現在同一卷（{zh}）。",
            f"Enemies cannot be kept apart: at least {len(pairs)} pairs would share a form ({en}).",
            "增加這些格的題目，或檢查互斥關係是否仍有必要。",
            "Add items for their cells, or check whether they still are enemies.",
        )
    return Statement(
        "friends",
        0,
        len(pairs),
        f"無法讓相伴的題目同卷：至少 {len(pairs)} 對必須拆開（{zh}）。",
        f"Friends cannot be taken together: at least {len(pairs)} pairs would be split ({en}).",
        "讓藍圖的格容得下整組相伴的題目，或檢查相伴關係是否仍有必要。",
        "Make the cells large enough for all friends, or check whether they still are friends.",
    )


def _exposure_statement(layout: Layout, pool: Pool, given: Sequence[tuple[Tag, float]]) -> Statement:
    amount = _up(sum(amount for _tag, amount in given))
    units = [tag.units[0] for tag, _amount in given][:_MOST_NAMED]
    cap = layout.constraints.exposure_cap
    return Statement(
        "exposure_cap",
        0,
        amount,
        f"曝光上限 {cap} 卷無法維持：至少 {amount} 題次會超過（例如 {_codes(pool, units)}）。",
        f"The exposure cap of {cap} forms cannot be kept: at least {amount} uses exceed it (for example "
        f"{_codes(pool, units)}).",
        "增加題目、減少卷數，或提高曝光上限。",
        "Add items, assemble fewer forms, or raise the exposure cap.",
    )


def _flag_statement(pool: Pool, units: dict[int, float]) -> Statement:
    named, amount = _codes(pool, sorted(units)[:_MOST_NAMED]), _up(sum(units.values()))
    return Statement(
        "flags",
        0,
        amount,
        f"排除有標記的題目後無法組卷：至少需要其中 {amount} 題（例如 {named}）。",
        f"Without flagged items nothing fits: at least {amount} of them are needed (for example {named}).",
        "先處理這些題目的標記，或增加題目。",
        "Clear the flags of these items, or add items.",
    )


def _overlap_statement(layout: Layout, given: Sequence[tuple[Tag, float]]) -> Statement:
    limit, most = layout.constraints.overlap_limit, max(amount for _tag, amount in given)
    forms = "、".join(f"{tag.forms[0] + 1}–{tag.forms[1] + 1}" for tag, _amount in given[:_MOST_NAMED])
    return Statement(
        "overlap",
        0,
        most,
        f"兩卷最多重複 {limit} 題的限制無法維持：至少會重複 {limit + _up(most)} 題（第 {forms} 卷）。",
        f"Two forms cannot stay within {limit} shared items: at least {limit + _up(most)} would be shared "
        f"(forms {forms.replace('、', ', ')}).",
        "增加題目、減少卷數，或提高可重複的題數。",
        "Add items, assemble fewer forms, or allow more shared items.",
    )


def _spread_statement(layout: Layout, amount: float) -> Statement:
    tolerance = layout.constraints.tolerance
    return Statement(
        "difficulty_spread",
        0,
        amount,
        f"各卷平均難度相差無法在 {tolerance:g} 以內，至少相差 {tolerance + 2 * amount:.3f}。",
        f"The forms' mean difficulties cannot stay within {tolerance:g} of each other; at least "
        f"{tolerance + 2 * amount:.3f} apart.",
        "增加難度相近的題目，或放寬容許差。",
        "Add items of similar difficulty, or widen the tolerance.",
    )


def _target_statement(layout: Layout, amount: float) -> Statement:
    constraints = layout.constraints
    return Statement(
        "difficulty_target",
        0,
        amount,
        f"平均難度無法在目標 {constraints.difficulty_target:g} ± {constraints.tolerance:g} 以內，最接近的試卷仍超出 {amount:.3f}。",
        f"The mean difficulty cannot come within {constraints.tolerance:g} of the target "
        f"{constraints.difficulty_target:g}; the closest forms are {amount:.3f} beyond.",
        "改變目標難度、放寬容許差，或增加難度合適的題目。",
        "Change the target, widen the tolerance, or add items of fitting difficulty.",
    )
