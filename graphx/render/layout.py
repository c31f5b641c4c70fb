"""Positions of the nodes, computed in Python so that the page opens at once and always looks the same.

Every connected part is laid out alone: its communities get a place each, then a force layout refines the
places, then nodes that touch are moved apart. The parts are then packed side by side, so that papers that
share nothing stand in tidy rows instead of flying off and shrinking the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphx.render.forces import EXACT, attract_and_repel, push_apart
from graphx.render.packing import ASPECT, arrange

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

SPACING = 62.0
"""Distance at which two linked nodes rest, in page units (pixels at a zoom of 1)."""

GAP = 14.0
"""Least clear space between two nodes, in page units."""

_SEED = 7
_SMALL = 8
_QUICK = 60  # steps that will do for a piece of a large map
_ALIKE = 24  # nodes up to which parts are likely to be alike
_GOLDEN = np.pi * (3 - 5**0.5)

_NAMED = 120.0
"""How far apart nodes are such that the names between them can be read."""


def place_nodes(
    G: Graph, *, size: Mapping[str, float] | None = None, gap: float = GAP, exact: int = EXACT
) -> dict[str, tuple[float, float]]:
    """Return a position for every node; the same graph gives the same positions.

    Parameters
    ----------
    G
        A graph of :mod:`graphx.schema`; directions and parallel edges make no difference.
    size
        Radius of each node in page units; nodes not named count as 10.
    gap
        Clear space to leave between any two nodes, in page units.
    exact
        Up to how many nodes of a connected part every pair repels; above, far ones do as groups, which is
        much quicker and hardly worse.

    Returns
    -------
    dict
        Node key to ``(x, y)`` in page units, y downwards, sorted by key. Rounded to a tenth.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph([("a", "b"), ("b", "c")])
    >>> G.add_node("alone")
    >>> positions = place_nodes(G)
    >>> sorted(positions)
    ['a', 'alone', 'b', 'c']
    >>> positions == place_nodes(G)
    True
    """
    keys = sorted(G)
    if not keys:
        return {}
    index = {key: i for i, key in enumerate(keys)}
    pairs = sorted({(min(index[a], index[b]), max(index[a], index[b])) for a, b in G.edges() if a != b})
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    radius = np.array([(size or {}).get(key, 10.0) for key in keys], dtype=np.float64)
    places = _place(len(keys), edges, radius, gap, exact)
    return {key: (round(float(x), 1), round(float(y), 1)) for key, (x, y) in zip(keys, places, strict=True)}


def _place(n: int, edges: Ints, radius: Array, gap: float, exact: int) -> Array:
    """Lay out every connected part alone, then pack the parts; nodes without links share one grid."""
    parts = _components(n, edges)
    part_of = np.empty(n, dtype=np.int64)
    local = np.empty(n, dtype=np.int64)
    for p, part in enumerate(parts):
        part_of[part] = p
        local[part] = np.arange(len(part))
    edges_of: list[list[int]] = [[] for _ in parts]
    for e, p in enumerate(part_of[edges[:, 0]].tolist()):
        edges_of[p].append(e)

    out: Array = np.empty((n, 2))
    boxes = []
    linked = [part for part in parts if len(part) > 1]
    for number, (part, mine) in enumerate(zip(linked, edges_of, strict=False)):
        points = _place_known(local[edges[mine]].reshape(-1, 2), radius[part], gap, exact)
        # Half a gap on every side of a box keeps nodes of neighbouring boxes a whole gap apart; linked
        # parts get more air, and the main one most, so that each reads as one thing.
        reach = radius[part][:, None] + (4.0 if number == 0 else 1.5) * gap
        low, high = (points - reach).min(axis=0), (points + reach).max(axis=0)
        out[part] = points - low
        boxes.append((float(high[0] - low[0]), float(high[1] - low[1])))
    single = np.array([part[0] for part in parts[len(linked) :]], dtype=np.int64)
    # Where nothing is linked the grid is all there is to see: then every name gets room.
    pitch = max(2 * float(radius[single].max(initial=0.0)) + gap, 0.0 if linked else _NAMED)
    columns, corners = arrange(boxes, len(single), pitch)
    for part, corner in zip(linked, corners, strict=False):
        out[part] += corner
    if len(single):
        place = np.arange(len(single))
        grid = np.stack([place % columns, place // columns], axis=1)
        out[single] = (grid + 0.5) * pitch + corners[-1]
    out -= (out.min(axis=0) + out.max(axis=0)) / 2
    return out


def _components(n: int, edges: Ints) -> list[Ints]:
    """Connected parts, largest first, then by their first node."""
    ones = np.ones(len(edges))
    graph = coo_array((ones, (edges[:, 0], edges[:, 1])), shape=(n, n))
    count, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1])
    return sorted((part.astype(np.int64) for part in parts), key=lambda part: (-len(part), int(part[0])))


def _place_known(edges: Ints, radius: Array, gap: float, exact: int) -> Array:
    """Lay out one connected part; of small parts that are alike, thousands on large maps, only the first."""
    if len(radius) > _ALIKE:
        return _place_part(len(radius), edges, radius, gap, exact)
    return _place_small(edges.tobytes(), radius.tobytes(), gap)


@lru_cache(maxsize=20_000)
def _place_small(edges: bytes, radius: bytes, gap: float) -> Array:
    radii = np.frombuffer(radius, np.float64)
    points = _place_part(len(radii), np.frombuffer(edges, np.int64).reshape(-1, 2), radii, gap, _ALIKE)
    points.flags.writeable = False  # for all that ask for it
    return points


def _place_part(n: int, edges: Ints, radius: Array, gap: float, exact: int) -> Array:
    """Lay out one connected part."""
    if n == 2:
        half = max(SPACING, radius.sum() + gap) / 2
        return np.array([[-half, 0.0], [half, 0.0]])
    rng = np.random.default_rng(_SEED)
    groups = _communities(n, edges) if n > _SMALL else np.zeros(n, dtype=np.int64)
    # Where so few are compared with all there are thousands of parts, each looked at alone.
    rounds = _QUICK if exact < EXACT else None
    start = _start(n, edges, groups, rng, rounds or 200)
    same = groups[edges[:, 0]] == groups[edges[:, 1]]
    # Links between communities pull less: what belongs together shows as a cluster.
    # The more communities there are, the more links between them, and the less each may say.
    pull = np.where(same, 1.0, 0.18 if n <= 400 else 0.18 * (400 / n) ** 0.5)
    points = attract_and_repel(start, edges, pull, groups, spacing=SPACING, rounds=rounds, exact=exact)
    return push_apart(_widen(_level(points)), radius, gap)


def _communities(n: int, edges: Ints) -> Ints:
    """Number the communities, largest first."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges.tolist())
    found = nx.community.louvain_communities(graph, seed=_SEED)
    groups = np.zeros(n, dtype=np.int64)
    for number, members in enumerate(sorted((sorted(c) for c in found), key=lambda c: (-len(c), c[0]))):
        groups[members] = number
    return groups


def _start(n: int, edges: Ints, groups: Ints, rng: np.random.Generator, rounds: int) -> Array:
    """Starting points: communities by the links between them, members spread evenly inside."""
    sizes = np.bincount(groups).astype(np.int64)
    reach = SPACING * 0.75 * np.sqrt(sizes)
    middle = _middles(n, edges, groups, sizes, reach, rounds)
    out: Array = np.empty((n, 2))
    for g in range(len(sizes)):
        members = np.flatnonzero(groups == g)
        out[members] = middle[g] + reach[g] * _sunflower(len(members))
    # Members that start on one line would never leave it.
    out += rng.normal(scale=1.0, size=out.shape)
    return out


def _middles(n: int, edges: Ints, groups: Ints, sizes: Ints, reach: Array, rounds: int) -> Array:
    """A place for each community, near those it shares many links with."""
    k = len(sizes)
    middle: Array = SPACING * np.sqrt(n) * _sunflower(k)
    ends = np.sort(groups[edges], axis=1)
    ends = ends[ends[:, 0] != ends[:, 1]]
    if not len(ends):
        return middle
    between, count = np.unique(ends, axis=0, return_counts=True)
    strength = np.sqrt(count / np.minimum(sizes[between[:, 0]], sizes[between[:, 1]]))
    spacing = 1.6 * SPACING * float(np.sqrt(n / k))
    middle = attract_and_repel(middle, between, strength, np.arange(k), spacing=spacing, rounds=rounds)
    return push_apart(middle, reach, SPACING * 0.5)


def _sunflower(n: int) -> Array:
    """Points that fill the unit disc evenly."""
    step = np.arange(n) + 0.5
    angle = step * _GOLDEN
    points: Array = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.sqrt(step / n)[:, None]
    return points


def _widen(points: Array) -> Array:
    """Stretch what is higher than a screen is, a little."""
    wide, high = np.ptp(points, axis=0)
    points[:, 0] *= np.clip(ASPECT * high / max(wide, 1.0), 1.0, 1.3)
    return points


def _level(points: Array) -> Array:
    """Turn the points so that their longer side lies flat, as screens do."""
    centred = points - points.mean(axis=0)
    xx, yy = (centred**2).sum(axis=0)
    xy = (centred[:, 0] * centred[:, 1]).sum()
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Array = np.c_[
        centred[:, 0] * cos + centred[:, 1] * sin, centred[:, 1] * cos - centred[:, 0] * sin
    ]
    return turned
