"""Rankings: a score for every node, best first."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Final

import networkx as nx

from graphx.analyze.distances import distance_sums, path_shares
from graphx.analyze.graph import best_first, flatten_graph
from graphx.analyze.project import project_graph
from graphx.errors import OptionError, choose
from graphx.schema import NODE_KINDS, PAPER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DAMPING: Final = 0.85
"""How often the walker of PageRank follows a link, if nothing else is asked for; otherwise it starts anew."""


def rank_nodes(
    G: nx.MultiDiGraph[str], *, by: str = "pagerank", kind: str | None = PAPER, on: str = "graph"
) -> dict[str, float]:
    """Return the nodes with their scores, best first.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    by
        The metric, one of :data:`METRICS`.
    kind
        Which nodes to return: one of :data:`graphx.schema.NODE_KINDS`, or None for all. All nodes take part
        in the computation either way.
    on
        ``"graph"`` computes on the flattened graph, ``"papers"`` on the papers linked by what they share
        (:func:`graphx.analyze.project.project_graph`).

    Returns
    -------
    dict
        Node key to score, highest first, ties by key. Scores are given to 12 significant digits, so that
        nodes that nothing tells apart tie.

    Raises
    ------
    OptionError
        An unknown metric, kind or ``on``; a kind other than paper on the graph of papers.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_nodes_from(["model:m", "dataset:d"], kind="model")
    >>> for u, v in [("paper:a", "model:m"), ("paper:b", "model:m"), ("paper:b", "dataset:d")]:
    ...     _ = G.add_edge(u, v, key="uses", relation="uses", weight=1.0)
    >>> rank_nodes(G, by="degree")
    {'paper:b': 2.0, 'paper:a': 1.0}
    >>> list(rank_nodes(G))
    ['paper:b', 'paper:a']
    """
    metric = METRICS[choose("metric", by, METRICS)]
    if kind is not None:
        choose("kind", kind, NODE_KINDS)
    if choose("graph to rank on", on, ("graph", "papers")) == "graph":
        graph = flatten_graph(G)
    elif kind != PAPER:
        raise OptionError(f"on='papers' ranks papers only, got kind={kind!r}; use kind='paper' or on='graph'")
    else:
        graph = project_graph(G)
    scores = metric(graph) if graph else {}
    return best_first(
        {key: score for key, score in scores.items() if kind in (None, graph.nodes[key].get("kind"))}
    )


def degree(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the number of different neighbours of each node.

    L. C. Freeman, "Centrality in social networks: conceptual clarification", Social Networks 1 (1978)
    215-239, doi:10.1016/0378-8733(78)90021-7.

    >>> degree(nx.path_graph(["a", "b", "c"]))
    {'a': 1, 'b': 2, 'c': 1}
    """
    return {key: len(graph[key]) for key in graph}


def strength(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the sum of the weights of each node's links.

    A. Barrat et al., "The architecture of complex weighted networks", PNAS 101 (2004) 3747-3752,
    doi:10.1073/pnas.0400087101.

    >>> strength(nx.Graph([("a", "b", {"weight": 0.5}), ("b", "c", {"weight": 0.25})]))
    {'a': 0.5, 'b': 0.75, 'c': 0.25}
    """
    return {key: fsum(data["weight"] for data in graph[key].values()) for key in graph}


def pagerank(
    graph: nx.Graph[str], starts: Mapping[str, float] | None = None, *, damping: float = DAMPING
) -> dict[str, float]:
    """Return how often a random walker is at each node; links are followed in proportion to their weight.

    With probability 1 - ``damping``, and at a node without links, the walker starts anew: anywhere, or at one
    of ``starts`` in proportion to its number (personalised PageRank).

    S. Brin and L. Page, "The anatomy of a large-scale hypertextual Web search engine", Computer Networks 30
    (1998) 107-117, doi:10.1016/S0169-7552(98)00110-X; T. Haveliwala, "Topic-sensitive PageRank", WWW 2002,
    doi:10.1145/511446.511513.

    >>> graph = nx.Graph([("a", "b", {"weight": 1.0}), ("b", "c", {"weight": 1.0})])
    >>> {key: round(score, 4) for key, score in pagerank(graph).items()}
    {'a': 0.2568, 'b': 0.4865, 'c': 0.2568}
    """
    # networkx stops once the change over all nodes is below N * tol: with its default that is after three
    # steps on a large graph. The walk forgets a share of 1 - damping a step, so that 1000 steps are plenty.
    ranks: dict[str, float] = nx.pagerank(
        graph,
        alpha=damping,
        personalization=starts,
        nstart=starts,
        tol=1e-13 / len(graph),
        max_iter=1000,
        weight="weight",
    )
    return ranks


def betweenness(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the share of all shortest paths between two other nodes that pass through each node.

    Unweighted, exact, divided by the number of pairs of other nodes.

    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977) 35-41,
    doi:10.2307/3033543; computed as U. Brandes does, doi:10.1080/0022250X.2001.9990249.

    >>> betweenness(nx.path_graph(["a", "b", "c"]))
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    pairs = max(1, (len(graph) - 1) * (len(graph) - 2) // 2)
    return {key: share / pairs for key, share in path_shares(graph).items()}


def closeness(graph: nx.Graph[str]) -> dict[str, float]:
    """Return one over the mean distance to the nodes that can be reached, times the share of them.

    The second factor keeps small components from looking central. Unweighted.

    S. Wasserman and K. Faust, "Social Network Analysis" (1994), p. 201, doi:10.1017/CBO9780511815478.

    >>> closeness(nx.path_graph(["a", "b", "c"]))["b"]
    1.0
    """
    others = len(graph) - 1
    sums = distance_sums(graph)
    return {
        key: reached / total * reached / others if total else 0.0 for key, (reached, total, _) in sums.items()
    }


def harmonic(graph: nx.Graph[str]) -> dict[str, float]:
    """Return the sum of one over the distance to every other node, nought where there is no way. Unweighted.

    P. Boldi and S. Vigna, "Axioms for centrality", Internet Mathematics 10 (2014) 222-262,
    doi:10.1080/15427951.2013.865686.

    >>> harmonic(nx.path_graph(["a", "b", "c"]))
    {'a': 1.5, 'b': 2.0, 'c': 1.5}
    """
    return {key: inverse for key, (_, _, inverse) in distance_sums(graph).items()}


METRICS: Final[dict[str, Callable[[nx.Graph[str]], dict[str, float]]]] = {
    "betweenness": betweenness,
    "closeness": closeness,
    "degree": degree,
    "harmonic": harmonic,
    "pagerank": pagerank,
    "strength": strength,
}
"""Every metric by its name: a function of an undirected simple graph with at least one node."""
