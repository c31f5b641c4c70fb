"""Made-up maps of any size, shaped as real ones are: few artifacts that everybody names, many that few do.

Papers name 0 to 12 artifacts (geometric, 2.5 on average), of which there is one for 20 papers, drawn by
Zipf's law. They cite about 8 earlier papers, four fifths of them in their own field, the earliest of it most
often, so that some papers are cited very often.
"""

from __future__ import annotations

from typing import Final

import networkx as nx
import numpy as np

from graphx.analyze.arrays import GraphArrays
from graphx.schema import CITES, DATASET, MODEL, NODE_KINDS, PAPER, RELATIONS, ROLES

_MEAN: Final = 2.5
_MOST: Final = 12
_CITED: Final = 8


def synthetic_arrays(
    papers: int, *, seed: int = 0, citations: bool = True, cited: int = _CITED
) -> GraphArrays:
    """Return a made-up map of some papers as arrays; the same for the same arguments."""
    chance = np.random.default_rng(seed)
    artifacts = max(1, papers // 20)
    # Artifacts sort before papers, as "dataset" and "model" do.
    kinds = np.where(
        np.arange(artifacts) < artifacts // 2, NODE_KINDS.index(DATASET), NODE_KINDS.index(MODEL)
    )
    kinds = np.concatenate([kinds, np.full(papers, NODE_KINDS.index(PAPER))]).astype(np.int8)
    keys = (
        *(f"{NODE_KINDS[kind]}:{place:07}" for place, kind in enumerate(kinds[:artifacts].tolist())),
        *(f"paper:{place:07}" for place in range(papers)),
    )
    years = np.concatenate([np.zeros(artifacts), 1990 + np.arange(papers) * 35 // papers]).astype(np.int32)
    ends = [_named(chance, papers, artifacts)]
    if citations:
        ends.append(_cited(chance, papers, artifacts, cited))
    sources, targets, relations = (np.concatenate(part) for part in zip(*ends, strict=True))
    order = np.lexsort((relations, targets, sources))
    return GraphArrays(
        keys=keys,
        kinds=kinds,
        years=years,
        sources=sources[order],
        targets=targets[order],
        relations=relations[order].astype(np.int8),
        weights=np.ones(len(order)),
    )


def synthetic_graph(papers: int, *, seed: int = 0, citations: bool = True) -> nx.MultiDiGraph[str]:
    """Return the same made-up map as a networkx graph, with labels."""
    arrays = synthetic_arrays(papers, seed=seed, citations=citations)
    G: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, kind, year in zip(arrays.keys, arrays.kinds.tolist(), arrays.years.tolist(), strict=True):
        label = f"{NODE_KINDS[kind]} {key[-7:]}"
        G.add_node(key, kind=NODE_KINDS[kind], label=label, year=year or None)
    edges = zip(arrays.sources.tolist(), arrays.targets.tolist(), arrays.relations.tolist(), strict=True)
    for u, v, r in edges:
        G.add_edge(
            arrays.keys[u], arrays.keys[v], RELATIONS[r], relation=RELATIONS[r], weight=1.0, evidence=()
        )
    return G


def _named(
    chance: np.random.Generator, papers: int, artifacts: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return who names what, in which role."""
    counts = np.minimum(chance.geometric(1 / (1 + _MEAN), papers) - 1, _MOST)
    popularity = np.cumsum(1 / np.arange(1, artifacts + 1))
    drawn = np.searchsorted(popularity, chance.random(counts.sum()) * popularity[-1])
    # Popular artifacts stand anywhere in the order of keys.
    targets = chance.permutation(artifacts)[drawn]
    pairs = np.unique(np.repeat(np.arange(papers), counts) * artifacts + targets)
    roles = np.array([RELATIONS.index(role) for role in ROLES])[chance.integers(0, len(ROLES), len(pairs))]
    return pairs // artifacts + artifacts, pairs % artifacts, roles


def _cited(
    chance: np.random.Generator, papers: int, artifacts: int, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return who cites whom: earlier papers, mostly of the own field, the earliest most often."""
    fields = max(1, papers // 1000)
    share = np.cumsum(1 / np.arange(1, fields + 1))
    field = np.searchsorted(share, chance.random(papers) * share[-1])
    citing = np.repeat(np.arange(papers), count)
    within = chance.random(len(citing)) < 0.8
    order = np.lexsort((np.arange(papers), field))
    place = np.empty(papers, np.int64)
    place[order] = np.arange(papers)
    first = np.searchsorted(field[order], field)  # where the paper's field starts in that order
    # The cube prefers the early papers of a field, as copying what others cite does.
    early = chance.random(len(citing)) ** 3
    inside = order[(first[citing] + early * (place - first)[citing]).astype(np.int64)]
    outside = (early * citing).astype(np.int64)
    cited = np.where(within, inside, outside)
    pairs = np.unique((citing * papers + cited)[cited < citing])
    relations = np.full(len(pairs), RELATIONS.index(CITES))
    return pairs // papers + artifacts, pairs % papers + artifacts, relations
