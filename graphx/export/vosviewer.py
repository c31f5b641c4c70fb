"""The map as a network for VOSviewer, the map maker of bibliometrics.

Its JSON has items and links; items have weights (what may set their size), scores (what may set their colour)
and a cluster. See the manual of VOSviewer, section "JSON files".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphx.formats.escape import enclosable, markup
from graphx.formats.table import json_text
from graphx.ids import safe_url
from graphx.schema import NODE_KINDS
from graphx.text import one_line

if TYPE_CHECKING:
    import networkx as nx

_CLUSTERS: Final = {kind: place for place, kind in enumerate(NODE_KINDS, 1)}
_PLURALS: Final = ("Papers", "Datasets", "Models", "Repositories")


def graph_to_vosviewer(G: nx.MultiDiGraph[str]) -> str:
    """Return the graph as JSON of VOSviewer.

    A cluster is a kind of node. VOSviewer knows one undirected link between two items: its strength is the
    weight of the surest link. Descriptions are HTML there, so whatever titles hold is escaped.

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
    >>> import json, networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> network = json.loads(graph_to_vosviewer(G))["network"]
    >>> network["items"][0]["label"], network["items"][0]["cluster"], network["links"]
    ('M', 3, [])
    """
    places = {key: place for place, key in enumerate(sorted(G), 1)}
    strengths: dict[tuple[int, int], float] = {}
    for u, v, weight in G.edges(data="weight", default=1.0):
        if u != v:
            pair = (min(places[u], places[v]), max(places[u], places[v]))
            strengths[pair] = max(strengths.get(pair, 0.0), weight)
    degrees = dict.fromkeys(places.values(), 0)
    for pair in strengths:
        for end in pair:
            degrees[end] += 1
    network = {
        "items": [_item(G, key, place, degrees[place]) for key, place in places.items()],
        "links": [
            {"source_id": a, "target_id": b, "strength": strength}
            for (a, b), strength in sorted(strengths.items())
        ],
        "clusters": [
            {"cluster": place, "label": label}
            for place, label in zip(_CLUSTERS.values(), _PLURALS, strict=True)
        ],
    }
    return json_text({"network": network})


def _item(G: nx.MultiDiGraph[str], key: str, place: int, degree: int) -> dict[str, Any]:
    data = G.nodes[key]
    label = one_line(str(data.get("label", key)))
    item: dict[str, Any] = {"id": place, "label": label, "cluster": _CLUSTERS.get(data.get("kind", ""), 0)}
    told = [label, "; ".join(data.get("authors", ())), str(data.get("year") or ""), key]
    item["description"] = "<br>".join(markup(part) for part in told if part)
    url = enclosable(safe_url(str(data.get("url", "")).strip()))
    if url:
        item["url"] = url
    item["weights"] = {"Links": degree}
    if data.get("year"):
        item["scores"] = {"Year": data["year"]}
    return item
