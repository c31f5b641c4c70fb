"""Rankings: a score for every node, best first."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.distances import GROUPS
from graphx.analyze.graph import steady
from graphx.analyze.metrics import METRICS, ON_GRAPH, SAMPLED, Ground, Scores
from graphx.analyze.nodes import find_node
from graphx.errors import OptionError, choose
from graphx.schema import NODE_KINDS, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphx.analyze.texts import Graph

_STUDENT: Final = 2.262  # 97.5 % of Student's t with GROUPS - 1 = 9 degrees of freedom


class Ranking(dict[str, float]):
    """Node keys with their scores, best first; a plain dictionary that remembers how it was made.

    Parameters
    ----------
    scores
        Node key to score, best first.
    by, kind, on
        As asked of :func:`rank_nodes`.
    sampled
        How many nodes shortest paths were followed from, where the scores are estimates; else 0.
    error
        Where the scores are estimates, half the width of the widest of their 95 % intervals; else 0.

    Examples
    --------
    >>> Ranking({"paper:a": 2.0}, by="degree").by
    'degree'
    """

    def __init__(
        self,
        scores: Mapping[str, float],
        *,
        by: str,
        kind: str | None = PAPER,
        on: str = "graph",
        sampled: int = 0,
        error: float = 0.0,
    ) -> None:
        super().__init__(scores)
        self.by = by
        self.kind = kind
        self.on = on
        self.sampled = sampled
        self.error = error

    @property
    def places(self) -> dict[str, int]:
        """The place of each node: one more than how many have a higher score.

        >>> Ranking({"paper:a": 2.0, "paper:b": 1.0, "paper:c": 1.0}, by="degree").places
        {'paper:a': 1, 'paper:b': 2, 'paper:c': 2}
        """
        places: dict[str, int] = {}
        place, before = 0, None
        for position, (key, score) in enumerate(self.items(), 1):
            place = place if score == before else position
            places[key], before = place, score
        return places

    @property
    def note(self) -> str:
        """What the reader should know about the scores, or empty text."""
        if not self.sampled:
            return ""
        return (
            f"{self.by} is estimated from {self.sampled:,} starting points, "
            f"within about ± {self.error:.2g} (95 %)"
        )


def rank_nodes(
    G: Graph,
    *,
    by: str = "pagerank",
    kind: str | None = PAPER,
    on: str = "graph",
    seeds: str | Iterable[str] = (),
    samples: int | None = None,
    seed: int = 0,
) -> Ranking:
    """Return the nodes with their scores, best first.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    by
        The metric, one of :data:`graphx.analyze.metrics.METRICS`. Numbers are those of networkx on the
        flattened graph (:func:`graphx.analyze.graph.flatten_graph`), at convergence:

        ``degree``        the number of different neighbours
        ``strength``      the sum of the weights of the links
        ``pagerank``      how often a random walker is there, damping 0.85; ``seeds`` make it personalised
        ``betweenness``   the share of all shortest paths that pass there
        ``closeness``     one over the mean distance to all that can be reached, times the share of them
        ``harmonic``      the sum of one over the distances
        ``eigenvector``   in proportion to the neighbours' scores
        ``katz``          all walks that end there, long ones counting less
        ``core``          the largest k such that it has k neighbours that have k such neighbours
        ``hubs``          pointing to good authorities: papers that name what many name, or cite
        ``authorities``   being pointed to by good hubs
        ``reuse``         the papers that use an artifact; of a paper, the others that use what it introduces
        ``citations``     the papers of the map that cite it
    kind
        Which nodes to return: one of :data:`graphx.schema.NODE_KINDS`, or None for all. All nodes take part
        in the computation either way.
    on
        ``"graph"`` computes on the flattened graph, ``"papers"`` on the papers linked by what they share
        (:func:`graphx.analyze.project.project_graph`).
    seeds
        Nodes at which PageRank starts anew: keys, or what :func:`graphx.analyze.nodes.find_node` understands.
    samples
        For metrics of distances, from how many nodes of each component to follow shortest paths. None follows
        them from all nodes, or in a component too large for that from 600.
    seed
        Seed of that sample.

    Returns
    -------
    Ranking
        Node key to score, highest first, ties by key. Scores are given to 12 significant digits, so that
        nodes that nothing tells apart tie.

    Raises
    ------
    OptionError
        An unknown metric, kind or ``on``; options that do not go together; too few samples.
    NodeError
        A seed is unknown or ambiguous.
    GraphError
        A weight is no finite number of 0 or more.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_nodes_from(["model:m", "model:n"], kind="model")
    >>> for u, v in [("paper:a", "model:m"), ("paper:b", "model:m"), ("paper:b", "model:n")]:
    ...     _ = G.add_edge(u, v, key="uses", relation="uses", weight=1.0)
    >>> rank_nodes(G, by="degree")
    {'paper:b': 2.0, 'paper:a': 1.0}
    >>> rank_nodes(G, by="reuse", kind="model")
    {'model:m': 2.0, 'model:n': 1.0}
    """
    check_options(by, kind, on)
    if samples is not None and (by not in SAMPLED or samples < GROUPS):
        raise OptionError(
            f"samples={samples} with by={by!r}; sampling is for {', '.join(sorted(SAMPLED))}, "
            f"with at least {GROUPS} starting points"
        )
    if seed < 0:
        raise OptionError(f"seed={seed} is no seed; give a whole number of 0 or more")
    arrays = arrays_of(G)
    starts = _starts(G, arrays, seeds, by=by, on=on)
    ground = Ground(arrays, papers=on == "papers", starts=starts, samples=samples, seed=seed)
    return ranking_of(METRICS[by](ground), ground, by=by, kind=kind, on=on)


def check_options(by: str, kind: str | None, on: str) -> None:
    """Raise an OptionError where a metric, a kind and a ground are unknown or do not go together."""
    choose("metric", by, METRICS)
    if kind is not None:
        choose("kind", kind, NODE_KINDS)
    if choose("graph to rank on", on, ("graph", "papers")) == "papers":
        if kind != PAPER:
            raise OptionError(
                f"on='papers' ranks papers only, got kind={kind!r}; use kind='paper' or on='graph'"
            )
        if by in ON_GRAPH:
            raise OptionError(f"by={by!r} is not for the graph of papers; use on='graph'")


def ranking_of(scores: Scores, ground: Ground, *, by: str, kind: str | None, on: str) -> Ranking:
    """Return the scores of a metric as a ranking of the nodes of one kind."""
    keys, kinds = ground.arrays.keys, ground.arrays.kinds[ground.nodes]
    wanted = np.arange(len(kinds)) if kind is None else np.flatnonzero(kinds == NODE_KINDS.index(kind))
    values = np.array([steady(value) for value in scores.values[wanted].tolist()])
    # Nodes stand in the order of their keys, so that ties do too.
    order = np.argsort(-values, kind="stable")
    names = [keys[node] for node in ground.nodes[wanted[order]].tolist()]
    best = dict(zip(names, values[order].tolist(), strict=True))
    error = 0.0
    if scores.parts and len(wanted):
        spread = np.std(scores.parts, axis=0, ddof=1) * _STUDENT / sqrt(len(scores.parts))
        error = float(spread[wanted].max())
    return Ranking(best, by=by, kind=kind, on=on, sampled=scores.starts, error=error)


def _starts(
    G: Graph, arrays: GraphArrays, seeds: str | Iterable[str], *, by: str, on: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    # A lone text is one seed, not a sequence of letters.
    texts = [seeds] if isinstance(seeds, str) else list(seeds)
    if not texts:
        return None
    if by != "pagerank":
        raise OptionError(f"seeds are for by='pagerank', not by={by!r}; leave them out")
    starts = np.zeros(len(arrays))
    for text in texts:
        starts[arrays.places[find_node(G, text, kind=PAPER if on == "papers" else None)]] = 1
    return starts[arrays.papers] if on == "papers" else starts
