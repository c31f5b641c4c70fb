"""Paths between two nodes, told in sentences."""

from __future__ import annotations

from itertools import islice, pairwise
from math import fsum, log
from typing import TYPE_CHECKING, Final

import networkx as nx

from graphx.analyze.graph import flatten_graph, steady
from graphx.analyze.nodes import find_node
from graphx.analyze.wording import name_of, tell, telling_link
from graphx.errors import OptionError
from graphx.model import GraphPath, PathStep

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIES: Final = 100  # paths of equal cost that are looked at beyond k before keys decide


def find_paths(G: nx.MultiDiGraph[str], a: str, b: str, *, k: int = 3) -> list[GraphPath]:
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
        Cheapest first, ties by the keys along the way (among the first hundred paths of one cost); empty
        if no way leads from ``a`` to ``b``.

    Raises
    ------
    NodeError
        A node is unknown or ambiguous.
    OptionError
        ``a`` and ``b`` are one node, or ``k`` is below 1.

    References
    ----------
    J. Y. Yen, "Finding the K shortest loopless paths in a network", Management Science 17 (1971) 712-716,
    doi:10.1287/mnsc.17.11.712.

    Examples
    --------
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
    flat = add_costs(flatten_graph(G))
    found: list[tuple[float, tuple[str, ...]]] = []
    # Paths come cheapest first; those as cheap as the k-th are taken along, for keys to decide.
    for nodes in islice(_cheapest_first(flat, start, end), k + _TIES):
        cost = steady(fsum(flat[u][v]["cost"] for u, v in pairwise(nodes)))
        if len(found) >= k and cost > found[k - 1][0]:
            break
        found.append((cost, nodes))
    return [
        GraphPath(nodes=nodes, steps=tuple(_step(G, u, v) for u, v in pairwise(nodes)), cost=cost)
        for cost, nodes in sorted(found)[:k]
    ]


def add_costs(flat: nx.Graph[str], *, step: float = 1.0) -> nx.Graph[str]:
    """Give each edge of a flattened graph its ``cost`` and return the graph.

    Parameters
    ----------
    flat
        A flattened graph of one's own; changed in place.
    step
        What a step costs between nodes that have no other neighbours.

    Returns
    -------
    networkx.Graph
        The same graph.

    Examples
    --------
    >>> flat = add_costs(nx.path_graph(["a", "b", "c"]))
    >>> round(flat["a"]["b"]["cost"], 4)
    1.3466
    """
    for u, v, data in flat.edges(data=True):
        data["cost"] = step + (log(len(flat[u])) + log(len(flat[v]))) / 2
    return flat


def _cheapest_first(flat: nx.Graph[str], start: str, end: str) -> Iterator[tuple[str, ...]]:
    try:
        for nodes in nx.shortest_simple_paths(flat, start, end, weight="cost"):
            yield tuple(nodes)
    except nx.NetworkXNoPath:
        return


def _step(G: nx.MultiDiGraph[str], source: str, target: str) -> PathStep:
    link = telling_link(G, source, target)
    return PathStep(
        source=source,
        target=target,
        relation=link.relation,
        forward=link.forward,
        text=tell(link, name_of(G.nodes[source], source), name_of(G.nodes[target], target)),
        evidence=link.evidence,
    )
