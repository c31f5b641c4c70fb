"""The whole graph as GEXF 1.3, for Gephi and Gephi Lite.

networkx writes GEXF 1.2, which takes lists for values that change over time and holds the date of writing; so
this is a writer of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphx.export.graphml import scalars, xml_names
from graphx.formats.escape import printable_xml, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

_TYPES: Final = {bool: "boolean", int: "long", float: "double"}
_OWN: Final = ("label", "weight")  # what GEXF has a place of its own for

Columns = dict[str, str]
"""Names of attributes to their types in GEXF."""


def graph_to_gexf(G: nx.MultiDiGraph[str]) -> str:
    """Return the graph as GEXF 1.3.

    The relation is the kind of an edge, which keeps parallel edges apart, and an attribute too. Attributes
    that are neither text nor number nor bool become JSON text (evidence too); those that are None are left
    out, as are the characters that XML cannot hold.

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
    >>> G.add_node("model:m", kind="model", label="M & N")
    >>> print(graph_to_gexf(G).split("<nodes>")[1].splitlines()[1])
    <node id="model:m" label="M &amp; N"><attvalues><attvalue for="kind" value="model"/></attvalues></node>
    """
    return "".join(f"{printable_xml(line)}\n" for line in _lines(G))


def _lines(G: nx.MultiDiGraph[str]) -> Iterator[str]:
    names = xml_names(G)
    edges = sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield "<meta><creator>graphx</creator></meta>"
    yield '<graph defaultedgetype="directed" mode="static">'
    nodes = [(key, scalars(G.nodes[key])) for key in sorted(G)]
    yield from _declared("node", columns := _columns(data for _, data in nodes))
    yield "<nodes>"
    for key, data in nodes:
        label = str(data.get("label", names[key]))
        name = _attribute("id", names[key]) + _attribute("label", label)
        yield f"<node{name}>{_values(data, columns)}</node>"
    yield "</nodes>"
    told = [scalars(data) for _, _, _, data in edges]
    yield from _declared("edge", columns := _columns(told))
    yield "<edges>"
    for place, ((u, v, relation, _), data) in enumerate(zip(edges, told, strict=True)):
        ends = _attribute("source", names[u]) + _attribute("target", names[v])
        kind = _attribute("kind", relation) + _attribute("label", relation)
        weight = _attribute("weight", data["weight"]) if "weight" in data else ""
        yield f'<edge id="e{place}"{ends}{kind}{weight}>{_values(data, columns)}</edge>'
    yield "</edges>"
    yield "</graph>"
    yield "</gexf>"


def _columns(rows: Any) -> Columns:
    """Return the type of each attribute: text where its values are of several."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            if name not in _OWN:
                kinds.setdefault(name, set()).add(_TYPES.get(type(value), "string"))
    return {name: kinds[name].pop() if len(kinds[name]) == 1 else "string" for name in sorted(kinds)}


def _declared(what: str, columns: Columns) -> Iterator[str]:
    yield f'<attributes class="{what}" mode="static">'
    for name, kind in columns.items():
        yield f'<attribute{_attribute("id", name)}{_attribute("title", name)} type="{kind}"/>'
    yield "</attributes>"


def _values(data: Mapping[str, Any], columns: Columns) -> str:
    told = "".join(
        f"<attvalue{_attribute('for', name)}{_attribute('value', data[name])}/>"
        for name in columns
        if name in data
    )
    return f"<attvalues>{told}</attvalues>"


def _attribute(name: str, value: object) -> str:
    from xml.sax.saxutils import quoteattr  # brings urllib, http and email, which reading lists do without

    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f" {name}={quoteattr(xml_text(text))}"
