"""Cheapest ways between two places of a graph, found without walking over all of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.slices import distinct, places

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.tables import Table

_NOISE: Final = 1e-12
"""Costs that differ by less than this share are equal: what rounding leaves of equal sums."""

_OUT: Final = -1.0  # distance of a node that may not be entered: no way improves on it


@dataclass
class _Side:
    """One of the two halves of a search: distances so far, and the nodes not yet gone on from."""

    dist: Floats
    waiting: Ints
    touched: list[Ints] = field(default_factory=list)

    @property
    def nearest(self) -> float:
        """What the cheapest node that waits costs: all below is final."""
        return float(self.dist[self.waiting].min()) if len(self.waiting) else inf


class Ways:
    """Cheapest ways in an undirected graph where a link costs ``step`` plus the tolls of its two ends.

    The search goes on from both ends at once and stops as soon as no cheaper way is left. As every link costs
    at least ``step``, all nodes within one ``step`` of the nearest one are final together, and a search is a
    handful of array operations for each ``step`` of the way (the buckets of Dial).

    Parameters
    ----------
    links
        Symmetric table of the links; its values are not used.
    tolls
        Gives for an array of node numbers the toll of each, 0 or more.
    step
        What a link costs at least, above 0.

    References
    ----------
    R. B. Dial, "Algorithm 360: shortest-path forest with topological ordering", Communications of the ACM 12
    (1969) 632-633, doi:10.1145/363269.363610; I. Pohl, "Bi-directional search", Machine Intelligence 6 (1971)
    127-140.

    Examples
    --------
    >>> from graphx.analyze.tables import Table
    >>> path = Table(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]), np.ones(4))
    >>> Ways(path, lambda nodes: np.zeros(len(nodes)), 1.0).cheapest(0, [2])
    [0, 1, 2]
    """

    def __init__(
        self,
        links: Table,
        tolls: Callable[[Ints], Floats],
        step: float = 1.0,
    ) -> None:
        self._starts, self._targets = links.indptr, links.indices
        self._tolls, self._step = tolls, step
        # Filled once; each search puts back what it touched.
        self._there, self._back = (np.full(len(links.indptr) - 1, inf) for _ in range(2))

    def cheapest(
        self,
        start: int,
        goals: Sequence[int],
        *,
        without: Sequence[int] = (),
        not_next: Collection[int] = (),
        limit: float = inf,
    ) -> list[int] | None:
        """Return the cheapest way; of several the first, its nodes compared by number from the start on.

        Parameters
        ----------
        start
            Where the way starts; not one of ``goals``.
        goals
            Where it may end.
        without
            Nodes that it must not pass.
        not_next
            Nodes that it must not go to from the start.
        limit
            What it may cost.

        Returns
        -------
        list of int or None
            The nodes from start to end; None if there is no such way.
        """
        there = _Side(self._there, np.array([start]))
        back = _Side(self._back, np.array(goals))
        barred = np.array([*without, start], dtype=np.int64)
        there.touched += [there.waiting, barred]
        back.touched += [back.waiting, barred]
        there.dist[barred], back.dist[barred] = _OUT, _OUT
        there.dist[start], back.dist[list(goals)] = 0, 0
        try:
            best = self._meet(there, back, np.array(sorted(not_next), dtype=np.int64), limit)
            found = best <= limit and best < inf
            return self._first(start, set(goals), not_next, best, there) if found else None
        finally:
            for side in (there, back):
                side.dist[np.concatenate(side.touched)] = inf

    def _meet(self, there: _Side, back: _Side, not_next: Ints, limit: float) -> float:
        """Go on from both sides until the cost of the cheapest way is known, and return it."""
        best = self._grow(there, back, not_next, limit)
        nothing = not_next[:0]
        while True:
            reach = there.nearest + back.nearest
            limit = min(limit, best * (1 + _NOISE))
            if reach == inf or reach > limit:
                return best if best <= reach else inf
            fewer, more = sorted((there, back), key=lambda side: len(side.waiting))
            best = min(best, self._grow(fewer, more, nothing, limit))

    def _grow(self, side: _Side, other: _Side, not_next: Ints, limit: float) -> float:
        """Go on from what is final on one side; return the cost of the cheapest meeting with the other."""
        dist, least = side.dist, other.nearest
        costs = dist[side.waiting]
        final = costs < costs.min() + self._step
        nodes, costs = side.waiting[final], costs[final] + self._step
        side.waiting = side.waiting[~final]
        costs += self._tolls(nodes)
        # Whatever lies behind a hub costs at least this and, where the other side has not been yet, what is
        # nearest there; where it has been, it has met the hub already.
        worth = costs + least <= limit
        nodes, costs = nodes[worth], costs[worth]
        owners, targets = self._links(nodes)
        costs = costs[owners] + self._tolls(targets)
        better = (costs < dist[targets]) & (costs + np.minimum(least, other.dist[targets]) <= limit)
        if len(not_next):
            better &= ~np.isin(targets, not_next)
        targets, costs = targets[better], costs[better]
        new = distinct(targets[dist[targets] == inf])
        np.minimum.at(dist, targets, costs)
        side.waiting = np.concatenate([side.waiting, new])
        side.touched.append(new)
        ways = dist[targets] + other.dist[targets]
        return float(ways[other.dist[targets] >= 0].min(initial=inf))

    def _links(self, nodes: Ints) -> tuple[Ints, Ints]:
        starts = self._starts[nodes].astype(np.int64)
        counts = self._starts[nodes + 1] - starts
        targets = self._targets[places(starts, counts)]
        return np.repeat(np.arange(len(nodes)), counts), targets.astype(np.int64)

    def _first(
        self, start: int, goals: set[int], not_next: Collection[int], best: float, there: _Side
    ) -> list[int]:
        """Return the first by number of all ways that cost ``best``."""
        slack = best * _NOISE
        touched = np.concatenate(there.touched)
        # Nodes where both sides have their final distances: every cheapest way has one.
        meeting = touched[
            (self._back[touched] >= 0) & (self._there[touched] + self._back[touched] <= best + slack)
        ]
        met = set(meeting.tolist())
        onwards: defaultdict[int, set[int]] = defaultdict(set)
        waiting, seen = list(met), set(met)
        while waiting:
            node = waiting.pop()
            for before in self._tight(self._there, node, slack):
                if before == start and node in not_next:
                    continue
                onwards[before].add(node)
                if before not in seen and before != start:
                    seen.add(before)
                    waiting.append(before)
        way = [start]
        while way[-1] not in goals:
            node = way[-1]
            options = onwards.get(node, set())
            if node in met:
                options = options.union(self._tight(self._back, node, slack))
            way.append(min(options))
            if node in met:
                met.add(way[-1])
        return way

    def _tight(self, dist: Floats, node: int, slack: float) -> list[int]:
        """Return the neighbours of a node over which its distance came about."""
        if not dist[node]:
            return []
        _, near = self._links(np.array([node]))
        costs = dist[near] + self._step + self._tolls(near) + self._tolls(np.array([node]))
        tight: list[int] = near[(dist[near] >= 0) & (costs <= dist[node] + slack)].tolist()
        return tight
