"""Items that read like another subject of their level: perhaps they were filed under the wrong one (ITM-5).

Each subject is the sum of its items as weighted trigrams, the item itself left out; an item that is far more like
another subject than like its own is named. Subjects of other certifications share their matter by nature and are not
compared.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from question_bank.items.analysis import shingles
from question_bank.items.analysis.shingles import Pieces

ENOUGH = 20  # items of a subject before it says what it is about
FAR_MORE = 2.0  # finds three of four items moved between subjects of one level; one in twenty-five is innocent


@dataclass(frozen=True, slots=True)
class Suspect:
    """An item by its position, the subject it reads like, and how many times more than like its own."""

    item: int
    subject: str
    times: float


def suspects(items: Sequence[Pieces], subjects: Sequence[str]) -> list[Suspect]:
    """Items by their position; ``subjects`` are full keys (``ipas-nz/beginner/L11``), one for each item."""
    levels: dict[str, list[int]] = defaultdict(list)
    for place, subject in enumerate(subjects):
        levels[subject.rpartition("/")[0]].append(place)
    return [suspect for places in levels.values() for suspect in _within(places, items, subjects)]


def _within(places: list[int], items: Sequence[Pieces], subjects: Sequence[str]) -> Iterator[Suspect]:
    own = np.array([subjects[place] for place in places])
    names, counts = np.unique(own, return_counts=True)
    names = names[counts >= ENOUGH]
    if len(names) < 2:
        return
    weights = _weighted([items[place] for place in places])
    likeness = np.column_stack([_likeness(weights, own == name) for name in names])
    for row, place in enumerate(places):
        mine = np.flatnonzero(names == own[row])
        best = int(likeness[row].argmax())
        if len(mine) and best != mine[0] and likeness[row, best] > FAR_MORE * likeness[row, mine[0]]:
            times = float(likeness[row, best] / max(likeness[row, mine[0]], 1e-6))
            yield Suspect(place, str(names[best]), times)


def _weighted(items: Sequence[Pieces]) -> sparse.csr_matrix:
    """Each item as a unit vector of trigrams, rare ones weighing more; those of one item alone are left out."""
    grams = shingles.grams([pattern.pieces for pattern in shingles.patterns(items)])
    _, column, common = np.unique(grams.flat, return_inverse=True, return_counts=True)
    idf = np.where(common > 1, np.log(len(items) / common), 0.0)
    matrix = sparse.csr_matrix((idf[column], column, grams.starts), shape=(len(items), max(1, len(common))))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags_array(1 / np.maximum(norms, 1e-9)) @ matrix)


def _likeness(weights: sparse.csr_matrix, members: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How much each item is like a subject: the mean product with its members, itself left out."""
    total = np.asarray(weights[members].sum(axis=0)).ravel()
    own = np.where(members, np.asarray(weights.multiply(weights).sum(axis=1)).ravel(), 0.0)
    return (weights @ total - own) / np.maximum(members.sum() - members, 1)
