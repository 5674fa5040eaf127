"""How fast parallel forms are assembled and how alike they are, beside a random draw in one run.

Four forms of 50 items (28 single, 10 multiple, 4 groups of three) from a bank of 5,000 with enemies, friends, used and
flagged items, under an exposure cap and an overlap limit. Baseline: each form drawn at random cell by cell, as the first
layout does. Prints the median of three seeds, the solver's gap and how far the forms' mean difficulties are apart.

    .venv/bin/python benchmarks/assembly.py
"""

import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from exams.papers.analysis import assembly  # noqa: E402
from exams.papers.rules import units as grouping  # noqa: E402
from exams.papers.rules.layouts import Cell, Constraints, Layout  # noqa: E402
from exams.papers.rules.units import Candidate, Relations  # noqa: E402

SIZE, FORMS, SEEDS = 5_000, 4, (11, 22, 33)
TOPICS = [f"L21{branch}0{leaf}" for branch in "123" for leaf in range(1, 5)]
CELLS = (
    Cell("single", "L211*", "single", 10, 0.2, 0.95),
    Cell("single", "L212*", "single", 9),
    Cell("single", "L213*", "single", 9),
    Cell("multiple", "L211*", "multiple", 4),
    Cell("multiple", "L212*", "multiple", 3),
    Cell("multiple", "L213*", "multiple", 3),
    Cell("groups", "", "choice_group", 4, group_size=3),
)
LAYOUT = Layout(CELLS, Constraints(exposure_cap=3, overlap_limit=5, difficulty_target=0.62, tolerance=0.02))


def bank(size: int, seed: int) -> tuple[list[Candidate], Relations]:
    """An invented bank: 15 % parts of groups, 30 % multiple choice; 300 pairs of enemies, 80 of friends."""
    chance = random.Random(seed)  # noqa: S311
    made: list[Candidate] = []
    for number in range(size):
        is_part = number < size * 0.15
        kind = "multiple" if chance.random() < 0.3 else "single"
        made.append(
            Candidate(
                item=number,
                code=f"B-{number:05}",
                version=number,
                topic=chance.choice(TOPICS),
                kind=kind,
                difficulty=round(min(0.98, max(0.05, chance.gauss(0.6, 0.18))), 2),
                uses=chance.choice((0, 0, 0, 1, 2, 3)),
                is_flagged=chance.random() < 0.02,
                stimulus=f"S-{number // 3:05}" if is_part else "",
                part=number % 3 + 1 if is_part else 0,
            )
        )
    pairs = [tuple(sorted(chance.sample(range(size), 2))) for _ in range(380)]
    return made, Relations(frozenset(pairs[:300]), frozenset(pairs[300:]))  # type: ignore[arg-type]


def draw_at_random(candidates: Sequence[Candidate], relations: Relations, seed: int) -> list[float]:
    """The baseline: the mean difficulty of each form, filled at random without a solver."""
    chance = random.Random(seed)  # noqa: S311
    pool = grouping.pool(LAYOUT.cells, candidates, relations, LAYOUT.constraints)
    means = []
    for _ in range(FORMS):
        taken: set[int] = set()
        for place, cell in enumerate(LAYOUT.cells):
            free = [unit for unit in pool.free(place) if unit not in taken]
            taken |= set(chance.sample(free, cell.count))
        means.append(statistics.mean(item.difficulty for unit in taken for item in pool.units[unit].items))
    return means


def say(line: str) -> None:
    """One line of the answer."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Measure and print."""
    candidates, relations = bank(SIZE, seed=1)
    seconds, spreads, drawn_seconds, drawn_spreads, gaps = [], [], [], [], []
    for seed in SEEDS:
        found = assembly.assemble(LAYOUT, candidates, relations, forms=FORMS, seed=seed)
        seconds.append(found.seconds)
        spreads.append(found.spread)
        gaps.append(found.gap)
        started = time.perf_counter()
        means = draw_at_random(candidates, relations, seed)
        drawn_seconds.append(time.perf_counter() - started)
        drawn_spreads.append(max(means) - min(means))
        say(
            f"seed {seed}: {found.seconds:5.2f} s  gap {found.gap:.2%}  spread {found.spread:.4f}  "
            f"means {' '.join(f'{mean:.4f}' for mean in found.means)}  {found.tried} of {found.units} units"
        )
    hard = replace(LAYOUT, constraints=replace(LAYOUT.constraints, difficulty_target=0.90))
    far = assembly.assemble(hard, candidates, relations, forms=FORMS, seed=SEEDS[0])
    say(f"target 0.90, far from the bank's mean: {far.seconds:5.2f} s  gap {far.gap:.2%}  {far.tried} units")
    say(f"{FORMS} forms of {LAYOUT.length} from {SIZE}:")
    say(
        f"  solver       median {statistics.median(seconds):5.2f} s  gap ≤ {max(gaps):.2%}  "
        f"widest spread {max(spreads):.4f}"
    )
    say(
        f"  random draw  median {statistics.median(drawn_seconds):5.2f} s  (no constraint but the cells)  "
        f"widest spread {max(drawn_spreads):.4f}"
    )


if __name__ == "__main__":
    main()
