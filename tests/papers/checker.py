"""Whether assembled forms keep every constraint, asked anew from the plain values: shares nothing with the solver."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from exams.papers.analysis.assembly import Form
from exams.papers.rules.layouts import Layout
from exams.papers.rules.units import Candidate, Relations


def violations(
    layout: Layout, candidates: Sequence[Candidate], relations: Relations, forms: Sequence[Form]
) -> list[str]:
    """Every broken constraint; empty for good forms."""
    broken = []
    bank = {item.item: item for item in candidates}
    for number, form in enumerate(forms):
        broken += [f"form {number}: {fault}" for fault in _of_form(layout, bank, relations, form)]
    constraints = layout.constraints
    for (one, first), (two, second) in combinations(enumerate(forms), 2):
        shared = {p.candidate.item for p in first} & {p.candidate.item for p in second}
        if len(shared) > constraints.overlap_limit:
            broken.append(f"forms {one} and {two} share {len(shared)}")
    taken = Counter(placed.candidate.item for form in forms for placed in form)
    for item, times in taken.items():
        cap = constraints.exposure_cap
        if cap is not None and bank[item].uses + times > cap:
            broken.append(f"item {item} stands in {bank[item].uses + times}")
    means = [sum(p.candidate.difficulty for p in form) / len(form) for form in forms]
    if max(means) - min(means) > constraints.tolerance + 1e-6:
        broken.append(f"means {means}")
    target = constraints.difficulty_target
    if target is not None and any(abs(mean - target) > constraints.tolerance + 1e-6 for mean in means):
        broken.append(f"means {means} off target")
    return broken


def _of_form(layout: Layout, bank: dict[int, Candidate], relations: Relations, form: Form) -> list[str]:
    items = [placed.candidate.item for placed in form]
    broken = []
    if len(set(items)) != len(items):
        broken.append("an item twice")
    if len(items) != sum(cell.count * (cell.group_size or 1) for cell in layout.cells):
        broken.append(f"{len(items)} items")
    position = 0
    for number, cell in enumerate(layout.cells):
        size = cell.group_size or 1
        here = [bank[item] for item in items[position : position + cell.count * size]]
        position += len(here)
        for item in here:
            exact = item.topic == cell.topic or not cell.topic
            if not exact and not (cell.topic.endswith("*") and item.topic.startswith(cell.topic.rstrip("*"))):
                broken.append(f"cell {number}: topic {item.topic}")
            if bool(item.stimulus) != cell.kind.endswith("group"):
                broken.append(f"cell {number}: stimulus {item.stimulus!r}")
            if cell.kind == "choice_group" and item.kind not in ("single", "multiple"):
                broken.append(f"cell {number}: part of kind {item.kind}")
            if cell.kind and not cell.kind.endswith("group") and item.kind != cell.kind:
                broken.append(f"cell {number}: kind {item.kind}")
            if item.is_locked or (item.is_flagged and layout.constraints.exclude_flagged):
                broken.append(f"cell {number}: {item.code} is blocked")
        for start in range(0, len(here), size):
            parts = here[start : start + size]
            mean = sum(part.difficulty for part in parts) / len(parts)
            if not (cell.lowest or 0) - 1e-9 <= mean <= (1 if cell.highest is None else cell.highest) + 1e-9:
                broken.append(f"cell {number}: difficulty {mean}")
            whole = [item for item in bank.values() if item.stimulus and item.stimulus == parts[0].stimulus]
            if whole and [part.item for part in parts] != [each.item for each in sorted(whole, key=lambda x: x.part)]:
                broken.append(f"cell {number}: group {parts[0].stimulus} is not whole or in order")
    broken += [f"enemies {one}, {two}" for one, two in relations.enemies if one in items and two in items]
    broken += [f"friends {one}, {two}" for one, two in relations.friends if (one in items) != (two in items)]
    return broken
