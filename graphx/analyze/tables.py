"""Sparse matrices as three bare arrays, and those that every analysis starts from.

What looks at a few rows only needs no more than this. scipy, which takes longer to load than such
an answer to compute, is loaded where whole matrices are multiplied.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphx.schema import CITES, INTRODUCES, NODE_KINDS, PAPER, RELATIONS, ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

_NARROW: Final = 2**31 - 1


class Table(NamedTuple):
    """A square matrix by rows: what row ``i`` holds stands at ``indptr[i]:indptr[i + 1]``.

    Parameters
    ----------
    indptr
        Where each row starts, and the end.
    indices
        The columns, ascending within each row.
    data
        The values.

    Examples
    --------
    >>> Table(np.array([0, 1, 1]), np.array([1]), np.array([0.5])).matrix().toarray().tolist()
    [[0.0, 0.5], [0.0, 0.0]]
    """

    indptr: Integers
    indices: Integers
    data: Floats

    def matrix(self) -> sparse.csr_array[Any, tuple[int, int]]:
        """Return the same as a matrix of scipy."""
        from scipy import sparse

        size = len(self.indptr) - 1
        values = np.ascontiguousarray(self.data)
        matrix = sparse.csr_array((values, self.indices, self.indptr), shape=(size, size))
        matrix.check_format(full_check=True)  # what scipy does with columns out of range is not defined
        return matrix

    def owners(self) -> Ints:
        """Return the row of each entry.

        >>> Table(np.array([0, 1, 3]), np.array([1, 0, 1]), np.ones(3)).owners().tolist()
        [0, 1, 1]
        """
        return np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))

    def times(self, values: Floats) -> Floats:
        """Return the matrix times a column of values.

        >>> Table(np.array([0, 1, 3]), np.array([1, 0, 1]), np.ones(3)).times(np.array([1.0, 2.0])).tolist()
        [2.0, 3.0]
        """
        products = self.data * values[self.indices]
        return np.bincount(self.owners(), products, len(self.indptr) - 1).astype(np.float64)

    def totals(self) -> Floats:
        """Return the sum of each row.

        >>> Table(np.array([0, 0, 2]), np.array([0, 1]), np.array([0.5, 1.0])).totals().tolist()
        [0.0, 1.5]
        """
        totals = np.zeros(len(self.indptr) - 1)
        filled = np.flatnonzero(np.diff(self.indptr))
        if len(filled):
            totals[filled] = np.add.reduceat(self.data, self.indptr[filled])
        return totals


def largest(count: int, rows: Integers, columns: Integers, weights: Floats) -> Table:
    """Return a table that holds the largest of the weights given for each place.

    >>> table = largest(2, np.array([1, 1, 0]), np.array([0, 0, 1]), np.array([0.5, 0.7, 1.0]))
    >>> table.indptr.tolist(), table.indices.tolist(), table.data.tolist()
    ([0, 1, 2], [1, 0], [1.0, 0.7])
    """
    order = np.lexsort((weights, columns, rows))
    rows, columns, weights = rows[order], columns[order], weights[order]
    # Sorted by weight within each place, so the last one of a place is its largest.
    last = np.ones(len(rows), np.bool_)
    last[:-1] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    rows, columns, weights = rows[last], columns[last], weights[last]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))])
    kind = np.int32 if max(count, len(rows)) <= _NARROW else np.int64
    return Table(starts.astype(kind), columns.astype(kind), weights)


class Tables:
    """The matrices of a graph as tables, each made when it is first asked for.

    Parameters
    ----------
    kinds, sources, targets, relations, weights
        As in :class:`graphx.analyze.arrays.GraphArrays`.
    made
        Tables, and the totals, that were made before, by name.
    """

    NAMES: Final = ("links", "naming", "named_by", "introduced_by", "citing", "cited_by")
    """The tables that most answers start from."""

    ONES: Final = frozenset({"naming", "named_by", "citing", "cited_by"})
    """Those of ones."""

    def __init__(
        self,
        kinds: NDArray[np.int8],
        sources: Integers,
        targets: Integers,
        relations: NDArray[np.int8],
        weights: Floats,
        made: Mapping[str, Any] | None = None,
    ) -> None:
        self._kinds, self._sources, self._targets = kinds, sources, targets
        self._relations, self._weights = relations, weights
        vars(self).update(made or {})

    @cached_property
    def starts(self) -> Integers:
        """Where the edges of each node start among all edges, which are sorted by source; and the end."""
        counts = np.bincount(self._sources, minlength=len(self._kinds))
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def links(self) -> Table:
        """The flattened graph: symmetric; of parallel edges the largest weight; without loops."""
        u, v, w = self._apart()
        return largest(
            len(self._kinds), np.concatenate([u, v]), np.concatenate([v, u]), np.concatenate([w, w])
        )

    @cached_property
    def damped(self) -> Table:
        """The links, those of an artifact divided by ln(1 + papers naming it)."""
        links = self.links
        return Table(links.indptr, links.indices, self.damp(links.owners(), links.indices, links.data))

    def damp(self, rows: Integers, columns: Integers, weights: Floats) -> Floats:
        """Return weights of links, given with their two ends, as :attr:`damped` has them."""
        most = np.maximum(self._named[rows], self._named[columns])
        return weights / np.where(most > 0, np.log1p(np.maximum(most, 1)), 1.0)

    @cached_property
    def _named(self) -> Integers:
        """For each artifact by how many papers its links are damped; 0 for papers."""
        return np.where(self._is_artifact, np.maximum(1, np.diff(self.named_by.indptr)), 0)

    @cached_property
    def totals(self) -> Floats:
        """For each node the sum of its damped links."""
        return self.damped.totals()

    @cached_property
    def naming(self) -> Table:
        """Row of each paper: 1 for each artifact that it introduces, uses or mentions."""
        u, v = self._names()
        return largest(len(self._kinds), u, v, np.ones(len(u)))

    @cached_property
    def named_by(self) -> Table:
        """Row of each artifact: 1 for each paper that introduces, uses or mentions it."""
        u, v = self._names()
        return largest(len(self._kinds), v, u, np.ones(len(u)))

    @cached_property
    def introduced_by(self) -> Table:
        """Row of each artifact: a weight for each paper that introduces it."""
        edges = (self._relations == RELATIONS.index(INTRODUCES)) & self._is_artifact[self._targets]
        return largest(len(self._kinds), self._targets[edges], self._sources[edges], self._weights[edges])

    @cached_property
    def citing(self) -> Table:
        """Row of each paper: 1 for each node that it cites; loops left out."""
        u, v = self._cites()
        return largest(len(self._kinds), u, v, np.ones(len(u)))

    @cached_property
    def cited_by(self) -> Table:
        """Row of each node: 1 for each paper that cites it; loops left out."""
        u, v = self._cites()
        return largest(len(self._kinds), v, u, np.ones(len(u)))

    @property
    def _is_artifact(self) -> NDArray[np.bool_]:
        return np.asarray(self._kinds > NODE_KINDS.index(PAPER))

    def _apart(self) -> tuple[Integers, Integers, Floats]:
        apart = self._sources != self._targets
        return self._sources[apart], self._targets[apart], self._weights[apart]

    def _cites(self) -> tuple[Integers, Integers]:
        edges = (self._relations == RELATIONS.index(CITES)) & (self._sources != self._targets)
        return self._sources[edges], self._targets[edges]

    def _names(self) -> tuple[Integers, Integers]:
        edges = np.isin(self._relations, [RELATIONS.index(role) for role in ROLES])
        edges &= self._is_artifact[self._targets]
        return self._sources[edges], self._targets[edges]
