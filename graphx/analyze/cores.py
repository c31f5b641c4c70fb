"""The cores of a graph: what is left when loosely held nodes fall off."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def core_numbers(links: sparse.csr_array[Any, tuple[int, int]]) -> NDArray[np.int64]:
    """Return for each node the largest ``k`` for which it is part of a ``k``-core.

    A ``k``-core is a largest part of the graph in which every node has ``k`` neighbours of that part.

    Parameters
    ----------
    links
        An undirected simple graph: a symmetric matrix without a diagonal. Weights are not used.

    References
    ----------
    S. B. Seidman, "Network structure and minimum degree", Social Networks 5 (1983) 269-287,
    doi:10.1016/0378-8733(83)90028-X.

    Examples
    --------
    >>> core_numbers(sparse.csr_array([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])).tolist()
    [2, 2, 2, 1]
    """
    left = np.diff(links.indptr).astype(np.int64)
    alive = np.ones(len(left), np.bool_)
    cores = np.zeros(len(left), np.int64)
    level = 0
    while alive.any():
        level = max(level, int(left[alive].min()))
        peeled = np.flatnonzero(alive & (left <= level))
        cores[peeled] = level
        alive[peeled] = False
        left -= np.bincount(links[peeled].indices, minlength=len(left))
    return cores
