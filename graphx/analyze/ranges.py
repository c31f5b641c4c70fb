"""How sure a rank is: ranks computed again and again with links left out that may be wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.metrics import METRICS, Ground
from graphx.analyze.rank import check_options, ranking_of
from graphx.answers.ranks import RankRange
from graphx.errors import OptionError
from graphx.schema import PAPER

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphx.analyze.texts import Graph

RUNS: Final = 100
_FEWEST: Final = 20


def rank_ranges(
    G: Graph,
    *,
    by: str = "pagerank",
    kind: str | None = PAPER,
    on: str = "graph",
    runs: int = RUNS,
    level: float = 0.8,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, RankRange]:
    """Return how far the rank of each node may move, given how sure its links are.

    The ranking is computed again ``runs`` times; each time every link is left out with the probability that
    it is wrong: one less its weight, which is the share of links found in the same way that people judged to
    be right (:mod:`graphx.find.confidence`). Links that a file or a provider states have weight 1 and stay.
    What was not found at all cannot be guessed, so that the true range is rather wider.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    by, kind, on
        As in :func:`graphx.analyze.rank.rank_nodes`. Large components are sampled as there.
    runs
        How often to compute, at least 20.
    level
        The share of the runs whose ranks lie in the range, in (0, 1). Many links are wrong with a probability
        of about 0.05, so that a level of 0.9, which cuts off just as much at each end, would leave to chance
        whether the loss of one link counts.
    seed
        Seed of what is left out.
    progress
        Called with the number of runs done and their total.

    Returns
    -------
    dict
        In the order of the ranking, for each node its rank (nodes of one score have the same), and the lowest
        and highest of its range.

    Raises
    ------
    OptionError
        As :func:`graphx.analyze.rank.rank_nodes`; fewer than 20 runs; a level outside (0, 1).

    References
    ----------
    B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13 (percentile
    intervals), doi:10.1201/9780429246593.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> for u, v, weight in [("paper:a", "model:m", 0.5), ("paper:b", "model:m", 1.0), ("paper:b", "x", 1.0)]:
    ...     _ = G.add_edge(u, v, key="uses", relation="uses", weight=weight)
    >>> ranges = rank_ranges(G, by="degree")
    >>> ranges["paper:b"].text, ranges["paper:a"].text
    ('1st', '2nd')
    """
    check_options(by, kind, on)
    if runs < _FEWEST:
        raise OptionError(f"runs={runs} are too few for a range; give at least {_FEWEST}")
    if seed < 0:
        raise OptionError(f"seed={seed} is no seed; give a whole number of 0 or more")
    if not 0 < level < 1:
        raise OptionError(f"level={level} is no share of the runs; give a number between 0 and 1")
    arrays = arrays_of(G)
    ground = Ground(arrays, papers=on == "papers", seed=seed)
    ranking = ranking_of(METRICS[by](ground), ground, by=by, kind=kind, on=on)
    keys = list(ranking)
    places = {key: place for place, key in enumerate(keys)}
    seen = np.empty((runs, len(keys)), np.int32)
    chance = np.random.default_rng(seed)
    # A confidence of 1 is certain whatever the draw, one of 0 never is.
    for run in range(runs):
        thinned = _thinned(arrays, chance.random(len(arrays.weights)) < arrays.weights)
        again = Ground(thinned, papers=on == "papers", seed=seed)
        scores = ranking_of(METRICS[by](again), again, by=by, kind=kind, on=on)
        values = np.empty(len(keys))
        values[[places[key] for key in scores]] = list(scores.values())
        seen[run] = _ranks(values)
        progress(run + 1, runs)
    tail = (1 - level) / 2
    low = np.quantile(seen, tail, axis=0, method="inverted_cdf") if keys else seen[0]
    high = np.quantile(seen, 1 - tail, axis=0, method="inverted_cdf") if keys else seen[0]
    return {
        key: RankRange(rank=rank, low=min(rank, int(low[place])), high=max(rank, int(high[place])))
        for place, (key, rank) in enumerate(ranking.places.items())
    }


def _ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return one more than the number of higher values, for each value."""
    ordered = np.sort(values)
    return 1 + len(values) - np.searchsorted(ordered, values, side="right")


def _thinned(arrays: GraphArrays, kept: NDArray[np.bool_]) -> GraphArrays:
    """Return the arrays with some of the edges only."""
    return replace(
        arrays,
        sources=arrays.sources[kept],
        targets=arrays.targets[kept],
        relations=arrays.relations[kept],
        weights=arrays.weights[kept],
    )
