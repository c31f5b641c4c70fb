"""The whole graph as Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphx.formats.escape import printable_json
from graphx.formats.table import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx


def graph_to_cytoscape(G: nx.MultiDiGraph[str]) -> str:
    """Return the graph as Cytoscape JSON, which ``networkx.cytoscape_graph`` reads too.

    Cytoscape's own columns are filled: ``name`` with the label, ``interaction`` with the relation. Evidence,
    for which its tables have no type, is JSON text, and the best sentence stands beside it.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Returns
    -------
    str
        The text, one node or edge a line, the same for the same graph in whatever order it was filled.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> json.loads(graph_to_cytoscape(G))["elements"]["nodes"]
    [{'data': {'kind': 'model', 'label': 'M', 'id': 'model:m', 'value': 'model:m', 'name': 'M'}}]
    """
    nodes = []
    for key in sorted(G):
        data = G.nodes[key]
        nodes.append(_line(data, {"id": key, "value": key, "name": data.get("label", key)}))
    edges = []
    told = sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
    for place, (u, v, key, data) in enumerate(told):
        evidence = data.get("evidence", ())
        fixed = {"id": f"e{place}", "source": u, "target": v, "key": key, "interaction": key}
        fixed["sentence"] = (evidence[0].sentence or evidence[0].detail) if evidence else ""
        edges.append(_line(data, fixed))
    head = f'{{"data": {_json(list(G.graph.items()))}, "directed": true, "multigraph": true, "elements": '
    return "".join(
        [head, '{"nodes": [\n', ",\n".join(nodes), '\n], "edges": [\n', ",\n".join(edges), "\n]}}\n"]
    )


def _line(data: Mapping[str, Any], fixed: dict[str, Any]) -> str:
    """Return a node or edge; what is None is left out, as an empty cell of a table."""
    row = {name: data[name] for name in sorted(data) if data[name] is not None}
    if "evidence" in row:
        row["evidence"] = _json(row["evidence"])
    return _json({"data": row | fixed})


def _json(value: object) -> str:
    return printable_json(json.dumps(value, ensure_ascii=False, default=plain))
