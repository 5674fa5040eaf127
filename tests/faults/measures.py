"""How long answers waited for their acknowledgement, and how soon that was normal again after a fault."""

import itertools
from collections.abc import Iterable, Sequence

BUCKET_SECONDS = 1.0
NORMAL_AT_LEAST = 1.0
"""Below this nobody notices a difference: a p95 of one second is called normal however fast the baseline was."""
Answer = tuple[float, float]
"""When an answer was meant, and how many seconds later it was acknowledged."""


def p95(values: Iterable[float]) -> float:
    """The 95th percentile (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] if ordered else 0.0


def baseline(answers: Sequence[Answer], until: float) -> float:
    """The p95 of the answers meant before the fault."""
    return p95(waited for meant, waited in answers if meant < until)


def recovery(answers: Sequence[Answer], *, normal: float, fault_began: float, fault_ended: float) -> float | None:
    """Seconds after the fault's end from which every second's p95 is normal; None when it never was.

    ``normal`` is the baseline; three times as much, or one second, still counts as normal.
    """
    limit = max(NORMAL_AT_LEAST, 3 * normal)
    buckets: dict[int, list[float]] = {}
    for meant, waited in answers:
        if meant >= fault_began:
            buckets.setdefault(int((meant - fault_ended) // BUCKET_SECONDS), []).append(waited)
    after = [number for number in buckets if number >= 0]
    slow = [number for number in after if p95(buckets[number]) > limit]
    if not slow:
        return 0.0 if after else None
    last = max(slow)
    return (last + 1) * BUCKET_SECONDS if any(number > last for number in after) else None


def longest_silence(instants: Iterable[float]) -> float:
    """The longest time between two acknowledgements of anybody."""
    ordered = sorted(instants)
    return max((later - earlier for earlier, later in itertools.pairwise(ordered)), default=0.0)
