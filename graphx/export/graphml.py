"""The whole graph as GraphML, for Gephi, yEd, igraph and others."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from graphx.formats.escape import printable_xml, xml_text
from graphx.formats.table import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx


def graph_to_graphml(G: nx.MultiDiGraph[str]) -> str:
    """Return the graph as GraphML.

    Attributes that are neither text nor number nor bool become JSON text (evidence too); those that are None
    are left out, as are the characters that XML cannot hold. Edges get the ids ``e0``, ``e1`` and so on,
    because programs take edges of one id for one edge; the relation stays as an attribute.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Returns
    -------
    str
        The XML document, the same for the same graph in whatever order it was filled.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> nx.parse_graphml(graph_to_graphml(G)).nodes["model:m"]
    {'kind': 'model', 'label': 'M'}
    """
    import networkx as nx

    names = xml_names(G)
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    copy.graph.update(scalars(G.graph))
    for key in sorted(G):
        copy.add_node(names[key], **scalars(G.nodes[key]))
    edges = sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
    for place, (u, v, _, data) in enumerate(edges):
        copy.add_edge(names[u], names[v], f"e{place}", **scalars(data))
    out = io.BytesIO()
    # Not generate_graphml, which splits the text at every kind of line end, those inside titles too; and not
    # write_graphml, which takes another writer where lxml is installed.
    nx.write_graphml_xml(copy, out, encoding="utf-8")
    return printable_xml(out.getvalue().decode("utf-8")) + "\n"


def xml_names(G: nx.MultiDiGraph[str]) -> dict[str, str]:
    """Return the id of each node in the document; keys that differ only in what XML lacks stay apart."""
    names = {key: key for key in G if xml_text(key) == key}
    taken = set(names)
    for key in sorted(set(G) - taken):
        name = xml_text(key)
        while name in taken:
            name += "'"
        names[key] = name
        taken.add(name)
    return names


def scalars(data: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Return attributes as XML can hold them: text, numbers and bools; all else as JSON text."""
    return {name: _scalar(data[name]) for name in sorted(data) if data[name] is not None}


def _scalar(value: object) -> str | int | float:
    if isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=plain)
    return xml_text(text)
