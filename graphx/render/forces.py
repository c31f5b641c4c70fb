"""The two steps that move points: a force layout and the removal of overlaps. Plain numpy, no randomness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

EXACT = 900
"""Up to so many points every pair repels; above, near points do, and far ones as whole groups."""

_FAR = 3.0
"""Distance, in spacings, past which repulsion fades."""


def attract_and_repel(
    points: Array,
    edges: Ints,
    pull: Array,
    groups: Ints,
    *,
    spacing: float,
    rounds: int | None = None,
    exact: int = EXACT,
) -> Array:
    """Return the points after a force layout in the manner of Fruchterman and Reingold.

    Parameters
    ----------
    points
        Starting points, one row each.
    edges
        Pairs of row numbers.
    pull
        How strongly each edge attracts.
    groups
        Number of each point's group, from 0; used to approximate far forces on large graphs.
    spacing
        Distance at which two points joined by an edge of pull 1 rest.
    rounds
        How many steps; fewer on large graphs when left out.
    exact
        Up to how many points every pair repels.
    """
    n = len(points)
    x, y = points[:, 0].copy(), points[:, 1].copy()
    all_pairs = n <= exact
    rounds = rounds or (90 if not all_pairs else 220 if n <= 400 else 120)
    a, b = edges[:, 0], edges[:, 1]
    degree = np.bincount(edges.ravel(), minlength=n).astype(np.float64)
    # A hub pulls each of its many neighbours less, else stars collapse to a dot.
    calm = pull / np.sqrt(np.maximum(1.0, np.minimum(degree[a], degree[b]))) / spacing
    heat = spacing * 1.2
    near: Ints = np.empty((0, 2), dtype=np.int64)
    for step in range(rounds):
        # Axis by axis: arrays of two columns cost small maps more than the sums do.
        if all_pairs:
            move_x, move_y = _repel_all(x, y, spacing)
        else:
            if step % 5 == 0:
                tree = cKDTree(np.stack([x, y], axis=1))
                near = tree.query_pairs(spacing * 1.8, output_type="ndarray").astype(np.int64)
            near_x, near_y = _repel_near(x, y, near, spacing)
            move_x, move_y = _repel_groups(x, y, groups, spacing)
            move_x += near_x
            move_y += near_y
        dx, dy = x[b] - x[a], y[b] - y[a]
        strength = calm * np.sqrt(dx * dx + dy * dy)
        dx *= strength
        dy *= strength
        # And a gentle pull to the middle; stronger across than along, since screens are wider than high.
        move_x += _apart(a, b, dx, n) - (x - x.sum() / n) * 0.02
        move_y += _apart(a, b, dy, n) - (y - y.sum() / n) * 0.035
        size = np.sqrt(move_x * move_x + move_y * move_y)
        slow = np.minimum(size, heat) / np.maximum(size, 1e-9)
        x += move_x * slow
        y += move_y * slow
        heat = max(spacing * 0.01, spacing * 1.2 * (1 - (step + 1) / rounds) ** 1.5)
    return np.stack([x, y], axis=1)


def _repel_all(x: Array, y: Array, spacing: float) -> tuple[Array, Array]:
    dx, dy = x[:, None] - x, y[:, None] - y
    squared = dx * dx + dy * dy
    # It dies away with distance, or far clusters would drive each other out of sight.
    fading = 1 + squared / (spacing * _FAR) ** 2
    inverse = spacing * spacing / (np.maximum(squared, (spacing * 0.05) ** 2) * fading)
    return (dx * inverse).sum(axis=1), (dy * inverse).sum(axis=1)


def _repel_near(x: Array, y: Array, near: Ints, spacing: float) -> tuple[Array, Array]:
    a, b = near[:, 0], near[:, 1]
    dx, dy = x[a] - x[b], y[a] - y[b]
    inverse = spacing * spacing / np.maximum(dx * dx + dy * dy, (spacing * 0.05) ** 2)
    return _apart(a, b, dx * inverse, len(x)), _apart(a, b, dy * inverse, len(x))


def _repel_groups(x: Array, y: Array, groups: Ints, spacing: float) -> tuple[Array, Array]:
    """Repulsion by whole groups, each taken as one heavy disc."""
    sizes = np.bincount(groups).astype(np.float64)
    dx = x[:, None] - np.bincount(groups, x) / sizes
    dy = y[:, None] - np.bincount(groups, y) / sizes
    # Inside its radius a disc repels less and less towards its middle, as a real one would.
    mass = sizes * (spacing * spacing)
    inverse = mass / np.maximum(dx * dx + dy * dy, mass * 0.5)
    return (dx * inverse).sum(axis=1), (dy * inverse).sum(axis=1)


def _apart(a: Ints, b: Ints, values: Array, n: int) -> Array:
    """Add values to those of one end and take them from those of the other."""
    moved: Array = np.asarray(np.bincount(a, values, n) - np.bincount(b, values, n), np.float64)
    return moved


def push_apart(points: Array, radius: Array, gap: float) -> Array:
    """Return the points moved until no two discs are closer than ``gap``.

    Where pushing alone does not end it (a crowd), everything is spread a little and pushed again, so the
    loop ends for any input.
    """
    n = len(points)
    if n < 2:
        return points.copy()
    # A small part more than asked, so that rounding positions cannot undo it.
    want = gap + 0.5
    near = _Near(2 * float(radius.max()) + want)
    x, y = points[:, 0].copy(), points[:, 1].copy()
    for attempt in range(4000):
        a, b = near.pairs(x, y)
        dx, dy = x[a] - x[b], y[a] - y[b]
        far = np.sqrt(dx * dx + dy * dy)
        lack = radius[a] + radius[b] + want - far
        close = np.flatnonzero(lack > 0.2)
        if not len(close):
            break
        a, b, dx, dy, far, lack = a[close], b[close], dx[close], dy[close], far[close], lack[close]
        # Points that coincide have no direction to part in: take one from their numbers.
        angle = a * 2.399 + b * 0.7
        apart = far > 1e-6
        push, length = lack * 0.52, np.maximum(far, 1e-6)
        # Many neighbours pushing at once would overshoot.
        touched = np.sqrt(np.maximum(1, np.bincount(a, minlength=n) + np.bincount(b, minlength=n)))
        x += _apart(a, b, np.where(apart, dx / length, np.cos(angle)) * push, n) / touched
        y += _apart(a, b, np.where(apart, dy / length, np.sin(angle)) * push, n) / touched
        if attempt % 40 == 39:
            x *= 1.06
            y *= 1.06
    return np.stack([x, y], axis=1)


class _Near:
    """Pairs of points that may be nearer than some reach, looked for again when points have moved too far.

    L. Verlet, "Computer experiments on classical fluids" (1967), doi:10.1103/PhysRev.159.98.
    """

    def __init__(self, reach: float) -> None:
        self._reach = reach
        self._spare = 0.15 * reach
        self._x = self._y = np.empty(0)
        self._pairs: tuple[Ints, Ints] = (np.empty(0, np.int64), np.empty(0, np.int64))

    def pairs(self, x: Array, y: Array) -> tuple[Ints, Ints]:
        """Return all pairs within reach, and some more, sorted: the numbers of both ends."""
        if not len(self._x) or self._moved(x, y) > self._spare**2:
            tree = cKDTree(np.stack([x, y], axis=1))
            found = tree.query_pairs(self._reach + 2 * self._spare, output_type="ndarray").astype(np.int64)
            found = found[np.lexsort((found[:, 1], found[:, 0]))]
            self._pairs = np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])
            self._x, self._y = x.copy(), y.copy()
        return self._pairs

    def _moved(self, x: Array, y: Array) -> float:
        return float(((x - self._x) ** 2 + (y - self._y) ** 2).max())
