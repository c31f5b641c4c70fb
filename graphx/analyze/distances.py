"""Distances and shortest-path counts from many nodes at a time.

networkx walks the graph once per start in Python, which takes minutes at ten thousand nodes. Here a whole
batch of starts moves one step at a time through arrays, on both cores; the numbers are the same. Nodes with a
single neighbour are folded into it first: what holds for them follows from the neighbour.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Links: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

EXACT: Final = 500_000_000
"""Nodes times links of a component up to which every node is a start; some seconds of work."""
SAMPLES: Final = 600
"""Starts in a larger component."""
GROUPS: Final = 10
"""Parts of a sample that are kept apart, to tell how far estimates from it can be off."""

_BATCH = 32  # starts at a time: their rows stay small enough for the processor's cache


class Sums(NamedTuple):
    """What the walks from all starts, or a sample of them, add up to; one value a node.

    Parameters
    ----------
    reached
        How many other nodes the node reaches: the size of its component, less one.
    total
        The sum of its distances to them, in links.
    inverse
        The sum of one over each distance.
    shares
        The sum, over all pairs of other nodes, of its share of their shortest paths.
    """

    reached: Floats
    total: Floats
    inverse: Floats
    shares: Floats


class Walked(NamedTuple):
    """Sums, and how they were come by.

    Parameters
    ----------
    sums
        The sums, or estimates of them.
    parts
        Estimates from each of :data:`GROUPS` parts of the sample; empty where every node was a start.
    starts
        How many nodes were starts.
    """

    sums: Sums
    parts: tuple[Sums, ...]
    starts: int


def walk(links: Links, *, paths: bool, samples: int | None = None, seed: int = 0) -> Walked:
    """Walk from every node, or from a sample of the nodes of each large component.

    Parameters
    ----------
    links
        An undirected simple graph: a symmetric matrix without a diagonal. Weights are not used.
    paths
        Whether to count shortest paths (``shares``) instead of distances (``total`` and ``inverse``); what is
        not asked for is 0.
    samples
        How many starts to draw in each component that has more nodes. None draws :data:`SAMPLES` where a
        component is too large for an exact answer (:data:`EXACT`).
    seed
        Seed of the draw.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> walk(path, paths=True).sums.shares.tolist()
    [0.0, 1.0, 0.0]
    >>> walk(path, paths=False).sums.total.tolist()
    [3.0, 2.0, 3.0]

    References
    ----------
    U. Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25 (2001)
    163-177, doi:10.1080/0022250X.2001.9990249; U. Brandes and C. Pich, "Centrality estimation in large
    networks", International Journal of Bifurcation and Chaos 17 (2007) 2303-2318,
    doi:10.1142/S0218127407018403, for the sample; R. Puzis et al., "Topology manipulations for speeding
    betweenness centrality computation", Journal of Complex Networks 3 (2015) 84-112,
    doi:10.1093/comnet/cnu015, for the folding.
    """
    components = sparse.csgraph.connected_components(links.astype(bool), directed=False)[1].astype(np.int64)
    drawn = _draw(components, np.diff(links.indptr), samples, seed)
    folded = _Folded.of(links)
    groups = [_walk_group(folded, group, drawn.sizes, paths=paths) for group in drawn.groups]
    exact = drawn.scales == 1
    reached: Floats = (drawn.sizes - 1).astype(np.float64)
    if exact.all():
        return Walked(Sums(reached, *groups[0]), (), len(components))
    total: Floats = np.asarray(np.sum(groups, axis=0) * drawn.scales)
    parts = [group * scale for group, scale in zip(groups, drawn.part_scales, strict=True)]
    # What is known exactly is the same whatever part of the sample is asked.
    known = [np.where(exact, total, part) for part in parts]
    return Walked(Sums(reached, *total), tuple(Sums(reached, *part) for part in known), drawn.starts)


class _Drawn(NamedTuple):
    groups: list[Ints]  # the starts, in parts
    starts: int
    sizes: Ints  # for each node the size of its component
    scales: Floats  # for each node, nodes of its component over starts in it
    part_scales: list[Floats]  # the same for each part


def _draw(components: Ints, degrees: Ints, samples: int | None, seed: int) -> _Drawn:
    count = len(components)
    sizes = np.bincount(components, minlength=1)
    wanted = sizes.copy()
    if samples is None:
        large = sizes * np.bincount(components, weights=degrees, minlength=len(sizes)) / 2 > EXACT
        wanted[large] = np.minimum(sizes, SAMPLES)[large]
    else:
        wanted = np.minimum(sizes, samples)
    members = sizes[components] if count else sizes[:0]
    if (wanted == sizes).all():
        return _Drawn([np.arange(count)], count, members, np.ones(count), [])
    order = np.random.default_rng(seed).permutation(count)
    # The place of each node in the random order of its component.
    order = order[np.argsort(components[order], kind="stable")]
    place = np.empty(count, np.int64)
    place[order] = np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken = place < wanted[components]
    groups = [np.flatnonzero(taken & (place % GROUPS == part)) for part in range(GROUPS)]
    drawn = [np.bincount(components[group], minlength=len(sizes)) for group in groups]
    part_scales = [(sizes / np.maximum(1, each))[components] for each in drawn]
    return _Drawn(
        groups, int((taken & (degrees > 0)).sum()), members, (sizes / wanted)[components], part_scales
    )


@dataclass(frozen=True)
class _Folded:
    """A graph without its nodes of one neighbour, which are counted at that neighbour."""

    links: Links  # of the core: what is left
    core: Ints  # the numbers of its nodes
    home: Ints  # for each node of the whole graph its own place in the core, or its neighbour's
    leaf: NDArray[np.bool_]  # for each node whether it was folded
    leaves: Floats  # for each node of the core how many were folded into it

    @classmethod
    def of(cls, links: Links) -> _Folded:
        degrees = np.diff(links.indptr)
        leaf = degrees == 1
        neighbour = np.zeros(len(degrees), np.int64)
        neighbour[leaf] = links.indices[links.indptr[:-1][leaf]]
        # Two nodes that have only each other stay.
        leaf &= degrees[neighbour] > 1 if len(degrees) else leaf
        core = np.flatnonzero(~leaf)
        home = np.cumsum(~leaf) - 1
        home[leaf] = home[neighbour[leaf]]
        left = links[core][:, core]
        left = sparse.csr_array((np.ones(left.nnz), left.indices, left.indptr), left.shape)
        return cls(left, core, home, leaf, np.bincount(home[leaf], minlength=len(core)).astype(float))


def _walk_group(folded: _Folded, starts: Ints, sizes: Ints, *, paths: bool) -> Floats:
    """Return total, inverse and shares from some starts, for all nodes of the whole graph."""
    inner = len(folded.core)
    home = folded.home[starts]
    at_core = np.bincount(home[~folded.leaf[starts]], minlength=inner).astype(float)
    at_leaves = np.bincount(home[folded.leaf[starts]], minlength=inner).astype(float)
    # From a node without links or leaves there is no way to anywhere.
    linked = (np.diff(folded.links.indptr) > 0) | (folded.leaves > 0)
    sources = np.flatnonzero((at_core + at_leaves) * linked)
    batches = [sources[i : i + _BATCH] for i in range(0, len(sources), _BATCH)]

    def sums(batch: Ints) -> Floats:
        return _walk_batch(folded, batch, at_core[batch], at_leaves[batch], paths=paths)

    added = np.zeros((5, inner))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # In the order of the batches, so that the last digit does not depend on which core was faster.
        for one in pool.map(sums, batches):
            added += one
    return _unfolded(folded, starts, at_leaves, sizes, added)


def _walk_batch(folded: _Folded, batch: Ints, at_core: Floats, at_leaves: Floats, *, paths: bool) -> Floats:
    """Return what a batch of sources of the core adds to each node of the core.

    Five rows: the starts that reach it; the sum of their distances; the sum of one over them, and of one over
    them and one more, as the leaves of the node see it; the shares of shortest paths. Either the last row or
    the others are filled.
    """
    links, inner = folded.links, len(folded.core)
    ends = np.stack([at_core, at_leaves], axis=1)
    added = np.zeros((5, inner))
    level = np.zeros((inner, len(batch)))
    level[batch, np.arange(len(batch))] = 1
    unseen = level == 0
    levels = []
    distance = 0
    while level.any():
        if paths:
            levels.append(level)
        else:
            near, far = (level @ ends).T
            added[0] += near + far
            added[1] += near * distance + far * (distance + 1)
            added[2] += (near / distance if distance else 0) + far / (distance + 1)
            added[3] += near / (distance + 1) + far / (distance + 2)
        level = links @ level
        level *= unseen
        met = level > 0
        unseen ^= met
        distance += 1
        if not paths:
            level = met.astype(float)
    if paths:
        added[4] = _shares(folded, batch, levels, ~unseen) @ (at_core + at_leaves)
    return added


def _shares(folded: _Folded, batch: Ints, levels: list[Floats], seen: NDArray[np.bool_]) -> Floats:
    """Return for each source its shortest paths to others that pass each node of the core.

    From the farthest level inwards: a node passes on the paths to itself, to its leaves and those through it,
    split by the number of shortest paths that arrive over each neighbour one step nearer.
    """
    ends = (1 + folded.leaves)[:, None]
    pending = np.zeros(seen.shape)
    for nearer, level in zip(levels[-2::-1], levels[:0:-1], strict=True):
        passed = np.divide(pending + ends, level, out=np.zeros_like(level), where=level > 0)
        pending += (folded.links @ passed) * nearer
    # The paths to its leaves pass the node itself. At a source nothing is between.
    pending += folded.leaves[:, None] * seen
    pending[batch, np.arange(len(batch))] = 0
    return pending


def _unfolded(folded: _Folded, starts: Ints, at_leaves: Floats, sizes: Ints, added: Floats) -> Floats:
    """Return total, inverse and shares of all nodes from what the walks added at the core."""
    home, leaf = folded.home, folded.leaf
    reaching, total, inverse, inverse_of_leaves, shares = added
    started = np.zeros(len(leaf))
    started[starts] = 1
    rows = np.zeros((3, len(leaf)))
    # A leaf is one link farther from everything than its neighbour, but not two links from itself.
    rows[0] = total[home] + leaf * (reaching[home] - 2 * started)
    rows[1] = np.where(leaf, inverse_of_leaves[home] - started / 2, inverse[home])
    # From a leaf, the paths to all but itself and its neighbour pass the neighbour. A pair has two ends.
    rows[2, folded.core] = (shares + at_leaves * (sizes[folded.core] - 2)) / 2
    return rows
