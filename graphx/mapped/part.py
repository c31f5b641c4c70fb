"""A part of a map as a networkx graph, and what the whole would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.analyze.nodes import find_node
from graphx.analyze.slices import distinct, rows
from graphx.build import count_witnesses
from graphx.errors import OptionError, choose
from graphx.schema import CITES, HOSTED_AT, NODE_KINDS, RELATIONS, VARIANT_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx
    from numpy.typing import NDArray

    from graphx.mapped.graph import MappedGraph

_ORDER: Final = {VARIANT_OF: 1, HOSTED_AT: 2, CITES: 3}
"""In what order a graph holds the links of one node by relation; a paper's links to names come first."""


def part_of(
    graph: MappedGraph,
    *,
    kinds: str | Iterable[str] | None = None,
    around: str | None = None,
    hops: int = 1,
    years: tuple[int, int] | None = None,
) -> nx.MultiDiGraph[str]:
    """Return a part of a map as a networkx graph: some nodes with all the links among them.

    Parameters
    ----------
    graph
        The map.
    kinds, around, hops, years
        As for :func:`graphx.load_graph`.
    """
    import networkx as nx

    wanted = np.ones(len(graph), np.bool_) if around is None else _around(graph, around, hops)
    if years is not None:
        wanted &= _of_years(graph, years)
    if kinds is not None:
        names = [kinds] if isinstance(kinds, str) else list(kinds)
        wanted &= np.isin(
            graph.arrays.kinds, [NODE_KINDS.index(choose("kind", k, NODE_KINDS)) for k in names]
        )
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    # As a graph that was built has them: papers first.
    places = np.flatnonzero(wanted)
    places = np.concatenate([places[graph.arrays.is_paper[places]], places[~graph.arrays.is_paper[places]]])
    keys = graph.arrays.keys
    for place, data in zip(places.tolist(), graph.read_all(places), strict=True):
        part.add_node(keys[place], **data)
    for place in places.tolist():
        for edge in _edges(graph, place, wanted):
            u, v = keys[place], keys[int(graph.arrays.targets[edge])]
            relation = RELATIONS[graph.arrays.relations[edge]]
            evidence = graph.evidence(edge)
            part.add_edge(
                u,
                v,
                key=relation,
                relation=relation,
                weight=float(graph.arrays.weights[edge]),
                witnesses=count_witnesses(evidence),
                evidence=evidence,
            )
    return part


def _around(graph: MappedGraph, node: str, hops: int) -> NDArray[np.bool_]:
    """Return which nodes are so many links away from a node, in either direction, or fewer."""
    if hops < 0:
        raise OptionError(f"hops={hops} cannot be gone; give 0 or more")
    near = np.zeros(len(graph), np.bool_)
    edge = np.array([graph.arrays.places[find_node(graph, node)]])
    near[edge] = True
    for _ in range(hops):
        edge = distinct(rows(graph.arrays.tables.links, edge).columns)
        edge = edge[~near[edge]]
        near[edge] = True
    return near


def _of_years(graph: MappedGraph, years: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which nodes are papers of some years, or linked to one and no paper."""
    first, last = years
    if first > last:
        raise OptionError(f"years={years} hold no year; give the first and the last")
    arrays = graph.arrays
    papers = arrays.is_paper & (arrays.years >= max(first, 1)) & (arrays.years <= last)
    linked = np.zeros(len(graph), np.bool_)
    linked[rows(arrays.tables.links, np.flatnonzero(papers)).columns] = True
    return np.asarray(papers | (linked & ~arrays.is_paper))


def _edges(graph: MappedGraph, place: int, wanted: NDArray[np.bool_]) -> list[int]:
    """Return the edges from a node to nodes of the part, in the order in which a graph has them."""
    arrays = graph.arrays
    start, end = arrays.tables.starts[place : place + 2].tolist()
    edges = [edge for edge in range(start, end) if wanted[arrays.targets[edge]]]

    def order(edge: int) -> tuple[Any, ...]:
        relation = int(arrays.relations[edge])
        return _ORDER.get(RELATIONS[relation], 0), int(arrays.targets[edge]), relation

    return sorted(edges, key=order)
