"""What every analysis starts from: the flattened graph, who names what, and an order without chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.analyze.arrays import arrays_of
from graphx.schema import ARTIFACT_KINDS, ROLES

if TYPE_CHECKING:
    import networkx as nx


def flatten_graph(G: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return the graph without directions and parallel edges, for plain networkx.

    Nodes and edges are put in by sorted key, so that the result, and what networkx computes on it, does not
    depend on the order in which ``G`` was filled.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Returns
    -------
    networkx.Graph
        The same nodes with their attributes; two nodes are linked if any edge runs between them, with the
        largest ``weight`` of these edges. An edge from a node to itself is dropped.

    Raises
    ------
    GraphError
        A weight is no finite number of 0 or more.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("paper:a", "model:m", key="uses", weight=0.6)
    >>> _ = G.add_edge("paper:a", "model:m", key="introduces", weight=0.9)
    >>> list(flatten_graph(G).edges(data="weight"))
    [('model:m', 'paper:a', 0.9)]
    """
    import networkx as nx

    arrays_of(G)  # tells weights that cannot be computed with
    best: dict[tuple[str, str], float] = {}
    for u, v, data in G.edges(data=True):
        if u != v:
            pair = (u, v) if u < v else (v, u)
            weight = data.get("weight", 1.0)
            best[pair] = max(weight, best.get(pair, weight))
    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from((key, G.nodes[key]) for key in sorted(G))
    flat.add_weighted_edges_from((u, v, best[u, v]) for u, v in sorted(best))
    return flat


def naming_papers(G: nx.MultiDiGraph[str]) -> dict[str, tuple[str, ...]]:
    """Return for each artifact the papers that introduce, use or mention it.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Returns
    -------
    dict
        Key of each artifact, sorted, to the sorted keys of the papers; empty where no paper names it itself
        (the family of a version, say).

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper")
    >>> G.add_node("model:m", kind="model")
    >>> _ = G.add_edge("paper:a", "model:m", key="uses", relation="uses", weight=1.0)
    >>> naming_papers(G)
    {'model:m': ('paper:a',)}
    """
    naming: dict[str, set[str]] = {
        key: set() for key in sorted(G) if G.nodes[key].get("kind") in ARTIFACT_KINDS
    }
    for u, v, data in G.edges(data=True):
        if data.get("relation") in ROLES and v in naming:
            naming[v].add(u)
    return {key: tuple(sorted(papers)) for key, papers in naming.items()}


def steady(value: float) -> float:
    """Return ``value`` to 12 significant digits, so that what is equal by symmetry is equal.

    Without this, rounding noise in the last digits would order nodes that nothing tells apart.

    >>> steady(0.1 + 0.2) == 0.3
    True
    """
    return float(f"{value:.12g}")
