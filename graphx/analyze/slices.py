"""Rows of a few nodes out of large sparse tables: what they cost does not grow with the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from graphx.analyze.arrays import Floats, GraphArrays, Ints
    from graphx.analyze.tables import Table


class Rows(NamedTuple):
    """Entries of some rows, one after the other.

    ``owners`` says for each entry which of the rows asked for it stands in, counted from 0; ``columns`` and
    ``values`` are those of the table.
    """

    owners: Ints
    columns: Ints
    values: Floats


def places(starts: Ints, counts: Ints) -> Ints:
    """Return the places of several runs of an array, one run after the other.

    >>> places(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    return np.repeat(starts - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)


def rows(table: Table, nodes: Ints) -> Rows:
    """Return the rows of some nodes.

    >>> from graphx.analyze.tables import Table
    >>> table = Table(np.array([0, 1, 3]), np.array([1, 0, 1]), np.array([2.0, 3.0, 4.0]))
    >>> [part.tolist() for part in rows(table, np.array([1, 0]))]
    [[0, 0, 1], [0, 1, 1], [3.0, 4.0, 2.0]]
    """
    starts = table.indptr[nodes].astype(np.int64)
    counts = table.indptr[nodes + 1] - starts
    at = places(starts, counts)
    return Rows(np.repeat(np.arange(len(nodes)), counts), table.indices[at].astype(np.int64), table.data[at])


def distinct(numbers: Ints) -> Ints:
    """Return the different numbers, sorted.

    As :func:`numpy.unique`, whose hash table is slower than sorting.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(numbers)
    keep = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def neighbours(table: Table, node: int) -> list[int]:
    """Return the columns of one row.

    >>> from graphx.analyze.tables import Table
    >>> neighbours(Table(np.array([0, 1, 3]), np.array([1, 0, 1]), np.ones(3)), 1)
    [0, 1]
    """
    columns: list[int] = table.indices[table.indptr[node] : table.indptr[node + 1]].tolist()
    return columns


def leaving(arrays: GraphArrays, nodes: Ints) -> tuple[Ints, Ints]:
    """Return the edges that start at some nodes: for each which of the nodes, and the place of the edge.

    Edges are sorted by where they start, so that no matrix is needed to find them.

    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> arrays = arrays_of(nx.MultiDiGraph([("paper:a", "model:m"), ("paper:b", "model:m")]))
    >>> owners, edges = leaving(arrays, np.array([2]))
    >>> owners.tolist(), arrays.targets[edges].tolist()
    ([0], [0])
    """
    starts = arrays.tables.starts[nodes].astype(np.int64)
    counts = arrays.tables.starts[nodes + 1] - starts
    return np.repeat(np.arange(len(nodes)), counts), places(starts, counts)
