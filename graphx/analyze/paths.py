"""Paths between two nodes, told in sentences."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from math import fsum, inf, log
from typing import TYPE_CHECKING

import numpy as np

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.nodes import find_node
from graphx.analyze.ways import Ways
from graphx.analyze.wording import name_of, tell, telling_link
from graphx.answers.paths import GraphPath, PathStep
from graphx.errors import OptionError

if TYPE_CHECKING:
    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.texts import Graph


def find_paths(G: Graph, a: str, b: str, *, k: int = 3) -> list[GraphPath]:
    """Return the best ways from one node to another, whichever way the edges run.

    A step costs one plus the mean of ln(neighbours) of its two ends, so that a short way is good and one
    through a hub such as BERT, which ties everything to everything, is not. No node comes twice in a path.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    a, b
        Start and end: node keys, or what :func:`graphx.analyze.nodes.find_node` understands.
    k
        How many paths to return at most.

    Returns
    -------
    list of GraphPath
        Cheapest first, ties by the keys along the way; empty if no way leads from ``a`` to ``b``.

    Raises
    ------
    NodeError
        A node is unknown or ambiguous.
    OptionError
        ``a`` and ``b`` are one node, or ``k`` is below 1.

    References
    ----------
    J. Y. Yen, "Finding the K shortest loopless paths in a network", Management Science 17 (1971) 712-716,
    doi:10.1287/mnsc.17.11.712; E. L. Lawler, "A procedure for computing the K best solutions to discrete
    optimization problems", Management Science 18 (1972) 401-405, doi:10.1287/mnsc.18.7.401.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="LongBench: A Bilingual Benchmark")
    >>> G.add_node("paper:b", kind="paper", label="CLEX")
    >>> G.add_node("dataset:longbench", kind="dataset", label="LongBench")
    >>> _ = G.add_edge("paper:a", "dataset:longbench", key="introduces", relation="introduces", weight=1.0)
    >>> _ = G.add_edge("paper:b", "dataset:longbench", key="uses", relation="uses", weight=1.0)
    >>> find_paths(G, "paper:a", "paper:b")[0].text
    'LongBench: A Bilingual Benchmark introduces LongBench; CLEX uses LongBench.'
    """
    if k < 1:
        raise OptionError(f"k={k} asks for no path; give at least 1")
    start, end = find_node(G, a), find_node(G, b)
    if start == end:
        raise OptionError(f"a path needs two nodes, got {start} twice; give another start or end")
    arrays = arrays_of(G)
    found = cheapest_paths(arrays, arrays.places[start], arrays.places[end], k)
    return [_told(G, [arrays.keys[node] for node in nodes], cost) for cost, nodes in found]


def cheapest_paths(arrays: GraphArrays, start: int, end: int, k: int) -> list[tuple[float, tuple[int, ...]]]:
    """Return the costs and nodes of the k cheapest paths between two different nodes, given by number.

    >>> import networkx as nx
    >>> arrays = arrays_of(nx.MultiDiGraph([("a", "b"), ("b", "c")]))
    >>> [(round(cost, 3), nodes) for cost, nodes in cheapest_paths(arrays, 0, 2, k=3)]
    [(2.693, (0, 1, 2))]
    """
    degrees = arrays.degrees

    def tolls(nodes: Ints) -> Floats:
        return np.asarray(np.log(np.maximum(1, degrees[nodes])) / 2)

    def cost(nodes: tuple[int, ...]) -> float:
        return steady(fsum(1 + (log(degrees[u]) + log(degrees[v])) / 2 for u, v in pairwise(nodes)))

    ways = Ways(arrays.tables.links, tolls)
    found: list[tuple[float, tuple[int, ...]]] = []
    # Each branch holds the cheapest of all paths that share its first nodes and go on to none of some others:
    # together they hold every path not yet found, each once.
    branches: list[tuple[float, tuple[int, ...], int, frozenset[int]]] = []

    def branch(head: tuple[int, ...], barred: frozenset[int]) -> None:
        known = sorted([total for total, _ in found] + [total for total, *_ in branches])
        limit = known[k - 1] - cost(head) if len(known) >= k else inf
        way = ways.cheapest(head[-1], [end], without=head[:-1], not_next=barred, limit=limit + 1e-9)
        if way:
            nodes = (*head[:-1], *way)
            heappush(branches, (cost(nodes), nodes, len(head) - 1, barred))

    branch((start,), frozenset())
    while branches and len(found) < k:
        total, nodes, fork, barred = heappop(branches)
        found.append((total, nodes))
        for place in range(fork, len(nodes) - 1):
            more = barred if place == fork else frozenset()
            branch(nodes[: place + 1], more | {nodes[place + 1]})
    return found


def _told(G: Graph, keys: list[str], cost: float) -> GraphPath:
    steps = tuple(_step(G, u, v) for u, v in pairwise(keys))
    return GraphPath(nodes=tuple(keys), steps=steps, cost=cost)


def _step(G: Graph, source: str, target: str) -> PathStep:
    link = telling_link(G, source, target)
    return PathStep(
        source=source,
        target=target,
        relation=link.relation,
        forward=link.forward,
        text=tell(link, name_of(G.nodes[source], source), name_of(G.nodes[target], target)),
        evidence=link.evidence,
    )
