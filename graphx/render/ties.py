"""How the regions of a large map hang together, by numbers alone: counted on arrays, no text is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graphx.answers.communities import Region
from graphx.render.forces import attract_and_repel, push_apart
from graphx.render.packing import ASPECT
from graphx.schema import NODE_KINDS

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_AIR = 0.3
"""Clear space between two regions, in the radius of a middling one."""

_FILLED = 0.62
"""How much of the room of the linked communities their discs fill."""

_SMALLER = 0.5
"""How much smaller what is no community is drawn."""

_TINY = 40.0
"""Regions of fewer nodes are drawn as if they had so many."""


class Arrays(Protocol):
    """What a large page needs to know of a whole map; :class:`graphx.analyze.arrays.GraphArrays` has it."""

    @property
    def keys(self) -> Sequence[str]:
        """Node keys, sorted: a node's number is its place here."""

    @property
    def places(self) -> Mapping[str, int]:
        """Each node's number."""

    @property
    def kinds(self) -> NDArray[np.int8]:
        """For each node the place of its kind in :data:`graphx.schema.NODE_KINDS`, below 0 if unknown."""

    @property
    def sources(self) -> Ints:
        """For each edge the node it runs from."""

    @property
    def targets(self) -> Ints:
        """For each edge the node it runs to."""

    @property
    def degrees(self) -> Ints:
        """For each node the number of its different neighbours."""

    @property
    def naming_counts(self) -> Ints:
        """For each artifact how many papers name it."""


class Ties:
    """Which region each node is in, and what leads from region to region."""

    def __init__(self, arrays: Arrays, regions: Sequence[Region]) -> None:
        self.arrays = arrays
        self.regions = regions
        self.places = arrays.places
        self.members = [np.array([self.places[key] for key in one.members], np.int64) for one in regions]
        self.region = np.full(len(arrays.keys), -1, np.int64)
        for number, members in enumerate(self.members):
            self.region[members] = number

    @cached_property
    def across(self) -> tuple[Ints, Ints]:
        """The ends of each edge from one region to another; of parallel ones the first."""
        # A map on disk keeps them in 32 bits, which the numbers of pairs do not fit.
        s, t = self.arrays.sources.astype(np.int64), self.arrays.targets.astype(np.int64)
        apart = self.region[s] != self.region[t]
        pairs = np.unique(t[apart] * len(self.region) + s[apart])
        return pairs % len(self.region), pairs // len(self.region)

    @cached_property
    def counts(self) -> Ints:
        """For each region how many nodes it has of each kind."""
        kinds = np.maximum(self.arrays.kinds.astype(np.int64), 0)
        cells = self.region * len(NODE_KINDS) + kinds
        return np.bincount(cells, minlength=len(self.regions) * len(NODE_KINDS)).reshape(-1, len(NODE_KINDS))

    @cached_property
    def links(self) -> tuple[Ints, Ints, Ints]:
        """Pairs of linked regions, the lower number first, and how many links there are between them."""
        s, t = self.across
        a, b = self.region[s], self.region[t]
        cells, count = np.unique(np.minimum(a, b) * len(self.regions) + np.maximum(a, b), return_counts=True)
        return cells // len(self.regions), cells % len(self.regions), count.astype(np.int64)

    def inbound(self) -> Iterator[dict[int, list[list[int]]]]:
        """Yield, region by region, how many nodes of which other regions lead to its nodes, most first."""
        s, t = self.across
        cells, count = np.unique(t * len(self.regions) + self.region[s], return_counts=True)
        node, of = cells // len(self.regions), cells % len(self.regions)
        order = np.lexsort((of, -count, node, self.region[node]))
        node, of, count = node[order], of[order], count[order]
        ends = np.searchsorted(self.region[node], np.arange(len(self.regions) + 1))
        for start, stop in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            found: dict[int, list[list[int]]] = {}
            rows = zip(
                node[start:stop].tolist(), of[start:stop].tolist(), count[start:stop].tolist(), strict=True
            )
            for one, there, many in rows:
                found.setdefault(one, []).append([there, many])
            yield found

    def place(self) -> tuple[list[float | None], list[float | None], list[float]]:
        """Return where each region lies, x and y, and its radius: those that share much lie near each other.

        What has no link to another community has no place: the page puts it where its screen has room.
        """
        sizes = self.counts.sum(axis=1).astype(np.float64)
        proper = np.array([one.kind == "community" for one in self.regions], np.bool_)
        # No disc so small that nobody can point at it; what is no community does not crowd out what is.
        radius = np.where(proper, 1.0, _SMALLER) * np.sqrt(np.maximum(sizes, _TINY)) * 2.0
        a, b, _ = self.links
        inside = proper[a] & proper[b]
        linked = np.unique(np.concatenate([a[inside], b[inside]]))
        x: list[float | None] = [None] * len(sizes)
        y: list[float | None] = [None] * len(sizes)
        if len(linked):
            points = np.round(self._together(linked, sizes, radius), 1).tolist()
            for number, point in zip(linked.tolist(), points, strict=True):
                x[number], y[number] = point
        return x, y, np.round(radius, 1).tolist()

    def _together(self, linked: Ints, sizes: Array, radius: Array) -> Array:
        """Lay out the communities by what they share."""
        local = np.full(len(self.regions), -1, np.int64)
        local[linked] = np.arange(len(linked))
        a, b, count = self.links
        inside = (local[a] >= 0) & (local[b] >= 0)
        a, b, count = a[inside], b[inside], count[inside]
        # Out of what could be: else the large ones pull all others into one heap.
        pull = count / np.sqrt(sizes[a] * sizes[b])
        within = np.array([self.regions[i].within for i in range(len(self.regions))])
        pull = np.where(within[a] == within[b], 3.0, 1.0) * pull / max(float(pull.max(initial=0)), 1e-9)
        spacing = 2.2 * float(np.sqrt((radius[linked] ** 2).mean()))
        turn = np.arange(len(linked)) * np.pi * (3 - 5**0.5)
        start = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        start *= (spacing * 0.8 * np.sqrt(np.arange(len(linked)) + 0.5))[:, None]
        edges = np.stack([local[a], local[b]], axis=1)
        points = attract_and_repel(start, edges, pull, np.arange(len(linked)), spacing=spacing, rounds=250)
        # Drawn together until the discs fill half of the room, then apart again where they touch: what is
        # spread out leaves no room for names.
        points -= points.mean(axis=0)
        gap = _AIR * float(np.median(radius[linked]))
        room = float(((radius[linked] + gap / 2) ** 2).sum()) / _FILLED
        reach = np.sqrt((points**2).mean(axis=0)) * 2
        points *= np.sqrt(room * np.array([ASPECT, 1 / ASPECT])) / np.maximum(reach, 1e-9)
        return push_apart(points, radius[linked], gap)
