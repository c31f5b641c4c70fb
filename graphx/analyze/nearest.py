"""The rows of a table of features that share most: exactly, for all rows, without comparing every two.

Popular features make nearly all pairs of rows share something, so that a table of all pairs grows with the
square of the popular. Yet a shared popular feature counts little. Rows are therefore compared through their
rare features first; where a row's list is then full of scores that its common features together cannot
reach, nothing else can enter it. The other rows are asked again on their common features alone, of which
there are few different sets, so that one answer serves many rows. No feature is dropped, and the answer is
that of comparing every two rows. The stopping rule is that of exact search in ranked lists: H. Turtle and
J. Flood, "Query evaluation: strategies and optimizations", Information Processing & Management 31 (1995)
831-850, doi:10.1016/0306-4573(95)00020-H.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import frexp
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphx.analyze.packed import BITS, Packing, largest

if TYPE_CHECKING:
    from collections.abc import Iterator

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Table: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

_PAIRS_A_ROW: Final = 100  # features are rare as long as they make no more pairs than this, on average
_SCORE_BITS: Final = 44
_BLOCK: Final = 1_000_000  # pairs held at a time


@dataclass(frozen=True, eq=False)
class Features:
    """What each row has, and what having it in common counts.

    Parameters
    ----------
    table
        Rows by features; what is stored counts as had, whatever its value.
    weights
        For each feature what it adds to the score of two rows that have it, above 0.
    totals
        Where given, the number of features of each row, those that no other row has among them: scores are
        then the share of the features of both rows that are shared, and all weights must be 1.
    """

    table: Table
    weights: Floats
    totals: Ints | None = None

    @cached_property
    def problem(self) -> Problem:
        """The same, ready to be searched."""
        rows = self.table.shape[0]
        row_bits = max(1, (rows - 1).bit_length())
        table = sparse.csr_array(
            (np.ones(self.table.nnz, np.int64), self.table.indices, self.table.indptr), self.table.shape
        )
        # Weights take all the bits there are, scores fewer: sums that are equal but for the rounding of their
        # weights (three times 1 / ln 8, once 1 / ln 2) come out as the same score.
        score_bits = min(_SCORE_BITS, BITS - row_bits)
        largest_sum = (
            1.0 if self.totals is not None else float(np.max(np.asarray(table @ self.weights), initial=1.0))
        )
        whole = frexp(largest_sum)[1] + 1
        scale = 1.0 if self.totals is not None else 2.0 ** (BITS - whole)
        return Problem(
            table=table,
            by_feature=table.T.tocsr(),
            weights=np.rint(self.weights * scale).astype(np.int64),
            totals=self.totals,
            packing=Packing(row_bits, 2.0 ** (score_bits - whole)),
            spare_bits=BITS - score_bits,
            starts=np.arange(rows + 1),
            members=np.arange(rows),
        )


@dataclass(frozen=True, eq=False)
class Problem:
    """The question which rows share most with a group of rows that have the same features.

    Parameters
    ----------
    table
        Groups by features, ones.
    by_feature
        The same, features by groups.
    weights
        For each feature a whole number.
    totals
        For each group the number of features of its rows, or None: see :class:`Features`.
    packing
        How a score and a row are put into one number.
    spare_bits
        Bits that weights have and scores have not.
    starts, members
        The rows of group ``g`` are ``members[starts[g]:starts[g + 1]]``, ascending; groups are in the order
        of their first rows. Of large groups only the first rows stand here.
    """

    table: Table
    by_feature: Table
    weights: Ints
    totals: Ints | None
    packing: Packing
    spare_bits: int
    starts: Ints
    members: Ints

    @cached_property
    def sums(self) -> Ints:
        """For each group the weights of its features together: what it can share at most."""
        return np.asarray(self.table @ self.weights)

    @cached_property
    def ceilings(self) -> Ints:
        """For each group the highest score that sharing these features, and no others, can give."""
        return self.scores(self.sums, self.totals)

    def scores(self, shared: Ints, together: Ints | None) -> Ints:
        """Return the scores of what is shared, out of what two rows have together."""
        if together is None:
            return (shared + (1 << (self.spare_bits - 1))) >> self.spare_bits
        return np.rint(shared / np.maximum(together, 1) * self.packing.scale).astype(np.int64)

    def of_features(self, features: Ints) -> Problem:
        """Return the problem on some features only."""
        by_feature = self.by_feature[features]
        return replace(
            self, table=by_feature.T.tocsr(), by_feature=by_feature, weights=self.weights[features]
        )

    def grouped(self, size: int) -> tuple[Problem, Ints]:
        """Return the problem with one group for each set of features, and the new group of each old one.

        Of each new group the first ``size`` rows are kept.
        """
        group = _same_rows(self.table, self.totals)
        example, group = _by_first_row(group, self.members[self.starts[:-1]])
        of_member = np.repeat(group, np.diff(self.starts))
        order = np.lexsort((self.members, of_member))
        counts = np.bincount(of_member, minlength=len(example))
        ends = np.cumsum(counts)
        place = np.arange(len(order)) - np.repeat(ends - counts, counts)
        kept = order[place < size]
        table = self.table[example]
        problem = replace(
            self,
            table=table,
            by_feature=table.T.tocsr(),
            totals=None if self.totals is None else self.totals[example],
            starts=np.concatenate([[0], np.cumsum(np.minimum(counts, size))]),
            members=self.members[kept],
        )
        return problem, group

    def blocks(self, groups: Ints) -> Iterator[slice]:
        """Yield parts of some groups, none with many pairs (unless a single group has)."""
        costs = np.cumsum(self.table[groups] @ np.diff(self.by_feature.indptr).astype(np.int64) + 1)
        edges = [0, *(np.flatnonzero(np.diff(costs // _BLOCK)) + 1).tolist(), len(groups)]
        return (slice(start, stop) for start, stop in pairwise(edges) if start < stop)

    def pairs(self, groups: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what some groups share with all: where the part of each starts, the others, the weights."""
        mine = self.table[groups]
        mine = sparse.csr_array((self.weights[mine.indices], mine.indices, mine.indptr), mine.shape)
        shared = mine @ self.by_feature
        return shared.indptr.astype(np.int64), shared.indices.astype(np.int64), shared.data

    def shared(self, groups: Ints, others: Ints) -> Ints:
        """Return the weight of what groups share with others, pair by pair."""
        shared = np.zeros(len(groups), np.int64)
        any_ = self.sums > 0
        pairs = np.flatnonzero(any_[groups] & any_[others])
        both = self.table[groups[pairs]].multiply(self.table[others[pairs]])
        shared[pairs] = both @ self.weights
        return shared

    def rows_of(self, best: Ints, size: int) -> Ints:
        """Return the best rows of the best groups, both packed, best first, in ``size`` columns."""
        packing = self.packing
        groups, scores = packing.rows(best), packing.scores(best)
        counts = np.where(groups >= 0, np.diff(self.starts)[groups], 0)
        if counts.max(initial=0) <= 1:
            rows = self.members[self.starts[np.maximum(groups, 0)]]
            return np.where(groups >= 0, packing.pack(scores, rows), 0)
        # Of groups that come when there are rows enough, only those count whose score is that of the last.
        enough = np.cumsum(counts, axis=1) - counts >= size
        last = np.where(enough, np.iinfo(np.int64).max, scores).min(axis=1)
        counts[scores < last[:, None]] = 0
        flat = counts.ravel()
        ends = np.cumsum(flat)
        places = np.repeat(self.starts[groups.ravel()] - (ends - flat), flat) + np.arange(flat.sum())
        packed = packing.pack(np.repeat(scores.ravel(), flat), self.members[places])
        return largest(np.concatenate([[0], np.cumsum(counts.sum(axis=1))]), packed, size)


def nearest_rows(features: Features, size: int) -> tuple[NDArray[np.int32], Floats]:
    """Return for each row the rows that share most with it.

    Parameters
    ----------
    features
        What each row has.
    size
        How many rows to return for each, at least 1.

    Returns
    -------
    tuple
        The rows, best first, ties by number, -1 where no more share anything; and their scores, 0 there.
        Both of shape (rows, size). A row is not near itself.

    Notes
    -----
    Scores are rounded to a grid: where they reach up to 16, to the nearest 2e-12, with a million rows to the
    nearest 8e-12. What differs by less is taken for equal.

    Examples
    --------
    >>> table = sparse.csr_array([[1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 0]])
    >>> rows, scores = nearest_rows(Features(table, np.array([2.0, 0.5, 1.0])), 2)
    >>> rows.tolist(), scores.tolist()
    ([[1, 2], [0, 2], [0, 1], [-1, -1]], [[2.5, 0.5], [2.5, 0.5], [0.5, 0.5], [0.0, 0.0]])
    """
    count = features.table.shape[0]
    rows, scores = np.full((count, size), -1, np.int32), np.zeros((count, size))
    if not features.table.nnz:
        return rows, scores
    # A row is among its own nearest, unless as many others share all it has.
    problem, group = features.problem.grouped(size + 1)
    best = _search(problem, np.arange(problem.table.shape[0]), size + 1)
    packing, step = problem.packing, max(1, _BLOCK // (size + 1))
    for start in range(0, count, step):
        packed = best[group[start : start + step]]
        own = packing.rows(packed) == np.arange(start, start + len(packed))[:, None]
        # What follows the row itself moves up.
        order = np.argsort((packed == 0) | own, axis=1, kind="stable")[:, :size]
        packed = np.take_along_axis(np.where(own, 0, packed), order, axis=1)
        rows[start : start + step] = packing.rows(packed)
        scores[start : start + step] = packing.scores(packed) / packing.scale
    return rows, scores


def nearest_to(features: Features, row: int, size: int) -> tuple[Ints, Floats]:
    """Return the rows that share most with one row, and their scores.

    The same as that row of :func:`nearest_rows`, without padding; walks only over what the row has.

    Examples
    --------
    >>> table = sparse.csr_array([[1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 0, 0]])
    >>> nearest_to(Features(table, np.array([2.0, 0.5, 1.0])), 0, 5)
    (array([1, 2]), array([2.5, 0.5]))
    """
    problem, packing = features.problem, features.problem.packing
    starts, others, shared = problem.pairs(np.array([row]))
    together = None if problem.totals is None else problem.totals[row] + problem.totals[others] - shared
    packed = packing.pack(problem.scores(shared, together), others)
    packed[others == row] = 0
    best = largest(starts, packed, size)[0]
    best = best[best > 0]
    return packing.rows(best), packing.scores(best) / packing.scale


def _search(problem: Problem, wanted: Ints, size: int) -> Ints:
    """Return for each wanted group the rows that share most with it, packed, best first, filled up with 0."""
    rare, common = _split(problem, wanted)
    near, far = problem.of_features(rare), problem.of_features(common)
    best = np.zeros((len(wanted), size), np.int64)
    for block in near.blocks(wanted):
        starts, others, shared = near.pairs(wanted[block])
        groups = np.repeat(wanted[block], np.diff(starts))
        if len(common):
            shared += far.shared(groups, others)
        totals = problem.totals
        together = None if totals is None else totals[groups] + totals[others] - shared
        packed = problem.packing.pack(problem.scores(shared, together), others)
        best[block] = problem.rows_of(largest(starts, packed, size), size)
    # A score as high as the ceiling does not do: of equal rows the first counts, and that may be another.
    reached = problem.packing.scores(best[:, -1]) > far.ceilings[wanted]
    open_ = np.flatnonzero(~reached & (far.sums[wanted] > 0))
    if len(open_):
        smaller, group = far.grouped(size)
        asked, place = np.unique(group[wanted[open_]], return_inverse=True)
        answers = _search(smaller, asked, size)
        step = max(1, _BLOCK // size)
        for start in range(0, len(open_), step):
            part = open_[start : start + step]
            more = answers[place[start : start + step]]
            best[part] = problem.packing.merged(best[part], more, size)
    return best


def _split(problem: Problem, wanted: Ints) -> tuple[Ints, Ints]:
    """Return the rare features and the common ones."""
    counts = np.diff(problem.by_feature.indptr).astype(np.int64)
    asking = np.bincount(problem.table[wanted].indices, minlength=len(counts))
    order = np.argsort(counts, kind="stable")
    pairs = np.cumsum((asking * counts)[order])
    # At least half, so that the common ones come to an end.
    rare = max(np.searchsorted(pairs, _PAIRS_A_ROW * len(wanted), side="right"), (len(order) + 1) // 2)
    if pairs[-1] <= _BLOCK:
        rare = len(order)
    return np.sort(order[:rare]), np.sort(order[rare:])


def _same_rows(table: Table, totals: Ints | None) -> Ints:
    """Return a number for each row, the same for rows of the same features (and total)."""
    lengths = np.diff(table.indptr)
    number = np.zeros(len(lengths), np.int64) if totals is None else np.unique(totals, return_inverse=True)[1]
    made = int(number.max(initial=0)) + 1
    for place in range(lengths.max(initial=0)):
        # Rows that were equal so far are told apart by their next feature.
        longer = np.flatnonzero(lengths > place)
        feature = table.indices[table.indptr[longer] + place]
        distinct, new = np.unique(number[longer] * table.shape[1] + feature, return_inverse=True)
        number[longer] = made + new
        made += len(distinct)
    return number


def _by_first_row(group: Ints, first_rows: Ints) -> tuple[Ints, Ints]:
    """Number groups anew in the order of their first rows; return a part of each, and each part's group."""
    order = np.argsort(first_rows, kind="stable")
    _, example, inverse = np.unique(group[order], return_index=True, return_inverse=True)
    new = np.empty_like(group)
    new[order] = np.argsort(np.argsort(example))[inverse]
    return order[np.sort(example)], new
