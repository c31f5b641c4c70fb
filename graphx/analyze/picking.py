"""Which of the papers near some seeds to choose, so that no cluster of look-alikes fills the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphx.analyze.graph import steady
from graphx.analyze.slices import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.analyze.arrays import Floats, GraphArrays, Ints
    from graphx.analyze.push import Surroundings


@dataclass(frozen=True, eq=False)
class Pool:
    """The best papers near some seeds, from which lists are chosen.

    Parameters
    ----------
    papers
        Their numbers, best first, ties by key: the place in here, counted from 1, is the rank of a paper.
    scores
        Their scores.
    shares
        One row a paper, one column a seed: how much of the score comes from that seed. A row adds up to 1, or
        to 0 where the score is too small for a number.
    """

    papers: Ints
    scores: Floats
    shares: Floats


def best_of(arrays: GraphArrays, near: Surroundings, without: Sequence[int], count: int) -> Pool:
    """Return the papers of the highest mean score over the seeds.

    Parameters
    ----------
    arrays
        The graph.
    near
        What is near the seeds.
    without
        Numbers of nodes to leave out.
    count
        How many papers to return at most.
    """
    rest = np.flatnonzero(arrays.is_paper[near.nodes] & ~np.isin(near.nodes, np.array(without)))
    totals = near.shares[rest].mean(axis=1)
    if len(rest) > count:
        # Somewhat lower, lest of scores that differ by noise the wrong one is cut off.
        enough = totals >= np.partition(totals, -count)[-count] * (1 - 1e-9)
        rest, totals = rest[enough], totals[enough]
    scores = np.array([steady(score) for score in totals.tolist()])
    order = np.lexsort((near.nodes[rest], -scores))[:count]
    shares = near.shares[rest[order]]
    sums = shares.sum(axis=1, keepdims=True)
    parts = np.divide(shares, sums, out=np.zeros_like(shares), where=sums > 0)
    return Pool(near.nodes[rest[order]], scores[order], parts)


class Likeness:
    """How alike papers are in what they name: the cosine, an artifact counting the more the fewer name it.

    An artifact that ``d`` papers name counts 1 / ln(1 + d): two papers are as alike as the artifacts they
    share count, over the geometric mean of what all that each names counts. 1 where both name the same, 0
    where they share nothing.

    Parameters
    ----------
    arrays
        The graph.
    papers
        Numbers of the papers to compare.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_nodes_from(["model:m", "model:n"], kind="model")
    >>> for u, v in [("paper:a", "model:m"), ("paper:b", "model:m"), ("paper:b", "model:n")]:
    ...     _ = G.add_edge(u, v, key="uses", relation="uses")
    >>> Likeness(arrays_of(G), np.array([2, 3])).to(0).round(3).tolist()
    [1.0, 0.622]
    """

    def __init__(self, arrays: GraphArrays, papers: Ints) -> None:
        owners, artifacts, _ = rows(arrays.tables.naming, papers)
        columns, places = np.unique(artifacts, return_inverse=True)
        worth = 1 / np.log1p(arrays.naming_counts[artifacts])
        sums = np.bincount(owners, worth, len(papers))
        self._owners, self._places = owners, places
        self._values = np.sqrt(worth / sums[owners])
        self._shape = len(papers), len(columns)

    def to(self, place: int) -> Floats:
        """Return how alike each of the papers is to the one at a place among them, in [0, 1]."""
        papers, artifacts = self._shape
        one = np.zeros(artifacts)
        own = self._owners == place
        one[self._places[own]] = self._values[own]
        sums = np.bincount(self._owners, self._values * one[self._places], papers)
        return np.asarray(np.clip(np.round(sums, 12), 0, 1))


def picks(scores: Floats, likeness: Likeness, diversity: float) -> Iterator[int]:
    """Yield places of papers in the order in which to choose them, until none is left.

    Each time the one of the highest marginal relevance: its score, less the share ``diversity`` of it times
    the likeness to the most alike paper chosen before. Scores fall off by orders of magnitude, so that the
    likeness takes a share of the score; taking it off as a fixed amount would put whatever is far away before
    what is near.

    Parameters
    ----------
    scores
        Scores, highest first.
    likeness
        Compares the papers.
    diversity
        From 0, the order of the scores, to 1.

    References
    ----------
    J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking for reordering documents and
    producing summaries", SIGIR 1998, doi:10.1145/290941.291025.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b", "paper:c"], kind="paper")
    >>> G.add_nodes_from(["model:m", "model:n"], kind="model")
    >>> for u, v in [("paper:a", "model:m"), ("paper:b", "model:m"), ("paper:c", "model:n")]:
    ...     _ = G.add_edge(u, v, key="uses", relation="uses")
    >>> alike = Likeness(arrays_of(G), np.array([2, 3, 4]))
    >>> scores = np.array([0.5, 0.4, 0.3])
    >>> list(picks(scores, alike, 0.0)), list(picks(scores, alike, 0.5))
    ([0, 1, 2], [0, 2, 1])
    """
    if not diversity:
        yield from range(len(scores))
        return
    most = np.zeros(len(scores))
    left = np.ones(len(scores), np.bool_)
    for _ in range(len(scores)):
        gains = np.where(left, scores * (1 - diversity * most), -1.0)
        place = int(gains.argmax())  # the first of equals: the best by score
        left[place] = False
        yield place
        most = np.maximum(most, likeness.to(place))
