"""The piece of a map around one node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.analyze.nodes import find_node
from graphx.errors import OptionError

if TYPE_CHECKING:
    import networkx as nx


def graph_around(G: nx.MultiDiGraph[str], node: str, *, steps: int = 1) -> nx.MultiDiGraph[str]:
    """Return the piece of the graph around a node.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    node
        A node key, an identifier, or a piece of a title or name.
    steps
        How many links away from the node, in either direction.

    Returns
    -------
    networkx.MultiDiGraph
        A graph of its own: the nodes that near, and all links among them.

    Raises
    ------
    NodeError
        No node fits, or several do.
    OptionError
        A negative number of steps.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> for key in ("paper:a", "paper:b"):
    ...     G.add_node(key, kind="paper", label=key)
    ...     _ = G.add_edge(key, "model:m", key="uses")
    >>> G.nodes["model:m"].update(kind="model", label="M")
    >>> sorted(graph_around(G, "paper:a")), sorted(graph_around(G, "paper:a", steps=2))
    (['model:m', 'paper:a'], ['model:m', 'paper:a', 'paper:b'])
    """
    if steps < 0:
        raise OptionError(f"steps={steps} cannot be gone; give 0 or more")
    start = find_node(G, node)
    near, edge = {start}, {start}
    for _ in range(steps):
        edge = {other for key in edge for other in (*G.succ[key], *G.pred[key])} - near
        if not edge:
            break
        near |= edge
    # Not G.subgraph, whose order would be that of the set.
    piece = type(G)()
    piece.add_nodes_from((key, data) for key, data in G.nodes(data=True) if key in near)
    for u, v, key, data in G.edges(list(piece), keys=True, data=True):
        if v in near:
            piece.add_edge(u, v, key=key, **data)
    return piece
