"""What the score of each metric is made of: amounts by neighbour, and the rest in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphx.analyze.metrics import METRICS, Ground
from graphx.analyze.spectral import hubs_and_authorities, katz_factor
from graphx.analyze.walks import DAMPING
from graphx.analyze.wording import listing, number_of
from graphx.schema import INTRODUCES, NODE_KINDS, USES

Floats = NDArray[np.float64]
Parts = dict[int, float]
"""Places of nodes with what each adds to the score."""

_PAIRED: Final = 5000  # neighbours whose pairs are looked at one by one

Explained = tuple[Parts, list[str]]


def _neighbours(ground: Ground, at: int) -> Parts:
    row = ground.links[[at]]
    return dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))


def _of_degree(ground: Ground, at: int, _scores: Floats) -> Explained:
    parts = dict.fromkeys(_neighbours(ground, at), 1.0)
    return parts, [f"linked to {_counted(ground, parts)}"]


def _of_strength(ground: Ground, at: int, _scores: Floats) -> Explained:
    parts = _neighbours(ground, at)
    return parts, [f"the weights of its links to {_counted(ground, parts)} add up"]


def _of_pagerank(ground: Ground, at: int, scores: Floats) -> Explained:
    parts = {
        place: DAMPING * float(scores[place] / ground.strengths[place]) * weight
        for place, weight in _neighbours(ground, at).items()
        if ground.strengths[place] > 0
    }
    anew = 1 - sum(parts.values()) / float(scores[at])
    return parts, [
        f"the walker comes from {_counted(ground, parts)}, and in {anew:.0%} of its visits starts here anew"
    ]


def _of_neighbours_scores(ground: Ground, at: int, scores: Floats) -> Explained:
    neighbours = _neighbours(ground, at)
    total = sum(float(scores[place]) for place in neighbours)
    factor = float(scores[at]) / total if total else 0.0
    parts = {place: factor * float(scores[place]) for place in neighbours}
    return parts, [f"its score is the sum of those of {_counted(ground, parts)}, made smaller all alike"]


def _of_katz(ground: Ground, at: int, scores: Floats) -> Explained:
    factor = katz_factor(ground.links)
    parts = {place: factor * float(scores[place]) for place in _neighbours(ground, at)}
    own = 1 - sum(parts.values()) / float(scores[at])
    return parts, [f"linked to {_counted(ground, parts)}; {own:.0%} is what every node has by itself"]


def _of_hubs(ground: Ground, at: int, scores: Floats) -> Explained:
    edges = ground.arrays.edges
    return _of_arrows(ground, edges[[at]], hubs_and_authorities(edges)[1], float(scores[at]), "points to")


def _of_authorities(ground: Ground, at: int, scores: Floats) -> Explained:
    edges = ground.arrays.edges
    back = edges[:, [at]].T.tocsr()
    return _of_arrows(ground, back, hubs_and_authorities(edges)[0], float(scores[at]), "is pointed to by")


def _of_arrows(ground: Ground, row: Any, others: Floats, score: float, verb: str) -> Explained:
    amounts = {
        place: weight * float(others[place])
        for place, weight in zip(row.indices.tolist(), row.data.tolist(), strict=True)
    }
    total = sum(amounts.values())
    parts = {place: score * amount / total if total else 0.0 for place, amount in amounts.items()}
    return parts, [f"{verb} {_counted(ground, parts)}"]


def _of_distances(ground: Ground, at: int, _scores: Floats) -> Explained:
    away = sparse.csgraph.dijkstra(ground.links, directed=False, indices=[at], unweighted=True)[0]
    reached = Counter(int(steps) for steps in away[np.isfinite(away)].tolist() if steps)
    if not reached:
        return {}, ["linked to nothing"]
    ways = ", ".join(f"{reached[steps]:,} over {steps}" for steps in sorted(reached)[:6])
    more = ", the others farther" if len(reached) > 6 else ""
    mean = sum(steps * count for steps, count in reached.items()) / reached.total()
    return {}, [
        f"reaches {reached.total():,} of {len(ground.nodes) - 1:,} other nodes",
        f"these are {mean:.2f} links away on average",
        f"by the number of links: {ways}{more}",
    ]


def _of_betweenness(ground: Ground, at: int, _scores: Floats) -> Explained:
    links = ground.links
    around = np.array(sorted(_neighbours(ground, at)), np.int64)
    if len(around) < 2:
        return {}, [f"linked to {_counted(ground, around.tolist())}, so that no shortest path passes it"]
    lines = [f"linked to {_counted(ground, around.tolist())}"]
    if len(around) <= _PAIRED:
        steps = sparse.csr_array((np.ones(links.nnz), links.indices, links.indptr), links.shape)
        rows = steps[around]
        # Ways of one or two links between its neighbours, those over the node itself taken off.
        others = (rows @ rows.T).toarray() - 1 + rows[:, around].toarray()
        alone = int(np.count_nonzero(np.triu(others <= 0, 1)))
        pairs = len(around) * (len(around) - 1) // 2
        lines.append(f"the only way of two links between {alone:,} of the {pairs:,} pairs of these")
    return {}, [*lines, *_cut_off(links, at)]


def _cut_off(links: Any, at: int) -> list[str]:
    """Return what would fall apart without a node, in words."""
    before = sparse.csgraph.connected_components(links, directed=False)[1]
    kept = np.flatnonzero((before == before[at]) & (np.arange(links.shape[0]) != at))
    labels = sparse.csgraph.connected_components(links[kept][:, kept], directed=False)[1]
    sizes = sorted(np.bincount(labels).tolist(), reverse=True)
    if len(sizes) < 2:
        return ["without it, everything it is linked to would still hold together"]
    cut, groups = sum(sizes[1:]), len(sizes) - 1
    nodes = "1 node" if cut == 1 else f"{cut:,} nodes in {groups:,} group{'s' if groups > 1 else ''}"
    return [f"without it, {nodes} would be cut off"]


def _of_core(ground: Ground, at: int, scores: Floats) -> Explained:
    holding = [place for place in _neighbours(ground, at) if scores[place] >= scores[at]]
    if not holding:
        return {}, ["linked to nothing"]
    return {}, [f"of its neighbours, {_counted(ground, holding)} have a core number as high or higher"]


def _of_reuse(ground: Ground, at: int, _scores: Floats) -> Explained:
    arrays = ground.arrays
    used = arrays.of_relations(USES)
    ours = arrays.of_relations(INTRODUCES)
    if arrays.is_paper[at]:
        made = ours[[at]].indices
        users = np.unique(used[:, made].tocoo().row) if len(made) else made
        parts = dict.fromkeys(users[users != at].tolist(), 1.0)
        return parts, [f"introduces {_counted(ground, made.tolist())}, used by {_counted(ground, parts)}"]
    makers = set(ours[:, [at]].tocoo().row.tolist())
    users = used[:, [at]].tocoo().row
    parts = {place: 1.0 for place in users.tolist() if place not in makers}
    return parts, [f"used by {_counted(ground, parts)}"]


def _of_citations(ground: Ground, at: int, _scores: Floats) -> Explained:
    parts = dict.fromkeys(ground.arrays.citing[:, [at]].tocoo().row.tolist(), 1.0)
    return parts, [f"cited by {_counted(ground, parts)} of the map"]


def _counted(ground: Ground, places: Any) -> str:
    """Return how many nodes of each kind there are: "3 papers and 1 model"."""
    kinds = Counter(int(ground.arrays.kinds[ground.nodes[place]]) for place in places)
    counts = [number_of(kinds[place], kind) for place, kind in enumerate(NODE_KINDS) if kinds[place]]
    return listing(counts) if counts else "nothing"


MADE_OF: Final[dict[str, Callable[[Ground, int, Floats], Explained]]] = {
    "authorities": _of_authorities,
    "betweenness": _of_betweenness,
    "citations": _of_citations,
    "closeness": _of_distances,
    "core": _of_core,
    "degree": _of_degree,
    "eigenvector": _of_neighbours_scores,
    "harmonic": _of_distances,
    "hubs": _of_hubs,
    "katz": _of_katz,
    "pagerank": _of_pagerank,
    "reuse": _of_reuse,
    "strength": _of_strength,
}
assert set(MADE_OF) == set(METRICS)
