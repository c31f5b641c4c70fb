"""Which changed link moved a node in its ranking: found by putting links back, one at a time."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.rank import rank_nodes
from graphx.analyze.slices import neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

    from graphx.changes import LinkChange


class Cause(NamedTuple):
    """The changed link that did most for a node's move, and how that was found."""

    link: LinkChange | None
    effect: float
    place_without: int
    near: int
    tried: int


class Causes:
    """Finds causes of moves between two maps; what is computed for one node serves the next.

    Parameters
    ----------
    old, new
        The two maps.
    links
        All that changed between them.
    by
        The metric.
    tries
        How many links to put back at most for one node.
    """

    def __init__(
        self,
        old: nx.MultiDiGraph[str],
        new: nx.MultiDiGraph[str],
        links: Iterable[LinkChange],
        *,
        by: str,
        tries: int,
    ) -> None:
        self._maps = (old, new)
        self._by = by
        self._tries = tries
        self._at: dict[str, list[LinkChange]] = {}
        self._scores: dict[tuple[str, str], dict[str, float]] = {}
        for link in links:
            for end in {link.source, link.target}:
                self._at.setdefault(end, []).append(link)

    @cached_property
    def _trial(self) -> nx.MultiDiGraph[str]:
        """A copy of the new map to put links back in."""
        trial: nx.MultiDiGraph[str] = self._maps[1].copy()
        return trial

    def of(self, key: str, score: float, place: int, rivals: Iterable[str], *, rises: bool) -> Cause:
        """Return the cause of the move of one node.

        Parameters
        ----------
        key, score, place
            The node, its score and its place in the new map.
        rivals
            The nodes among which it has that place.
        rises
            Whether it moved up.
        """
        near = self._near(key)
        best: tuple[float, LinkChange] | None = None
        for link in near[: self._tries]:
            push = steady(score - self._without(link)[key]) * (1 if rises else -1)
            # An effect in the last digits is rounding, not a cause.
            if push > 1e-9 * abs(score) and (best is None or push > best[0]):
                best = (push, link)
        tried = min(len(near), self._tries)
        if best is None:
            return Cause(None, 0.0, place, len(near), tried)
        push, link = best
        there = place_among(self._without(link), key, rivals)
        return Cause(link, push if rises else -push, there, len(near), tried)

    def _near(self, key: str) -> list[LinkChange]:
        """Return the changed links within two steps of a node, the most direct first.

        First its own links, then those of its neighbours; of each sort those first that hang on nodes with
        few neighbours, for such a node passes more of what it has on.
        """
        found: dict[tuple[str, str], tuple[tuple[bool, int], LinkChange]] = {}
        for end in (key, *self._neighbours(key)):
            for link in self._at.get(end, ()):
                other = link.target if link.source == end else link.source
                far = end != key
                rank = (far, len(self._neighbours(end if far else other)))
                pair = (link.source, link.target)
                if pair not in found or rank < found[pair][0]:
                    found[pair] = (rank, link)
        return [found[pair][1] for pair in sorted(found, key=lambda pair: (found[pair][0], pair))]

    def _neighbours(self, key: str) -> list[str]:
        """Return the neighbours of a node in either map."""
        found: set[str] = set()
        for G in self._maps:
            arrays = arrays_of(G)
            if key in arrays.places:
                found |= {arrays.keys[i] for i in neighbours(arrays.links, arrays.places[key])}
        return sorted(found - {key})

    def _without(self, link: LinkChange) -> dict[str, float]:
        """Return the scores of the new map with one link put back as it was."""
        pair = (link.source, link.target)
        if pair not in self._scores:
            with _put_back(self._trial, self._maps[0], pair):
                self._scores[pair] = rank_nodes(self._trial, by=self._by, kind=None)
        return self._scores[pair]


def place_among(scores: Mapping[str, float], key: str, rivals: Iterable[str]) -> int:
    """Return the place of a node among others: one more than how many of them score higher.

    >>> place_among({"a": 3.0, "b": 2.0, "c": 2.0}, "c", "abc")
    2
    """
    return 1 + sum(scores[rival] > scores[key] for rival in rivals)


def near_changes(maps: Iterable[nx.MultiDiGraph[str]], links: Iterable[LinkChange]) -> set[str]:
    """Return the nodes that have a changed link within two steps: at themselves or at a neighbour.

    >>> import networkx as nx
    >>> near_changes([nx.MultiDiGraph([("paper:a", "model:m")])], [])
    set()
    """
    ends = {end for link in links for end in (link.source, link.target)}
    found = set(ends)
    for G in maps:
        arrays = arrays_of(G)
        changed = np.array([key in ends for key in arrays.keys], np.float64)
        found |= {arrays.keys[place] for place in np.flatnonzero(_shape(arrays) @ changed)}
    return found


def _shape(arrays: GraphArrays) -> sparse.csr_array[Any, tuple[int, int]]:
    """Return the links in ones, for a weight may be 0."""
    links = arrays.links
    shape: sparse.csr_array[Any, tuple[int, int]] = sparse.csr_array(
        (np.ones(links.nnz), links.indices, links.indptr), shape=links.shape
    )
    return shape


@contextmanager
def _put_back(G: nx.MultiDiGraph[str], old: nx.MultiDiGraph[str], pair: tuple[str, str]) -> Iterator[None]:
    """Give a graph the edges that another has from one node to another, for the time being."""
    missing = [key for key in pair if key not in G]
    G.add_nodes_from((key, old.nodes[key]) for key in missing)
    edges = _swap(G, pair, _edges(old, pair))
    try:
        yield
    finally:
        _swap(G, pair, edges)
        G.remove_nodes_from(missing)


def _edges(G: nx.MultiDiGraph[str], pair: tuple[str, str]) -> dict[Any, dict[str, Any]]:
    return dict(G.get_edge_data(*pair) or {})


def _swap(
    G: nx.MultiDiGraph[str], pair: tuple[str, str], edges: dict[Any, dict[str, Any]]
) -> dict[Any, dict[str, Any]]:
    """Put these edges in the place of those between two nodes, and return what stood there."""
    before = _edges(G, pair)
    for key in before:
        G.remove_edge(*pair, key)
    for key, data in edges.items():
        G.add_edge(*pair, key, **data)
    return before
