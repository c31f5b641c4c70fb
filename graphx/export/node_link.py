"""The whole graph as JSON text and back.

The form is networkx' node-link data, so that ``networkx.node_link_graph(data, edges="edges")`` reads it too::

    {"directed": true, "multigraph": true, "graph": {},
     "nodes": [{"id": "paper:arxiv:2308.14508", "kind": "paper", "label": …}, …],
     "edges": [{"source": …, "target": …, "key": "introduces", "relation": "introduces", "weight": 0.9,
                "evidence": [{"sentence": …}, …]}, …]}

Nodes, edges and attributes are sorted, one node or edge stands on a line, so that two maps can be compared
line by line.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graphx.errors import InputError
from graphx.formats.escape import printable_json
from graphx.formats.table import plain
from graphx.model import Evidence

if TYPE_CHECKING:
    import networkx as nx


def graph_to_json(G: nx.MultiDiGraph[str]) -> str:
    """Return the graph as JSON text; :func:`graph_from_json` reads it back as it was.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Returns
    -------
    str
        The text, the same for the same graph in whatever order it was filled.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> print(graph_to_json(G), end="")
    {"directed": true, "multigraph": true, "graph": {}, "nodes": [
    {"id": "model:m", "kind": "model", "label": "M"}
    ], "edges": [
    <BLANKLINE>
    ]}
    """
    nodes = [_line({"id": key}, G.nodes[key]) for key in sorted(G)]
    edges = [
        _line({"source": u, "target": v, "key": key}, data)
        for u, v, key, data in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
    ]
    head = f'{{"directed": true, "multigraph": true, "graph": {_line({}, G.graph)}'
    return "".join(
        [head, ', "nodes": [\n', ",\n".join(nodes), '\n], "edges": [\n', ",\n".join(edges), "\n]}\n"]
    )


def graph_from_json(text: str) -> nx.MultiDiGraph[str]:
    """Return the graph that :func:`graph_to_json` wrote.

    Parameters
    ----------
    text
        The JSON text.

    Returns
    -------
    networkx.MultiDiGraph
        Equal to the graph written: sequences are tuples again, evidence is :class:`graphx.model.Evidence`.

    Raises
    ------
    InputError
        The text is no JSON or not of this form.

    Examples
    --------
    >>> graph_from_json('{"nodes": [{"id": "model:m", "kind": "model"}], "edges": []}').nodes["model:m"]
    {'kind': 'model'}
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    try:
        data = json.loads(text)
        graph.graph.update(_attributes(data.get("graph", {})))
        for node in data["nodes"]:
            graph.add_node(node.pop("id"), **_attributes(node))
        for edge in data["edges"]:
            graph.add_edge(edge.pop("source"), edge.pop("target"), edge.pop("key"), **_attributes(edge))
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON ({error}); give a graph exported as json") from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(f"JSON, but no graph of graphx ({error}); give a graph exported as json") from error
    return graph


def _line(fixed: dict[str, str], data: dict[str, Any]) -> str:
    rows = dict(sorted(data.items())) | fixed
    if "evidence" in rows:
        rows["evidence"] = [_evidence(one) for one in rows["evidence"]]
    return printable_json(json.dumps(fixed | rows, ensure_ascii=False, default=plain))


def _evidence(evidence: Evidence) -> dict[str, object]:
    """Return what the evidence says; fields left at their default are left out."""
    empty = asdict(Evidence())
    return {name: value for name, value in asdict(evidence).items() if value != empty[name]}


def _attributes(data: dict[str, Any]) -> dict[str, Any]:
    found = {name: _tuples(value) for name, value in data.items()}
    if "evidence" in found:
        found["evidence"] = tuple(Evidence(**one) for one in found["evidence"])
    return found


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
