"""PageRank: where a random walker on the graph is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse
    from scipy.sparse.linalg import LinearOperator

Floats = NDArray[np.float64]

DAMPING: Final = 0.85
"""How often the walker follows a link, if nothing else is asked for; otherwise it starts anew."""

_CLOSE = 1e-14  # change over all nodes in one step
_STEPS = 2000  # the walk forgets a share of 1 - damping a step, so that these are plenty


def settled_pagerank(
    links: sparse.csr_array[Any, tuple[int, int]] | LinearOperator,
    strengths: Floats,
    starts: Floats | None = None,
    *,
    damping: float = DAMPING,
) -> Floats:
    """Return what :func:`pagerank` returns, for links without direction, in a fifth of the steps.

    Where links have no direction, the scores solve a symmetric positive definite system of equations, for
    which conjugate gradients need the square root of the steps that a walk needs.

    Parameters
    ----------
    links
        A symmetric matrix of weights, or what multiplies vectors as it would.
    strengths, starts, damping
        As for :func:`pagerank`.

    References
    ----------
    G. M. Del Corso, A. Gulli and F. Romani, "Fast PageRank computation via a sparse linear system", Internet
    Mathematics 2 (2005) 251-273, doi:10.1080/15427951.2005.10129108; M. R. Hestenes and E. Stiefel, "Methods
    of conjugate gradients for solving linear systems", Journal of Research of the National Bureau of
    Standards 49 (1952) 409-436, doi:10.6028/jres.049.044.

    Examples
    --------
    >>> from scipy import sparse
    >>> path = sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> settled_pagerank(path, path.sum(axis=1)).round(4).tolist()
    [0.2568, 0.4865, 0.2568]
    """
    count = len(strengths)
    jump = np.full(count, 1 / max(1, count)) if starts is None else starts / starts.sum()
    roots = np.sqrt(strengths)
    scale = np.divide(1.0, roots, out=np.zeros(count), where=strengths > 0)
    # A node without links keeps what starts there; what leaves it starts anew, which is only a matter of
    # scale.
    roots[strengths <= 0] = 1
    left = jump / roots
    solved, way = np.zeros(count), left.copy()
    size = _squared(left)
    goal = size * _CLOSE * _CLOSE
    for _ in range(_STEPS):
        if size <= goal:
            break
        moved = way - damping * scale * (links @ (scale * way))
        step = size / _product(way, moved)
        solved += step * way
        left -= step * moved
        size, before = _squared(left), size
        way = left + size / before * way
    scores = np.maximum(solved * roots, 0.0)
    total = scores.sum()
    return scores / total if total else scores


def _product(a: Floats, b: Floats) -> float:
    # Not by BLAS, as scipy's own solver does: its threads wait for each other ten times as long as they work.
    return float(np.einsum("i,i->", a, b))


def _squared(a: Floats) -> float:
    return _product(a, a)


def pagerank(
    links: sparse.csr_array[Any, tuple[int, int]] | LinearOperator,
    strengths: Floats,
    starts: Floats | None = None,
    *,
    damping: float = DAMPING,
) -> Floats:
    """Return how often a random walker is at each node; links are followed in proportion to their weight.

    With probability 1 - ``damping``, and at a node without links, the walker starts anew: anywhere, or at one
    of ``starts`` in proportion to its number (personalised PageRank).

    Parameters
    ----------
    links
        The weights, with a row for each node arrived at and a column for each node left, or what multiplies
        vectors as such a matrix would.
    strengths
        The sums of its columns.
    starts
        For each node how much of the walks starts there; None for everywhere alike.
    damping
        In [0, 1).

    Returns
    -------
    numpy.ndarray
        One score a node, of sum 1, within 1e-13 of where the walk settles.

    References
    ----------
    S. Brin and L. Page, "The anatomy of a large-scale hypertextual Web search engine", Computer Networks 30
    (1998) 107-117, doi:10.1016/S0169-7552(98)00110-X; T. Haveliwala, "Topic-sensitive PageRank", WWW 2002,
    doi:10.1145/511446.511513.

    Examples
    --------
    >>> from scipy import sparse
    >>> path = sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> pagerank(path, path.sum(axis=1)).round(4).tolist()
    [0.2568, 0.4865, 0.2568]
    """
    # networkx stops once the change over all nodes is below N * tol: with its default that is after three
    # steps on a large graph.
    count = len(strengths)
    jump = np.full(count, 1 / max(1, count)) if starts is None else starts / starts.sum()
    stuck = strengths <= 0
    share = np.divide(1.0, strengths, out=np.zeros(count), where=~stuck)
    scores = jump.copy()
    for _ in range(_STEPS):
        anew = 1 - damping + damping * scores[stuck].sum()
        moved = damping * (links @ (scores * share)) + anew * jump
        change = np.abs(moved - scores).sum()
        scores = moved
        if change <= _CLOSE:
            break
    return scores
