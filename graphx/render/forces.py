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


def _scatter(rows: Ints, values: Array, n: int) -> Array:
    return np.stack([np.bincount(rows, values[:, axis], minlength=n) for axis in (0, 1)], axis=1)


def push_apart(points: Array, radius: Array, gap: float) -> Array:
    """Return the points moved until no two discs are closer than ``gap``.

    Where pushing alone does not end it (a crowd), everything is spread a little and pushed again, so the
    loop ends for any input.
    """
    points = points.copy()
    n = len(points)
    if n < 2:
        return points
    # A small part more than asked, so that rounding positions cannot undo it.
    want = gap + 0.5
    reach = 2 * float(radius.max()) + want
    for attempt in range(4000):
        pairs = cKDTree(points).query_pairs(reach, output_type="ndarray").astype(np.int64)
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        along = points[pairs[:, 0]] - points[pairs[:, 1]]
        far = np.sqrt((along**2).sum(axis=1))
        lack = radius[pairs[:, 0]] + radius[pairs[:, 1]] + want - far
        close = lack > 0.2
        if not close.any():
            break
        pairs, along, far, lack = pairs[close], along[close], far[close], lack[close]
        # Points that coincide have no direction to part in: take one from their numbers.
        angle = pairs[:, 0] * 2.399 + pairs[:, 1] * 0.7
        fixed = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        way = np.where(far[:, None] > 1e-6, along / np.maximum(far, 1e-6)[:, None], fixed)
        push = way * (lack * 0.52)[:, None]
        move = _scatter(pairs[:, 0], push, n) - _scatter(pairs[:, 1], push, n)
        touched = np.bincount(pairs.ravel(), minlength=n)
        # Many neighbours pushing at once would overshoot.
        points += move / np.sqrt(np.maximum(1, touched))[:, None]
        if attempt % 40 == 39:
            points *= 1.06
    return points
