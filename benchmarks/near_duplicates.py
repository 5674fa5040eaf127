"""How fast near-duplicates of a bank are found, beside comparing every pair, in one run.

The texts are sentences drawn from a chain of characters learnt from ``content/`` (each character follows the two before
it as it does there), so trigrams are about as unevenly spread as in a real bank; some items are planted twice, a word
changed. The baseline prepares every item once and compares sets of trigrams pair by pair; it is run on a part of the
bank, since its time grows with the square, and both ways are asked for the same pairs there.

    .venv/bin/python benchmarks/near_duplicates.py [ITEMS]
"""

import os
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from question_bank.formats.rules import content_yaml  # noqa: E402
from question_bank.items.analysis import near_duplicates  # noqa: E402
from question_bank.items.analysis.near_duplicates import Likeness  # noqa: E402
from question_bank.items.rules import texts  # noqa: E402

RUNS = 3
PART = 1_000  # items of the baseline
PLANTED = 100
Item = list[str]


class Chain:
    """Sentences that read like the curriculum's from afar."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311
        self.follows: dict[str, list[str]] = defaultdict(list)
        self.starts: list[str] = []
        for path in sorted((ROOT / "content").rglob("items.yaml")):
            for draft in content_yaml.read_items(path.read_text(encoding="utf-8"), file=path.name)[0]:
                for text in (draft.stem, draft.explanation, *(text for _, text in draft.options)):
                    self._learn(text)
        for path in sorted((ROOT / "content").rglob("lesson.md")):
            for line in path.read_text(encoding="utf-8").splitlines():
                self._learn(line)

    def _learn(self, text: str) -> None:
        if len(text) < 8:
            return
        self.starts.append(text[:2])
        for place in range(len(text) - 2):
            self.follows[text[place : place + 2]].append(text[place + 2])

    def text(self, least: int, most: int) -> str:
        """A text of so many characters."""
        length = self.draw.randint(least, most)
        made = self.draw.choice(self.starts)
        while len(made) < length:
            made += self.draw.choice(self.follows.get(made[-2:]) or self.starts)
        return made

    def item(self) -> Item:
        """A stem and four options."""
        return [self.text(30, 90), *(self.text(6, 24) for _ in range(4))]


def bank(count: int) -> list[Item]:
    """Items of which some are planted near-duplicates, spread over the bank."""
    chain = Chain(seed=20261121)
    items = [chain.item() for _ in range(count - PLANTED)]
    for number in range(PLANTED):
        stem, *options = items[number * (len(items) // PLANTED)]
        items.insert(chain.draw.randrange(len(items)), [f"{stem[:10]}某座{stem[12:]}", *options[::-1]])
    return items


def every_pair(items: list[Item]) -> set[tuple[int, int]]:
    """The baseline."""
    sets = [texts.shingles(texts.pattern(pieces).pieces) for pieces in items]
    least = float(near_duplicates.ALIKE)
    return {
        (one, other)
        for one, other in combinations(range(len(sets)), 2)
        if texts.similarity(sets[one], sets[other]) >= least
    }


@dataclass(frozen=True)
class Took:
    """Seconds, medians of the runs; the processor's tell what a machine busy with other work hides."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s ({self.processor:.2f} s of processor)"


def measured(action: Callable[[], object]) -> Took:
    """How long an action takes."""
    took = []
    for _ in range(RUNS):
        wall, processor = time.perf_counter(), time.process_time()
        action()
        took.append((time.perf_counter() - wall, time.process_time() - processor))
    return Took(*(statistics.median(each) for each in zip(*took, strict=True)))


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    items = bank(count)
    part = items[:PART]
    ours = measured(lambda: near_duplicates.pairs(items))
    found = near_duplicates.pairs(items).pairs
    one = measured(lambda: near_duplicates.against(items[0], near_duplicates.prepared(items)))
    prepared = near_duplicates.prepared(items)
    again = measured(lambda: near_duplicates.against(items[0], prepared))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    base = measured(lambda: every_pair(part))
    alike = {(pair.one, pair.other) for pair in near_duplicates.pairs(part).pairs if pair.likeness != Likeness.STEM}
    same = "yes" if alike == every_pair(part) else "NO"
    times = count * (count - 1) / (len(part) * (len(part) - 1))
    near = sum(pair.likeness != Likeness.STEM for pair in found)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {count:,} items, median of {RUNS}")  # noqa: T201
    print(f"all pairs, reading included  {ours}   {near} pairs, {PLANTED} planted, {memory:,.0f} MB")  # noqa: T201
    print(f"one item against the bank    {one}")  # noqa: T201
    print(f"  the bank prepared before   {again}")  # noqa: T201
    print(f"every pair, {len(part):,} items     {base}   same pairs: {same}")  # noqa: T201
    print(f"  scaled to {count:,} items   {base.wall * times:8.0f} s ({base.processor * times:.0f} s of processor)")  # noqa: T201
    print(f"ratio                        {base.wall * times / ours.wall:8.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
