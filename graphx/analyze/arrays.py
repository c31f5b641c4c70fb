"""The graph as arrays: what every number is computed on.

A networkx graph holds each edge in dictionaries of its own, which makes it pleasant to use and slow to
compute on. Here the same nodes and edges stand in numpy arrays and sparse matrices, taken off once per graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from graphx.analyze.tables import Floats, Ints, Tables, largest
from graphx.analyze.texts import check_graph
from graphx.errors import GraphError
from graphx.schema import NODE_KINDS, PAPER, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx
    from scipy import sparse

    from graphx.analyze.texts import Graph

    Matrix = sparse.csr_array[Any, tuple[int, int]]

__all__ = ["UNKNOWN", "Floats", "GraphArrays", "Ints", "arrays_of"]

UNKNOWN: Final = -1
"""Kind of a node, or relation of an edge, that the schema does not know."""

_REMEMBERED: Final = "graphx"
_ENDLESS: Final = float("inf")


@dataclass(frozen=True, eq=False)
class GraphArrays:
    """Nodes and edges of a graph by number.

    Nodes are numbered by sorted key, so that nothing computed here depends on the order in which the graph
    was filled. All matrices are square, over all nodes.

    Parameters
    ----------
    keys
        Node keys, sorted.
    kinds
        For each node the place of its kind in :data:`graphx.schema.NODE_KINDS`, or :data:`UNKNOWN`.
    years
        For each node its year, 0 where none is known.
    sources, targets
        The ends of each edge; parallel edges and loops included; sorted by source, target and relation.
    relations
        For each edge the place of its relation in :data:`graphx.schema.RELATIONS`, or :data:`UNKNOWN`.
    weights
        For each edge its weight, finite and not below 0.
    """

    keys: Sequence[str]
    kinds: NDArray[np.int8]
    years: NDArray[np.int32]
    sources: Ints
    targets: Ints
    relations: NDArray[np.int8]
    weights: Floats

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each node key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def papers(self) -> Ints:
        """The numbers of the papers."""
        return np.flatnonzero(self.kinds == NODE_KINDS.index(PAPER))

    @cached_property
    def is_paper(self) -> NDArray[np.bool_]:
        """For each node whether it is a paper."""
        return np.asarray(self.kinds == NODE_KINDS.index(PAPER))

    @cached_property
    def is_artifact(self) -> NDArray[np.bool_]:
        """For each node whether it is a dataset, model or repo."""
        return np.asarray(self.kinds > NODE_KINDS.index(PAPER))

    @cached_property
    def tables(self) -> Tables:
        """The same matrices as bare arrays, for what looks at a few rows only."""
        return Tables(self.kinds, self.sources, self.targets, self.relations, self.weights)

    @cached_property
    def links(self) -> Matrix:
        """The flattened graph: symmetric; of parallel edges the largest weight; without loops.

        As :func:`graphx.analyze.graph.flatten_graph`. A link of weight 0 is kept as an explicit 0.
        """
        return self.tables.links.matrix()

    @cached_property
    def damped(self) -> Matrix:
        """The links, those of an artifact divided by ln(1 + papers naming it), so that hubs do not tie all.

        A link between two artifacts counts by the one that more papers name; one that no paper names itself
        counts as if one did.
        """
        return self.tables.damped.matrix()

    @cached_property
    def degrees(self) -> Ints:
        """For each node the number of its different neighbours."""
        return np.diff(self.tables.links.indptr).astype(np.int64)

    def of_relations(self, *relations: str) -> Matrix:
        """Return the edges of some relations, from source to target; of parallel ones the largest weight."""
        wanted = np.isin(self.relations, [RELATIONS.index(relation) for relation in relations])
        return largest(len(self), self.sources[wanted], self.targets[wanted], self.weights[wanted]).matrix()

    @cached_property
    def edges(self) -> Matrix:
        """All edges from source to target; of parallel ones the largest weight; without loops."""
        apart = self.sources != self.targets
        return largest(len(self), self.sources[apart], self.targets[apart], self.weights[apart]).matrix()

    @cached_property
    def naming(self) -> Matrix:
        """Row of each paper: 1 for each artifact that it introduces, uses or mentions."""
        return self.tables.naming.matrix()

    @cached_property
    def named_by(self) -> Matrix:
        """Row of each artifact: 1 for each paper that introduces, uses or mentions it."""
        return self.tables.named_by.matrix()

    @cached_property
    def naming_counts(self) -> Ints:
        """For each artifact how many papers name it; 0 for papers."""
        return np.diff(self.tables.named_by.indptr).astype(np.int64)

    @cached_property
    def introduced_by(self) -> Matrix:
        """Row of each artifact: a weight for each paper that introduces it."""
        return self.tables.introduced_by.matrix()

    @cached_property
    def citing(self) -> Matrix:
        """Row of each paper: 1 for each node that it cites; loops left out."""
        return self.tables.citing.matrix()

    @cached_property
    def cited_by(self) -> Matrix:
        """Row of each node: 1 for each paper that cites it; loops left out."""
        return self.tables.cited_by.matrix()

    def by_key(self, values: Iterable[float]) -> dict[str, float]:
        """Return one value a node as a mapping from keys.

        >>> import networkx as nx
        >>> arrays_of(nx.MultiDiGraph([("paper:a", "model:m")])).by_key([0.5, 0.25])
        {'model:m': 0.5, 'paper:a': 0.25}
        """
        return dict(zip(self.keys, values, strict=True))


def arrays_of(G: Graph) -> GraphArrays:
    """Return a graph as arrays, taken off once and remembered with the graph.

    networkx forgets what is remembered when nodes or edges are added or removed. An attribute that is changed
    in place goes unnoticed: call ``G.__networkx_cache__.clear()`` after changing weights that way.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`. Edges without a ``relation`` have the one of their key; edges
        without a weight have weight 1.

    Raises
    ------
    GraphError
        A weight is no finite number or below 0.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper")
    >>> _ = G.add_edge("paper:a", "model:m", key="uses", relation="uses", weight=0.5)
    >>> arrays = arrays_of(G)
    >>> arrays.keys, arrays.links.toarray().tolist(), arrays is arrays_of(G)
    (('model:m', 'paper:a'), [[0.0, 0.5], [0.5, 0.0]], True)
    """
    held: GraphArrays | None = getattr(G, "arrays", None)
    if held is not None:
        return held  # a map on disk has no other form
    check_graph(G)
    remembered: dict[str, Any] = getattr(G, "__networkx_cache__", None) or {}
    if _REMEMBERED in remembered:
        arrays: GraphArrays = remembered[_REMEMBERED]
        return arrays
    arrays = _taken_off(cast("nx.MultiDiGraph[str]", G))
    if hasattr(G, "__networkx_cache__"):
        G.__networkx_cache__[_REMEMBERED] = arrays
    return arrays


def _taken_off(G: nx.MultiDiGraph[str]) -> GraphArrays:
    keys = tuple(sorted(G))
    places = {key: place for place, key in enumerate(keys)}
    kind_of = {kind: place for place, kind in enumerate(NODE_KINDS)}
    relation_of: dict[Any, int] = {relation: place for place, relation in enumerate(RELATIONS)}
    kinds, years = np.empty(len(keys), np.int8), np.zeros(len(keys), np.int32)
    for key, data in G.nodes(data=True):
        kinds[places[key]] = kind_of.get(str(data.get("kind")), UNKNOWN)
        if data.get("year"):
            years[places[key]] = _year(data["year"])
    # Lists, because filling arrays one place at a time takes four times as long.
    ends: list[int] = []
    told: list[int] = []
    weighed: list[float] = []
    for u, v, key, data in _edges(G):
        ends += places[u], places[v]
        told.append(relation_of.get(data.get("relation", key), UNKNOWN))
        weight = data.get("weight", 1.0)
        weighed.append(weight if type(weight) is float and 0 <= weight < _ENDLESS else _weight(u, v, weight))
    sources, targets = np.array(ends, np.int64).reshape(-1, 2).T
    relations, weights = np.array(told, np.int8), np.array(weighed, np.float64)
    order = np.lexsort((weights, relations, targets, sources))
    return GraphArrays(keys, kinds, years, sources[order], targets[order], relations[order], weights[order])


def _edges(G: nx.MultiDiGraph[str]) -> Iterable[tuple[str, str, Any, dict[str, Any]]]:
    if G.is_multigraph():
        return G.edges(keys=True, data=True)
    return ((u, v, None, data) for u, v, data in G.edges(data=True))


def _year(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 10_000 else 0


def _weight(source: str, target: str, value: object) -> float:
    try:
        weight = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        weight = float("nan")
    if not isfinite(weight) or weight < 0:
        raise GraphError(
            f"the edge from {source} to {target} has the weight {value!r}; give a finite number of 0 or more"
        )
    return weight
