"""Papers that are like a paper, by what they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.arrays import arrays_of
from graphx.analyze.measures import MEASURES, features_of, own_totals
from graphx.analyze.nearest import nearest_rows, nearest_to
from graphx.analyze.nodes import find_node
from graphx.analyze.ties import Ties
from graphx.answers.papers import SimilarPaper
from graphx.errors import OptionError, choose
from graphx.schema import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.analyze.arrays import Floats
    from graphx.analyze.texts import Graph

_DIGITS: Final = 11  # what comes after is rounding
_HALVED: Final = ("combined", "roles")  # measures for which a mention counts half


class NearestPapers(Mapping[str, dict[str, float]]):
    """The papers most like each paper: a mapping from each paper's key to scores by key, best first.

    Parameters
    ----------
    keys
        Keys of all papers, sorted.
    neighbours
        For each paper the numbers of the papers most like it, best first, -1 where there are no more; shape
        (papers, size).
    scores
        Their scores, 0 where there are no more; the same shape.
    """

    def __init__(self, keys: Sequence[str], neighbours: NDArray[np.int32], scores: Floats) -> None:
        self.keys_in_order = tuple(keys)
        self.neighbours = neighbours
        self.scores = scores
        self._places = {key: place for place, key in enumerate(keys)}

    def __getitem__(self, key: str) -> dict[str, float]:
        place = self._places[key]
        rows = zip(self.neighbours[place].tolist(), self.scores[place].tolist(), strict=True)
        return {self.keys_in_order[other]: score for other, score in rows if other >= 0}

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_in_order)

    def __len__(self) -> int:
        return len(self.keys_in_order)


def nearest_papers(G: Graph, *, by: str = "shared", size: int = 20) -> NearestPapers:
    """Return for every paper the papers most like it.

    Exact, hubs included, without a table of all pairs (:mod:`graphx.analyze.nearest`): a hundred thousand
    papers take seconds, a million about a minute.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    by
        The measure, as for :func:`similar_papers`.
    size
        How many papers to return for each at most.

    Returns
    -------
    NearestPapers
        A mapping from each paper's key to scores by key, best first, ties by key; only papers that share
        something. Also as arrays: ``neighbours`` and ``scores``. Those of ``"combined"`` are shares of what
        the first paper has and so not the same both ways.

    Raises
    ------
    OptionError
        An unknown measure, or ``size`` is below 1.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_node("dataset:d", kind="dataset")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "dataset:d", key="uses", relation="uses", weight=1.0)
    >>> {key: list(near) for key, near in nearest_papers(G).items()}
    {'paper:a': ['paper:b'], 'paper:b': ['paper:a']}
    """
    _check(by, size)
    arrays = arrays_of(G)
    features = features_of(arrays, by)
    neighbours, scores = nearest_rows(features, min(size, max(1, len(arrays.papers) - 1)))
    if by == "combined":
        totals = own_totals(arrays)
        scores /= np.where(totals > 0, totals, 1)[:, None]
    np.round(scores, _DIGITS, out=scores)
    return NearestPapers([arrays.keys[place] for place in arrays.papers.tolist()], neighbours, scores)


def similar_papers(G: Graph, paper: str, *, by: str = "combined", size: int = 20) -> tuple[SimilarPaper, ...]:
    """Return the papers most like a paper, each with what they share.

    ================  ==================================================================================
    measure           score
    ================  ==================================================================================
    ``"shared"``      the sum of 1 / ln d over the artifacts that both name, d papers naming it (Adamic
                      and Adar); the weights of :func:`graphx.analyze.project.project_graph`
    ``"roles"``       the same, but an artifact that either paper only mentions counts half
    ``"jaccard"``     artifacts that both name over artifacts that either names
    ``"coupling"``    the number of works that both cite
    ``"cocitation"``  the number of papers that cite both
    ``"combined"``    ``"roles"`` plus 1 / ln d for each work that both have, d papers having it: those
                      they cite, and themselves; over what ``paper`` would score with its like
    ================  ==================================================================================

    ``"combined"`` is the share, from 0 to 1, of what the paper names and cites that the other paper has too,
    rare things counting more. A paper counts as one of the works it has, so that citing it directly counts
    as well, and an artifact that no other paper names counts as if one did. Without citations it orders as
    ``"roles"``. Co-citation is not part of it: old papers had more
    time to be cited together, so its numbers compare with no others.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    paper
        The paper: its node key, or what :func:`graphx.analyze.nodes.find_node` understands.
    by
        The measure: one of those above.
    size
        How many papers to return at most.

    Returns
    -------
    tuple of SimilarPaper
        Best first, ties by key; only papers that share something of what the measure counts. What else they
        share is told all the same.

    Raises
    ------
    NodeError
        ``paper`` is no paper of the map, or could be several.
    OptionError
        An unknown measure, or ``size`` is below 1.

    References
    ----------
    Those of each measure stand in :mod:`graphx.analyze.measures`.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="CLEX: Continuous Length Extrapolation")
    >>> G.add_node("paper:b", kind="paper", label="LongBench: A Bilingual Benchmark")
    >>> G.add_node("dataset:longbench", kind="dataset", label="LongBench")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "dataset:longbench", key="uses", relation="uses", weight=1.0)
    >>> [(paper.title, paper.score, paper.reason) for paper in similar_papers(G, "CLEX")]
    [('LongBench: A Bilingual Benchmark', 1.0, 'shares LongBench (named by 2 papers)')]
    """
    _check(by, size)
    key = find_node(G, paper, kind=PAPER)
    arrays = arrays_of(G)
    features = features_of(arrays, by)
    row = int(np.searchsorted(arrays.papers, arrays.places[key]))
    rows, scores = nearest_to(features, row, size)
    if by == "combined" and len(rows):
        scores = scores / own_totals(arrays)[row]
    scores = np.round(scores, _DIGITS)
    ties = Ties(G, key, halved=by in _HALVED)
    others = arrays.papers[rows].tolist()
    return tuple(_told(G, ties, o, score) for o, score in zip(others, scores.tolist(), strict=True))


def _told(G: Graph, ties: Ties, other: int, score: float) -> SimilarPaper:
    key = arrays_of(G).keys[other]
    data = G.nodes[key]
    reason, evidence = ties.told(key)
    return SimilarPaper(
        key=key,
        title=str(data.get("label", key)),
        year=data.get("year"),
        score=score,
        reason=reason,
        artifacts=ties.artifacts(key),
        cited=ties.cited(key),
        citing=ties.citing(key),
        evidence=evidence,
    )


def _check(by: str, size: int) -> None:
    choose("measure", by, MEASURES)
    if size < 1:
        raise OptionError(f"size={size} asks for no paper; give at least 1")
