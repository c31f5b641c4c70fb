"""Personalised PageRank near a few nodes, at a cost that does not grow with the graph.

A walk that returns to its seed before every other step hardly leaves the seed's surroundings, so that all
but a sliver of the graph can be left alone: the walkers are pushed on from node to node only where enough of
them stand (local forward push).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.slices import Rows, distinct, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.analyze.arrays import Floats, GraphArrays, Ints
    from graphx.analyze.tables import Table, Tables

FOLLOWING: Final = 0.5
"""How often the walker of reading lists follows a link rather than return to the seed."""

EPSILON: Final = 1e-5
"""What share of all walkers a node may keep for each unit of the weight of its links."""

EXACT_UP_TO: Final = 20_000
"""Links of a graph up to which every node is computed, to the last digit."""

_STEPS: Final = 64  # one half to that power is below what a float can tell from nought beside one
_LEAST: Final = 1e-300
_FEW: Final = 50  # links of a node that is looked at once more in the end


@dataclass(frozen=True, eq=False)
class Walk:
    """Where a walker goes from each node: to a neighbour in proportion to the weight of the link.

    The weight of a link of an artifact that ``d`` papers name is divided by ln(1 + d), so that a model
    everybody names does not lead everywhere. A link between two artifacts counts by the one that more papers
    name; one that no paper names itself counts as if one did. Citations keep their weight.

    Parameters
    ----------
    tables
        The graph's links.
    """

    tables: Tables

    @property
    def totals(self) -> Floats:
        """For each node the sum of the divided weights of its links."""
        return self.tables.totals

    @property
    def links(self) -> Table:
        """All links, with divided weights."""
        return self.tables.damped

    def rows(self, nodes: Ints) -> Rows:
        """Return the links of some nodes, with divided weights."""
        owners, columns, values = rows(self.tables.links, nodes)
        return Rows(owners, columns, self.tables.damp(nodes[owners], columns, values))

    def degrees(self, nodes: Ints) -> Ints:
        """Return how many links some nodes have."""
        starts = self.tables.links.indptr
        return np.asarray(starts[nodes + 1] - starts[nodes])


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Nodes near some seeds, and how often the walker from each seed is there.

    Parameters
    ----------
    nodes
        Numbers of the nodes that walkers came to, sorted.
    shares
        One row a node, one column a seed: personalised PageRank from that seed alone. Its mean over the
        seeds is the personalised PageRank from all of them, which is linear in where the walker starts.
    whole
        Whether these are all nodes that can be reached from the seeds.
    """

    nodes: Ints
    shares: Floats
    whole: bool


def walk_of(arrays: GraphArrays) -> Walk:
    """Return the walk over a graph.

    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> arrays = arrays_of(nx.MultiDiGraph([("paper:a", "paper:b"), ("paper:c", "paper:b")]))
    >>> walk_of(arrays).totals.tolist()
    [1.0, 2.0, 1.0]
    """
    return Walk(arrays.tables)


def surroundings(
    arrays: GraphArrays,
    seeds: Sequence[int],
    *,
    enough: int = 0,
    exact_up_to: int = EXACT_UP_TO,
    epsilon: float = EPSILON,
) -> Surroundings:
    """Return what is near some seeds.

    Parameters
    ----------
    arrays
        The graph.
    seeds
        Numbers of nodes, at least one.
    enough
        How many papers to find at least, if as many can be reached.
    exact_up_to
        Number of links up to which the result is exact for all nodes.
    epsilon
        What may be left out above that: each score is too low by at most ``epsilon`` times the weight of the
        node's links. Nodes of few links come much closer, for in the end they are looked at once more: each
        passes on those who wait there, then counts those who wait at its neighbours.

    Returns
    -------
    Surroundings
        The nodes and their scores by seed.

    References
    ----------
    R. Andersen, F. Chung and K. Lang, "Local graph partitioning using PageRank vectors", FOCS 2006,
    doi:10.1109/FOCS.2006.44.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> near = surroundings(arrays_of(nx.MultiDiGraph([("paper:a", "paper:b")])), [0])
    >>> near.nodes.tolist(), near.shares.round(3).tolist(), near.whole
    ([0, 1], [[0.667], [0.333]], True)
    """
    walk = walk_of(arrays)
    if len(arrays.tables.links.indices) <= 2 * exact_up_to:
        nodes = _reached(arrays.tables.links, seeds)
        shares = np.stack([_exact(walk, seed)[nodes] for seed in seeds], axis=1)
        return Surroundings(nodes, shares, whole=True)
    while True:
        pushed = [_push(walk, seed, epsilon) for seed in seeds]
        near = _together(pushed)
        found = np.count_nonzero(arrays.is_paper[near.nodes])
        if near.whole or found >= enough or epsilon <= _LEAST:
            return near
        epsilon = max(epsilon / 100, _LEAST)


def _reached(links: Table, seeds: Sequence[int]) -> Ints:
    """Return all nodes that ways lead to from some nodes."""
    seen = np.zeros(len(links.indptr) - 1, np.bool_)
    edge = distinct(np.array(seeds, np.int64))
    while len(edge):
        seen[edge] = True
        edge = distinct(rows(links, edge).columns)
        edge = edge[~seen[edge]]
    return np.flatnonzero(seen)


def _exact(walk: Walk, seed: int) -> Floats:
    start = np.zeros(len(walk.totals))
    start[seed] = 1
    if not walk.totals[seed]:
        return start  # nowhere to go
    onwards = np.divide(FOLLOWING, walk.totals, out=np.zeros_like(walk.totals), where=walk.totals > 0)
    score = start
    for _ in range(_STEPS):
        score = (1 - FOLLOWING) * start + walk.links.times(score * onwards)
    return score


def _push(walk: Walk, seed: int, epsilon: float) -> tuple[Ints, Floats, bool]:
    """Return the nodes that walkers from a seed came to, their scores, and whether none was held back."""
    totals = walk.totals
    if not totals[seed]:
        return np.array([seed]), np.ones(1), True
    # Fresh zeros cost nothing until they are touched: the system hands out the pages one by one.
    score, waiting, seen = np.zeros(len(totals)), np.zeros(len(totals)), np.zeros(len(totals), np.bool_)
    active = np.array([seed])
    waiting[seed], seen[seed] = 1, True
    found = [active]

    def move_on(nodes: Ints) -> Ints:
        walkers = waiting[nodes]
        waiting[nodes] = 0
        score[nodes] += (1 - FOLLOWING) * walkers
        owners, targets, weights = walk.rows(nodes)
        np.add.at(waiting, targets, (FOLLOWING * walkers / totals[nodes])[owners] * weights)
        new = distinct(targets[~seen[targets]])
        seen[new] = True
        found.append(new)
        return targets

    while len(active):
        targets = move_on(active)
        active = distinct(targets[waiting[targets] > epsilon * totals[targets]])
    nodes = np.sort(np.concatenate(found))
    whole = bool((score[nodes] > 0).all())
    # Where only a model that everybody names leads on, papers differ by what is held back: two steps more for
    # all that have few links give their order.
    few = nodes[walk.degrees(nodes) <= _FEW]
    move_on(few[waiting[few] > 0])
    owners, targets, weights = walk.rows(few)
    coming = np.bincount(owners, FOLLOWING * waiting[targets] / totals[targets] * weights, len(few))
    # Those who wait are there too: had all been pushed on, at least this much would have been added.
    score[nodes] += (1 - FOLLOWING) * waiting[nodes]
    score[few] += (1 - FOLLOWING) * coming
    return nodes, score[nodes], whole


def _together(pushed: Sequence[tuple[Ints, Floats, bool]]) -> Surroundings:
    nodes = distinct(np.concatenate([one for one, _, _ in pushed]))
    shares = np.zeros((len(nodes), len(pushed)))
    for column, (one, scores, _) in enumerate(pushed):
        shares[np.searchsorted(nodes, one), column] = scores
    return Surroundings(nodes, shares, all(whole for _, _, whole in pushed))
