"""One region of a large map as data of a page: what a small map has, and where its links lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from graphx.render.data import clean, graph_data, group_columns
from graphx.render.excerpts import without_abstracts
from graphx.render.page import columns_of, nodes_of
from graphx.render.style import radii
from graphx.schema import NODE_KINDS

if TYPE_CHECKING:
    from graphx.render.ties import Ties

    Graph = nx.MultiDiGraph[str]

Inbound = Mapping[int, Sequence[Sequence[int]]]
"""For the number of a node in the whole map, how many nodes of which other regions lead to it."""

_EXACT = 120
"""Up to so many linked nodes the layout of a region compares all pairs; see :func:`place_nodes`."""

GUEST = ("kind", "label", "year")
"""What is told of a node of another region that something here leads to."""


def graph_part(G: Graph, keys: Sequence[str]) -> Graph:
    """Return some nodes of a graph with every edge out of them; what else they lead to, by name and kind.

    >>> G = nx.MultiDiGraph([("a", "b"), ("b", "c")])
    >>> sorted(graph_part(G, ["a"]))
    ['a', 'b']
    """
    part: Graph = nx.MultiDiGraph()
    part.add_nodes_from((key, G.nodes[key]) for key in keys)
    for source, target, relation, attrs in G.out_edges(keys, keys=True, data=True):
        if target not in part:
            told = G.nodes[target]
            part.add_node(target, **{name: told[name] for name in GUEST if name in told})
        part.add_edge(source, target, relation, **attrs)
    return part


class RegionWriter:
    """Turns regions into data; knows what holds for all of them."""

    def __init__(
        self,
        ties: Ties,
        *,
        size: Mapping[str, float] | None,
        color: Mapping[str, str],
        scale: Sequence[float],
        communities: Mapping[str, str],
        abstracts: bool = True,
    ) -> None:
        self._ties = ties
        self._size = size
        self._color = color
        self._scale = scale
        self._communities = communities
        self._abstracts = abstracts
        papers = ties.counts[:, 0].tolist()
        self._papers = {one.name: count for one, count in zip(ties.regions, papers, strict=True)}
        self._number = {clean(one.name): place for place, one in enumerate(ties.regions)}

    def data(self, number: int, part: Graph, inbound: Inbound) -> dict[str, Any]:
        """Return what the page's scripts read of one region.

        Parameters
        ----------
        number
            Its number.
        part
            Its nodes and what they lead to (:func:`graph_part`).
        inbound
            For the number of a node in the whole map, how many nodes of which other regions lead to it.

        Returns
        -------
        dict
            As the data of a small map, and ``home`` (the region's number), ``foreign`` (for each node the
            region it is in, -1 for this one), ``whole`` (what counts in the whole map: neighbours, papers
            naming it), ``inbound`` (by the node's number here).
        """
        ties, region = self._ties, self._ties.regions[number]
        size = self._size if self._size is not None else radii(part, None)
        color = {key: self._color[key] for key in part if key in self._color}
        nodes = nodes_of(part, size=size, color=color, exact=_EXACT)
        data = graph_data(part) if self._abstracts else without_abstracts(graph_data(part))
        places = [ties.places[key] for key in sorted(part)]
        here = {place: i for i, place in enumerate(places)}
        of = ties.region[places].tolist()
        return data | {
            "title": clean(region.name),
            "nodes": columns_of(nodes, data["kinds"]),
            "scale": list(self._scale),
            "sized": self._size is not None,
            **self._groups(part, of),
            "home": number,
            "foreign": [-1 if there == number else there for there in of],
            "whole": {
                "degree": ties.arrays.degrees[places].tolist(),
                "named": ties.arrays.naming_counts[places].tolist(),
            },
            "inbound": {here[place]: rows for place, rows in inbound.items()},
        }

    def _groups(self, part: Graph, of: Sequence[int]) -> dict[str, Any]:
        """Communities: those of nodes by name, or the regions that one can go to by number."""
        ties = self._ties
        names = {}
        for key, there in zip(sorted(part), of, strict=True):
            other = ties.regions[there]
            own = self._communities.get(key, "") if other.kind == "small" else other.name
            if other.kind != "alone" and own:
                names[key] = own
        columns = group_columns(part, names)
        papers, here = self._papers, columns["groupPapers"]
        whole = [max(count, papers.get(name, 0)) for name, count in zip(columns["groups"], here, strict=True)]
        return columns | {
            "groups": [self._number.get(name, name) for name in columns["groups"]],
            "groupPapers": whole,
        }


def told_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the overview tells about a region: what it is made of, and what it takes from elsewhere.

    Returns
    -------
    dict
        ``years`` (first and last, or empty), ``artifacts`` (its own, most named first: label, kind, papers
        here), ``elsewhere`` (others': label, kind, papers here, region), ``papers`` (labels of those linked
        most).
    """
    counts = [0] * len(data["keys"])
    for end in ("from", "to"):
        for node in data["edges"][end]:
            counts[node] += 1
    labels, kinds, foreign = data["nodes"]["label"], data["nodes"]["kind"], data["foreign"]
    order = sorted((i for i in range(len(counts)) if counts[i]), key=lambda i: (-counts[i], i))
    years = [
        d["year"] for d, there in zip(data["details"], foreign, strict=True) if there < 0 and d.get("year")
    ]
    paper = NODE_KINDS.index("paper")
    own = [i for i in order if foreign[i] < 0]
    return {
        "years": [min(years), max(years)] if years else [],
        "artifacts": [[labels[i], kinds[i], counts[i]] for i in own if kinds[i] != paper][:6],
        "elsewhere": [[labels[i], kinds[i], counts[i], foreign[i]] for i in order if foreign[i] >= 0][:6],
        "papers": [labels[i] for i in own if kinds[i] == paper][:3],
    }
