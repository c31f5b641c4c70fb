"""Exact distances and shortest-path counts from every node, many sources at a time.

networkx walks the graph once per source in Python, which takes minutes at ten thousand nodes. Here a whole
batch of sources moves one step at a time through arrays; the numbers are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scipy.sparse import csr_array

Floats = NDArray[np.float64]

_BATCH = 64  # sources at a time: their frontiers stay small enough for the processor's cache


def distance_sums(graph: nx.Graph[str]) -> dict[str, tuple[int, int, float]]:
    """Return how far each node is from all it can reach.

    Parameters
    ----------
    graph
        An undirected simple graph; weights are not used.

    Returns
    -------
    dict
        For each node, in the order of the graph: how many other nodes it reaches, the sum of the distances
        to them in edges, and the sum of one over each distance.

    Examples
    --------
    >>> distance_sums(nx.path_graph(["a", "b", "c"]))
    {'a': (2, 3, 1.5), 'b': (2, 2, 2.0), 'c': (2, 3, 1.5)}
    """
    count = len(graph)
    reached, total, inverse = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count)
    for sources, levels in _walks(_adjacency(graph)):
        for distance, level in enumerate(levels[1:], start=1):
            # Undirected: as many nodes lie at this distance from a source as see it from there.
            found = np.count_nonzero(level, axis=0)
            reached[sources] += found
            total[sources] += found * distance
            inverse[sources] += found / distance
    rows = zip(reached.tolist(), total.tolist(), inverse.tolist(), strict=True)
    return dict(zip(graph, rows, strict=True))


def path_shares(graph: nx.Graph[str]) -> dict[str, float]:
    """Return for each node the sum, over all pairs of other nodes, of its share of their shortest paths.

    Parameters
    ----------
    graph
        An undirected simple graph; weights are not used.

    Returns
    -------
    dict
        The share of each node, in the order of the graph; each unordered pair counts once.

    References
    ----------
    U. Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25 (2001)
    163-177, doi:10.1080/0022250X.2001.9990249.

    Examples
    --------
    >>> path_shares(nx.path_graph(["a", "b", "c"]))
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    links = _adjacency(graph)
    shares = np.zeros(len(graph))
    for sources, levels in _walks(links):
        pending = np.zeros((len(graph), len(sources)))
        # From the farthest level inwards: a node passes on its own path and those through it, split by the
        # number of shortest paths that arrive over each neighbour one step nearer.
        for nearer, level in zip(levels[-2:0:-1], levels[:1:-1], strict=True):
            passed = np.divide(1 + pending, level, out=np.zeros_like(level), where=level > 0)
            pending += (links @ passed) * nearer
        shares += pending.sum(axis=1)
    return dict(zip(graph, (shares / 2).tolist(), strict=True))


def _adjacency(graph: nx.Graph[str]) -> csr_array:
    links: csr_array = nx.to_scipy_sparse_array(graph, weight=None, format="csr")
    return links


def _walks(links: csr_array) -> Iterator[tuple[NDArray[np.int64], list[Floats]]]:
    """Yield batches of sources and, for each distance, the number of shortest paths to each node."""
    count = links.shape[0]
    for start in range(0, count, _BATCH):
        sources = np.arange(start, min(start + _BATCH, count))
        level = np.zeros((count, len(sources)))
        level[sources, np.arange(len(sources))] = 1
        seen = level > 0
        levels = []
        while level.any():
            levels.append(level)
            level = links @ level
            level[seen] = 0
            seen |= level > 0
        yield sources, levels
