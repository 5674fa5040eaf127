"""All pairs of sets whose shared part ÷ whole reaches a threshold: exact, without comparing every pair.

Two sets that are alike enough share one of their rarest members (prefix filtering), so only those members are looked
up; how many of them are shared bounds what the pair can reach; what is left is counted. Sets are taken in blocks sized
by the work they cause, so memory stays bounded however alike they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from question_bank.items.analysis.shingles import Grams

WORK = 4_000_000  # lookups of one block: some 100 MB
CHUNK = 20_000  # pairs counted at a time
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Alike:
    """Pairs ``one < other`` by position, with the members they share; in no order."""

    one: Ints
    other: Ints
    shared: Ints


@dataclass(frozen=True)
class _Sets:
    """The sets as rows of a matrix, small ones first; a column is a member, rare ones first."""

    rows: sparse.csr_matrix
    sizes: Ints
    place: Ints  # of a row among the sets as given
    rarest: sparse.csr_matrix
    last: Ints  # the most common member of a row's rarest ones
    rest: Ints  # how many members a row has besides


def alike(grams: Grams, threshold: Fraction, *, most: int, work: int = WORK) -> Alike:
    """Every pair that reaches the threshold, but no more than about ``most`` (the search then ends early)."""
    sets = _sets(grams, threshold)
    found: list[tuple[Ints, Ints, Ints]] = []
    count = 0
    for block in _blocks(sets, work):
        pairs = _counted(sets, *_candidates(sets, block, threshold), threshold)
        count += len(pairs[0])
        found.append(pairs)
        if count >= most:
            break
    one, other, shared = (np.concatenate([part[n] for part in found] or [np.zeros(0, np.int64)]) for n in range(3))
    first, second = sets.place[one], sets.place[other]
    return Alike(np.minimum(first, second), np.maximum(first, second), shared)


def needed(sizes: Ints, others: Ints, threshold: Fraction) -> Ints:
    """How many members two sets of these sizes must share to reach the threshold."""
    top, bottom = threshold.numerator, threshold.numerator + threshold.denominator
    return -(-(sizes + others) * top // bottom)


def _sets(grams: Grams, threshold: Fraction) -> _Sets:
    place = np.argsort(grams.sizes, kind="stable")
    _, column, common = np.unique(grams.flat, return_inverse=True, return_counts=True)
    rank = np.empty(len(common), dtype=np.int64)
    rank[np.argsort(common, kind="stable")] = np.arange(len(common))
    shape = (len(grams), max(1, len(common)))
    ones = np.ones(len(grams.flat), dtype=np.int32)
    given = sparse.csr_matrix((ones, rank[column], grams.starts), shape=shape)
    rows = given[place]
    rows.sort_indices()
    sizes = np.diff(rows.indptr).astype(np.int64)
    prefix = np.where(sizes > 0, sizes - _ceiling(sizes, threshold) + 1, 0)
    offset = np.arange(rows.nnz) - np.repeat(rows.indptr[:-1].astype(np.int64), sizes)
    held = offset < np.repeat(prefix, sizes)
    starts = np.concatenate([[0], np.cumsum(prefix)])
    columns = rows.indices[held]
    last = columns[np.maximum(starts[1:] - 1, 0)].astype(np.int64) if len(columns) else np.zeros(len(grams), np.int64)
    rarest = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape=shape)
    return _Sets(rows, sizes, place, rarest, last, sizes - prefix)


def _ceiling(sizes: Ints, threshold: Fraction) -> Ints:
    return -(-sizes * threshold.numerator // threshold.denominator)


def _blocks(sets: _Sets, most_work: int) -> Iterator[slice]:
    """Runs of rows that cause about so many lookups each."""
    held = np.bincount(sets.rarest.indices, minlength=sets.rarest.shape[1])
    before = np.concatenate([[0], np.cumsum(held[sets.rarest.indices])])
    work = np.diff(before[sets.rarest.indptr])
    turn = (np.cumsum(work) - work) // most_work
    starts = np.flatnonzero(np.diff(turn, prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(turn)]):
        yield slice(start, end)


def _candidates(sets: _Sets, block: slice, threshold: Fraction) -> tuple[Ints, Ints]:
    """Pairs of a row of the block and a later row that may reach the threshold."""
    largest = sets.sizes[block.stop - 1] * threshold.denominator // threshold.numerator
    end = int(np.searchsorted(sets.sizes, largest, side="right"))
    met = (sets.rarest[block] @ sets.rarest[block.start : end].T).tocoo()
    one, other = met.row.astype(np.int64) + block.start, met.col.astype(np.int64) + block.start
    # Members not met in both rarest parts lie beyond the lower of the two last ones: in the rest of that row.
    rest = np.where(sets.last[one] < sets.last[other], sets.rest[one], sets.rest[other])
    hopeful = (one < other) & (met.data + rest >= needed(sets.sizes[one], sets.sizes[other], threshold))
    return one[hopeful], other[hopeful]


def _counted(sets: _Sets, one: Ints, other: Ints, threshold: Fraction) -> tuple[Ints, Ints, Ints]:
    shared = np.zeros(len(one), dtype=np.int64)
    for start in range(0, len(one), CHUNK):
        part = slice(start, start + CHUNK)
        shared[part] = sets.rows[one[part]].multiply(sets.rows[other[part]]).sum(axis=1).A1
    held = shared >= needed(sets.sizes[one], sets.sizes[other], threshold)
    return one[held], other[held], shared[held]
