"""Every metric of rankings: what it is computed on and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphx.analyze.cores import core_numbers
from graphx.analyze.distances import Walked, walk
from graphx.analyze.spectral import eigenvector, hubs_and_authorities, katz
from graphx.analyze.walks import settled_pagerank
from graphx.errors import OptionError
from graphx.schema import INTRODUCES, USES

if TYPE_CHECKING:
    from graphx.analyze.arrays import GraphArrays

Floats = NDArray[np.float64]
Matrix: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

PAIRS: Final = 100_000_000
"""Pairs of papers that share something, each way, up to which their graph is held in memory (1.2 GB)."""


class Scores(NamedTuple):
    """One score a node; for estimates also those from parts of the sample, and the number of its starts."""

    values: Floats
    parts: tuple[Floats, ...] = ()
    starts: int = 0


@dataclass(frozen=True, eq=False)
class Ground:
    """What a metric is computed on: the flattened graph, or the papers linked by what they share.

    Parameters
    ----------
    arrays
        The graph.
    papers
        Whether it is the graph of papers (:func:`graphx.analyze.project.project_graph`).
    starts
        For each node of the ground the weight with which PageRank starts there; None for everywhere alike.
    samples
        How many starts to sample for metrics of distances in a larger component; None to decide by size.
    seed
        Seed of the sample.
    """

    arrays: GraphArrays
    papers: bool = False
    starts: Floats | None = None
    samples: int | None = None
    seed: int = 0

    @cached_property
    def nodes(self) -> NDArray[np.int64]:
        """The numbers of the nodes that take part."""
        return self.arrays.papers if self.papers else np.arange(len(self.arrays))

    @cached_property
    def links(self) -> Matrix:
        """The links between them, as a symmetric matrix.

        Raises
        ------
        OptionError
            Too many papers share something.
        """
        if not self.papers:
            return self.arrays.links
        counts = self.arrays.naming_counts
        pairs = int((counts * (counts - 1)).sum())
        if pairs > PAIRS:
            raise OptionError(
                f"on='papers' would link {pairs // 2:,} pairs of papers, which is too many to hold; "
                "use on='graph', or by='pagerank' or 'strength'"
            )
        sharing = self._sharing
        shared: Matrix = (sharing @ sharing.T).tocsr()
        shared.setdiag(0)
        shared.eliminate_zeros()
        return shared

    @cached_property
    def _sharing(self) -> Matrix:
        """Papers by artifacts that others name too, weighted so that the product gives 1 / ln d for each."""
        counts = self.arrays.naming_counts
        several = np.flatnonzero(counts > 1)
        worth = np.array([log(count) ** -0.5 for count in counts[several].tolist()])
        sharing: Matrix = (self.arrays.naming[self.nodes][:, several] * worth[None, :]).tocsr()
        return sharing

    def spread(self, values: Floats) -> Floats:
        """Return the links times some values, without holding the links of papers in memory."""
        if not self.papers:
            return np.asarray(self.links @ values)
        sharing = self._sharing
        spread: Floats = sharing @ (sharing.T @ values) - self._own * values
        return spread

    @cached_property
    def _own(self) -> Floats:
        return np.asarray(self._sharing.multiply(self._sharing).sum(axis=1))

    @cached_property
    def strengths(self) -> Floats:
        """For each node the sum of the weights of its links."""
        strengths = self.spread(np.ones(len(self.nodes)))
        # Where a paper shares nothing, rounding may leave a trace of the difference.
        return np.where(strengths > 1e-12 * (1 + (self._own if self.papers else 0)), strengths, 0.0)


Metric = Callable[[Ground], Scores]


def _degree(ground: Ground) -> Scores:
    """Return the number of different neighbours.

    L. C. Freeman, "Centrality in social networks: conceptual clarification", Social Networks 1 (1978)
    215-239, doi:10.1016/0378-8733(78)90021-7.
    """
    return Scores(np.diff(ground.links.indptr).astype(float))


def _strength(ground: Ground) -> Scores:
    """Return the sum of the weights of the links.

    A. Barrat et al., "The architecture of complex weighted networks", PNAS 101 (2004) 3747-3752,
    doi:10.1073/pnas.0400087101.
    """
    return Scores(ground.strengths)


def _pagerank(ground: Ground) -> Scores:
    """Return how often a random walker is there (:func:`graphx.analyze.walks.pagerank`)."""
    if not ground.papers:
        return Scores(settled_pagerank(ground.links, ground.strengths, ground.starts))
    count = len(ground.nodes)
    operator = sparse.linalg.LinearOperator((count, count), matvec=ground.spread, dtype=np.float64)
    return Scores(settled_pagerank(operator, ground.strengths, ground.starts))


def _eigenvector(ground: Ground) -> Scores:
    return Scores(eigenvector(ground.links))


def _katz(ground: Ground) -> Scores:
    return Scores(katz(ground.links))


def _hubs(ground: Ground) -> Scores:
    return Scores(hubs_and_authorities(ground.arrays.edges)[0])


def _authorities(ground: Ground) -> Scores:
    return Scores(hubs_and_authorities(ground.arrays.edges)[1])


def _walked(ground: Ground, score: Callable[[Walked], Floats], *, paths: bool = False) -> Scores:
    walked = walk(ground.links, paths=paths, samples=ground.samples, seed=ground.seed)
    parts = tuple(score(walked._replace(sums=part)) for part in walked.parts)
    return Scores(score(walked), parts, walked.starts if parts else 0)


def _betweenness(ground: Ground) -> Scores:
    """Return the share of all shortest paths between two other nodes that pass there. Unweighted.

    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977) 35-41,
    doi:10.2307/3033543.
    """
    count = len(ground.nodes)
    pairs = max(1, (count - 1) * (count - 2) // 2)
    return _walked(ground, lambda walked: walked.sums.shares / pairs, paths=True)


def _closeness(ground: Ground) -> Scores:
    """Return one over the mean distance to the nodes that can be reached, times the share of them.

    The second factor keeps small components from looking central. Unweighted.

    S. Wasserman and K. Faust, "Social Network Analysis" (1994), p. 201, doi:10.1017/CBO9780511815478.
    """
    others = max(1, len(ground.nodes) - 1)

    def score(walked: Walked) -> Floats:
        reached, total = walked.sums.reached, walked.sums.total
        return np.divide(reached * reached, total * others, out=np.zeros(len(total)), where=total > 0)

    return _walked(ground, score)


def _harmonic(ground: Ground) -> Scores:
    """Return the sum of one over the distance to every other node, nought where there is no way. Unweighted.

    P. Boldi and S. Vigna, "Axioms for centrality", Internet Mathematics 10 (2014) 222-262,
    doi:10.1080/15427951.2013.865686.
    """
    return _walked(ground, lambda walked: walked.sums.inverse)


def _core(ground: Ground) -> Scores:
    """Return how firmly the node is held (:func:`graphx.analyze.cores.core_numbers`)."""
    return Scores(core_numbers(ground.links).astype(float))


def _reuse(ground: Ground) -> Scores:
    """Return how many papers use an artifact, or what a paper has introduced; its own use does not count."""
    arrays = ground.arrays
    ours, used = _ones(arrays.of_relations(INTRODUCES)), _ones(arrays.of_relations(USES))
    users: Matrix = (ours @ used.T).tocsr()
    users.setdiag(0)
    users.eliminate_zeros()
    by_others = used.sum(axis=0) - ours.multiply(used).sum(axis=0)
    return Scores(np.where(arrays.is_paper, np.diff(users.indptr), by_others).astype(float))


def _ones(matrix: Matrix) -> Matrix:
    return sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), matrix.shape)


def _citations(ground: Ground) -> Scores:
    """Return how many papers of the map cite it."""
    cited = ground.arrays.citing
    return Scores(np.bincount(cited.indices, minlength=cited.shape[1]).astype(float))


METRICS: Final[dict[str, Metric]] = {
    "authorities": _authorities,
    "betweenness": _betweenness,
    "citations": _citations,
    "closeness": _closeness,
    "core": _core,
    "degree": _degree,
    "eigenvector": _eigenvector,
    "harmonic": _harmonic,
    "hubs": _hubs,
    "katz": _katz,
    "pagerank": _pagerank,
    "reuse": _reuse,
    "strength": _strength,
}
"""Every metric by its name."""

ON_GRAPH: Final = frozenset({"authorities", "citations", "hubs", "reuse"})
"""Metrics of directed edges, which the graph of papers does not have."""
SAMPLED: Final = frozenset({"betweenness", "closeness", "harmonic"})
"""Metrics of distances, which are estimated from a sample on large graphs."""
