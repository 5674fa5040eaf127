"""A second, independent scorer: the standing answer to each item against its key, in hundredths of a point.

It shares no code with the product. Every item of a fault run is single choice.
"""

from collections.abc import Iterable, Mapping


def standing(answers: Iterable[tuple[int, int, int, str]]) -> dict[int, str]:
    """The letter that counts per item from (lease, seq, item, letter) in any order; withdrawn answers are left out."""
    found: dict[int, str] = {}
    for _, _, item, letter in sorted(answers):
        found[item] = letter
    return {item: letter for item, letter in found.items() if letter}


def score(given: Mapping[int, str], key: Mapping[int, tuple[frozenset[str], int]]) -> int:
    """The sum of the points of the items answered with one of their accepted letters."""
    return sum(points for item, (accepted, points) in key.items() if given.get(item) in accepted)
