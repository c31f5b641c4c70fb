"""Which changed link moved a node in its ranking: found by putting links back, one at a time."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.metrics import METRICS, Ground
from graphx.analyze.slices import neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from graphx.analyze.arrays import Floats
    from graphx.analyze.texts import Graph
    from graphx.answers.changes import LinkChange

    Column = NDArray[Any]


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
        old: Graph,
        new: Graph,
        links: Iterable[LinkChange],
        *,
        by: str,
        tries: int,
    ) -> None:
        self._maps = (old, new)
        self._by = by
        self._tries = tries
        self._at: dict[str, list[LinkChange]] = {}
        self._trials: dict[tuple[str, str], _Trial] = {}
        for link in links:
            for end in {link.source, link.target}:
                self._at.setdefault(end, []).append(link)

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
            push = steady(score - self._without(link).score(key)) * (1 if rises else -1)
            # An effect in the last digits is rounding, not a cause.
            if push > 1e-9 * abs(score) and (best is None or push > best[0]):
                best = (push, link)
        tried = min(len(near), self._tries)
        if best is None:
            return Cause(None, 0.0, place, len(near), tried)
        push, link = best
        there = self._without(link).place(key, rivals)
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
                found |= {arrays.keys[i] for i in neighbours(arrays.tables.links, arrays.places[key])}
        return sorted(found - {key})

    def _without(self, link: LinkChange) -> _Trial:
        """Return the new map with one link put back as it was, ranked."""
        pair = (link.source, link.target)
        if pair not in self._trials:
            old, new = (arrays_of(G) for G in self._maps)
            arrays = put_back(new, old, pair)
            self._trials[pair] = _Trial(arrays, METRICS[self._by](Ground(arrays)).values)
        return self._trials[pair]


class _Trial(NamedTuple):
    """A map and the scores of its nodes."""

    arrays: GraphArrays
    scores: Floats

    def score(self, key: str) -> float:
        """Return the score of a node as rankings have it."""
        return steady(float(self.scores[self.arrays.places[key]]))

    def place(self, key: str, rivals: Iterable[str]) -> int:
        """Return the place of a node among others: one more than how many of them score higher."""
        own = self.score(key)
        return 1 + sum(self.score(rival) > own for rival in rivals)


def put_back(new: GraphArrays, old: GraphArrays, pair: tuple[str, str]) -> GraphArrays:
    """Return the new map with the edges that the old one has from one node to another, and no others there.

    >>> import networkx as nx
    >>> old = nx.MultiDiGraph([("paper:a", "model:m")])
    >>> new = nx.MultiDiGraph()
    >>> new.add_node("paper:a")
    >>> arrays = put_back(arrays_of(new), arrays_of(old), ("paper:a", "model:m"))
    >>> arrays.keys, arrays.sources.tolist(), arrays.targets.tolist()
    (('model:m', 'paper:a'), [1], [0])
    """
    missing = sorted({key for key in pair if key not in new.places})
    if missing:
        new = _with_nodes(new, old, missing)
    here, there = _between(new, pair), _between(old, pair)
    source, target = (np.full(there.stop - there.start, new.places[key]) for key in pair)

    def swapped(column: Column, back: Column) -> Column:
        return np.concatenate([column[: here.start], back, column[here.stop :]])

    return replace(
        new,
        sources=swapped(new.sources, source),
        targets=swapped(new.targets, target),
        relations=swapped(new.relations, old.relations[there]),
        weights=swapped(new.weights, old.weights[there]),
    )


def _between(arrays: GraphArrays, pair: tuple[str, str]) -> slice:
    """Return where the edges from one node to another stand, or would stand, among all."""
    if any(key not in arrays.places for key in pair):
        return slice(0, 0)
    source, target = (arrays.places[key] for key in pair)
    start, end = arrays.tables.starts[source : source + 2].tolist()
    first, last = np.searchsorted(arrays.targets[start:end], [target, target + 1]).tolist()
    return slice(start + first, start + last)


def _with_nodes(arrays: GraphArrays, other: GraphArrays, keys: list[str]) -> GraphArrays:
    """Return the arrays with some more nodes of another map."""
    at = [bisect_left(arrays.keys, key) for key in keys]
    theirs = [other.places[key] for key in keys]
    # Each node moves up by as many as come in before it.
    moved = np.arange(len(arrays)) + np.searchsorted(at, np.arange(len(arrays)), side="right")
    return replace(
        arrays,
        keys=tuple(sorted([*arrays.keys, *keys])),
        kinds=np.insert(arrays.kinds, at, other.kinds[theirs]),
        years=np.insert(arrays.years, at, other.years[theirs]),
        sources=moved[arrays.sources],
        targets=moved[arrays.targets],
    )


def near_changes(maps: Iterable[Graph], links: Iterable[LinkChange]) -> set[str]:
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
        found |= {arrays.keys[place] for place in np.flatnonzero(_shape(arrays) @ changed).tolist()}
    return found


def _shape(arrays: GraphArrays) -> sparse.csr_array[Any, tuple[int, int]]:
    """Return the links in ones, for a weight may be 0."""
    links = arrays.links
    shape: sparse.csr_array[Any, tuple[int, int]] = sparse.csr_array(
        (np.ones(links.nnz), links.indices, links.indptr), shape=links.shape
    )
    return shape
