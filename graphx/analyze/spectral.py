"""Rankings in which a node counts by what its neighbours count: eigenvector, Katz, hubs and authorities."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Matrix: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

KATZ: Final = 0.1
"""What a step counts less than the one before in Katz's index, where the sum then has a limit."""

_DENSE = 300  # nodes up to which all eigenvectors are computed
_ALIKE = 1e-9  # eigenvalues that differ by less, measured by the largest, are one
_CLOSE = 1e-15
_STEPS = 2000


def eigenvector(links: Matrix) -> Floats:
    """Return scores in proportion to the sum of the neighbours' scores; of Euclidean length 1. Unweighted.

    Where several components have the same largest eigenvalue, each has its part of the score that a power
    iteration from equal scores ends with.

    P. Bonacich, "Power and centrality: a family of measures", American Journal of Sociology 92 (1987)
    1170-1182, doi:10.1086/228631.

    >>> eigenvector(sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])).round(4).tolist()
    [0.5, 0.7071, 0.5]
    """
    count = links.shape[0]
    if not links.nnz:
        return np.full(count, count**-0.5) if count else np.zeros(0)
    scores = _leading(_unweighted(links))
    return scores / np.linalg.norm(scores)


def katz(links: Matrix) -> Floats:
    """Return how many walks end at each node, those of ``n`` steps counted ``a**n`` times. Unweighted.

    ``a`` is :data:`KATZ`, or 0.85 over the largest eigenvalue where that is less: above one over it the sum
    has no limit. The scores have Euclidean length 1.

    L. Katz, "A new status index derived from sociometric analysis", Psychometrika 18 (1953) 39-43,
    doi:10.1007/BF02289026.

    >>> katz(sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])).round(4).tolist()
    [0.5599, 0.6108, 0.5599]
    """
    steps = _unweighted(links)
    factor = katz_factor(links)
    scores = np.ones(links.shape[0])
    for _ in range(_STEPS):
        more = factor * (steps @ scores) + 1
        change = np.abs(more - scores).max(initial=0.0)
        scores = more
        if change <= _CLOSE * scores.max(initial=0.0):
            break
    return scores / (np.linalg.norm(scores) or 1.0)


def katz_factor(links: Matrix) -> float:
    """Return what a step counts less than the one before: :data:`KATZ`, or less where that has no limit.

    >>> katz_factor(sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    0.1
    """
    if not links.nnz:
        return KATZ
    steps = _unweighted(links)
    leading = _leading(steps)
    return min(KATZ, 0.85 * float(np.linalg.norm(leading) / np.linalg.norm(steps @ leading)))


def hubs_and_authorities(edges: Matrix) -> tuple[Floats, Floats]:
    """Return how much each node points to good authorities, and is pointed to by good hubs; each of sum 1.

    Parameters
    ----------
    edges
        Weights from source to target.

    References
    ----------
    J. Kleinberg, "Authoritative sources in a hyperlinked environment", Journal of the ACM 46 (1999) 604-632,
    doi:10.1145/324133.324140.

    Examples
    --------
    >>> hubs, authorities = hubs_and_authorities(sparse.csr_array([[0.0, 1, 1], [0, 0, 1], [0, 0, 0]]))
    >>> hubs.round(3).tolist(), authorities.round(3).tolist()
    ([0.618, 0.382, 0.0], [0.0, 0.382, 0.618])
    """
    count = edges.shape[0]
    if not edges.nnz or not edges.data.any():
        return np.zeros(count), np.zeros(count)
    back = edges.T.tocsr()
    # Only nodes that something points to, for the others stay 0 from the first step.
    reached = np.flatnonzero(np.diff(back.indptr))
    inner = (back[reached] @ edges[:, reached]).tocsr()
    authorities = np.zeros(count)
    authorities[reached] = _leading(inner)
    hubs = edges @ authorities
    return hubs / hubs.sum(), authorities / authorities.sum()


def _unweighted(links: Matrix) -> Matrix:
    return sparse.csr_array((np.ones(links.nnz), links.indices, links.indptr), links.shape)


def _leading(symmetric: Matrix) -> Floats:
    """Return the part of equal scores that lies along the leading eigenvectors."""
    count = symmetric.shape[0]
    equal = np.ones(count)
    if count <= _DENSE:
        values, vectors = np.linalg.eigh(symmetric.toarray())
        top = vectors[:, values >= values[-1] - _ALIKE * abs(values[-1])]
        scores = top @ (top.T @ equal)
    else:
        # Started from equal scores, the iteration of Lanczos sees of each eigenspace their part only.
        vector = sparse.linalg.eigsh(symmetric, k=1, which="LA", v0=equal, maxiter=50 * count)[1][:, 0]
        scores = vector * np.sign(vector.sum())
    # What rounding leaves in the components that do not lead.
    scores[np.abs(scores) < 1e-13 * np.abs(scores).max()] = 0
    return np.abs(scores)
