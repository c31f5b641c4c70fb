"""Lists of scored rows as single numbers, many lists at a time.

A score and the row it belongs to stand in one 64-bit number, the score in front: sorting these sorts by score
and then by row, and the best k of a list are its k largest numbers. Scores are whole numbers, so that sums do
not depend on the order in which they are taken, and what is equal ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

BITS: Final = 62
"""Bits for a score and a row together."""


@dataclass(frozen=True)
class Packing:
    """How a score and a row are put into one number; 0 stands for nothing.

    Parameters
    ----------
    row_bits
        Bits for the row.
    scale
        What scores are multiplied by before they are rounded to whole numbers.

    Examples
    --------
    >>> packing = Packing(row_bits=4, scale=100.0)
    >>> packed = packing.pack(np.array([50, 50, 70]), np.array([3, 2, 9]))
    >>> packing.rows(np.sort(packed)[::-1])
    array([9, 2, 3])
    """

    row_bits: int
    scale: float

    @property
    def _mask(self) -> int:
        return (1 << self.row_bits) - 1

    def pack(self, scores: Ints, rows: Ints) -> Ints:
        """Return numbers that are larger for higher scores, and for lower rows among equal scores."""
        return (scores << self.row_bits) | (self._mask - rows)

    def scores(self, packed: Ints) -> Ints:
        """Return the scores, as whole numbers."""
        return packed >> self.row_bits

    def rows(self, packed: Ints) -> Ints:
        """Return the rows, -1 for nothing."""
        return np.where(packed > 0, self._mask - (packed & self._mask), -1)

    def merged(self, some: Ints, more: Ints, size: int) -> Ints:
        """Return the best of two tables of lists, best first; a row in both counts by its higher score.

        >>> packing = Packing(row_bits=4, scale=1.0)
        >>> some = packing.pack(np.array([[7, 5]]), np.array([[1, 2]]))
        >>> more = packing.pack(np.array([[6, 4]]), np.array([[3, 1]]))
        >>> packing.rows(packing.merged(some, more, 3))
        array([[1, 3, 2]])
        """
        score_bits = BITS - self.row_bits
        both = np.concatenate([some, more], axis=1)
        # With the row in front, what a row has stands together, its highest score last.
        turned = ((both & self._mask) << score_bits) | (both >> self.row_bits)
        turned.sort(axis=1)
        lower = turned[:, 1:] >> score_bits == turned[:, :-1] >> score_bits
        turned[:, :-1][lower] = 0
        both = ((turned & ((1 << score_bits) - 1)) << self.row_bits) | (turned >> score_bits)
        both.sort(axis=1)
        best: Ints = both[:, ::-1][:, :size]
        return best


def largest(starts: Ints, values: Ints, size: int) -> Ints:
    """Return the largest values of each part of a list, largest first, 0 where there are no more.

    Part ``i`` is ``values[starts[i]:starts[i + 1]]``; values are not below 0.

    >>> largest(np.array([0, 3, 3, 5]), np.array([4, 9, 7, 1, 2]), 2)
    array([[9, 7],
           [0, 0],
           [2, 1]])
    """
    counts = np.diff(starts)
    best = np.zeros((len(counts), size), np.int64)
    done, width = 0, size
    while done < counts.max(initial=0):
        # Parts of about the same length stand in one table.
        parts = np.flatnonzero((counts > done) & (counts <= width))
        lanes = np.arange(width)
        table = values[np.minimum(starts[parts, None] + lanes, len(values) - 1)]
        table[lanes >= counts[parts, None]] = 0
        if width > size:
            table = np.partition(table, width - size, axis=1)[:, width - size :]
        best[parts] = np.sort(table, axis=1)[:, ::-1]
        done, width = width, 2 * width
    return best
