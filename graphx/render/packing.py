"""Boxes side by side: the largest first, small ones in tidy shelves beside or below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Box = tuple[float, float]
Corner = tuple[float, float]

ASPECT = 1.7
"""Width to height of what is packed, about that of a screen beside a panel."""


def arrange(boxes: Sequence[Box], singles: int, pitch: float) -> tuple[int, list[Corner]]:
    """Pack boxes together with a grid of single nodes, whose shape is chosen to fit the rest.

    Parameters
    ----------
    boxes
        Width and height of each; the first is the main one.
    singles
        How many nodes stand in the grid.
    pitch
        Width and height of one place of the grid.

    Returns
    -------
    tuple
        Columns of the grid; the upper left corner of each box, and of the grid where there is one.

    Examples
    --------
    >>> arrange([(90, 60)], 4, 15)
    (1, [(0.0, 0.0), (90.0, 0.0)])
    """
    if not singles:
        return 1, pack(boxes)
    even = max(1, round((ASPECT * singles) ** 0.5))
    ways = []
    for columns in sorted({1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, even}) if boxes else [even]:
        rows = -(-singles // columns)
        grid = (min(columns, singles) * pitch, rows * pitch)
        corners = pack([*boxes, grid], tail=True)
        ways.append((_extent([*boxes, grid], corners), max(columns / rows, rows / columns), columns, corners))
    # Of the ways that need about the same room, the grid that is nearest to a square is the calmest.
    least = min(extent for extent, *_ in ways)
    _, _, columns, corners = min((way for way in ways if way[0] <= 1.03 * least), key=lambda way: way[1:3])
    return columns, corners


def pack(boxes: Sequence[Box], *, tail: bool = False) -> list[Corner]:
    """Return the upper left corner of each box; none overlap.

    Parameters
    ----------
    boxes
        Width and height of each; the first is the main one.
    tail
        Whether the last box comes after all others, however high it is.

    Examples
    --------
    >>> pack([(90, 60), (10, 10), (10, 10)])
    [(0.0, 0.0), (90.0, 0.0), (90.0, 10.0)]
    """
    if len(boxes) < 2:
        return [(0.0, 0.0)] * len(boxes)
    main, rest = boxes[0], boxes[1:]
    area = sum(wide * high for wide, high in boxes)
    beside = [
        (main[0] + x, y) for y, x in _shelves([(high, wide) for wide, high in rest], main[1], tail=tail)
    ]
    below = [(x, main[1] + y) for x, y in _shelves(rest, main[0], tail=tail)]
    shelves = _shelves(boxes, max((ASPECT * area) ** 0.5, *(wide for wide, _ in boxes)), tail=tail)
    ways = [[(0.0, 0.0), *beside], [(0.0, 0.0), *below], shelves, *_around(main, rest, tail=tail)]
    return min(ways, key=lambda corners: _extent(boxes, corners))


def _around(main: Box, rest: Sequence[Box], *, tail: bool) -> Iterator[list[Corner]]:
    """Ways to put the larger ones of the rest beside the main box and the smaller ones below them all."""
    last = len(rest) - 1 if tail else -1
    order = sorted(range(len(rest)), key=lambda i: (i == last, -rest[i][0] * rest[i][1], i))
    for eighth in range(1, 8):
        cut = len(order) * eighth // 8
        right, under = [rest[i] for i in order[:cut]], [rest[i] for i in order[cut:]]
        if not right or not under:
            continue
        beside = [
            (main[0] + x, y) for y, x in _shelves([(high, wide) for wide, high in right], main[1], tail=False)
        ]
        width = max(x + wide for (x, _), (wide, _) in zip(beside, right, strict=True))
        top = max(main[1], *(y + high for (_, y), (_, high) in zip(beside, right, strict=True)))
        below = [(x, top + y) for x, y in _shelves(under, width, tail=tail)]
        yield [(0.0, 0.0), *_restore(order, [*beside, *below])]


def _extent(boxes: Sequence[Box], corners: Sequence[Corner]) -> float:
    """Height of the smallest page of the wanted aspect that holds everything."""
    width = max(x + wide for (wide, _), (x, _) in zip(boxes, corners, strict=True))
    height = max(y + high for (_, high), (_, y) in zip(boxes, corners, strict=True))
    return max(width / ASPECT, height)


def _shelves(boxes: Sequence[Box], width: float, *, tail: bool) -> list[Corner]:
    """Rows of boxes from left to right, highest boxes first."""
    last = len(boxes) - 1 if tail else -1
    order = sorted(range(len(boxes)), key=lambda i: (i == last, -boxes[i][1], -boxes[i][0], i))
    corners: list[Corner] = []
    x = y = row = 0.0
    for i in order:
        wide, high = boxes[i]
        # The tolerance keeps a box that fits exactly from wrapping by a rounding error.
        if x > 0 and x + wide > width * (1 + 1e-9):
            x, y, row = 0.0, y + row, 0.0
        corners.append((x, y))
        x, row = x + wide, max(row, high)
    return _restore(order, corners)


def _restore(order: Sequence[int], values: Sequence[Corner]) -> list[Corner]:
    out: list[Corner] = [(0.0, 0.0)] * len(order)
    for i, value in zip(order, values, strict=True):
        out[i] = value
    return out
