"""Learner numbers (學號): text with leading zeros, counted per class, never given twice."""

from collections.abc import Iterable

WIDTH = 3


def next_number(given: Iterable[str]) -> str:
    """The number after the highest one ever given in the class; withdrawn learners keep theirs."""
    highest = max((int(number) for number in given if number.isdigit()), default=0)
    return str(highest + 1).zfill(WIDTH)
