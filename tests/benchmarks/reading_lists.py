"""How fast reading lists and paths are, and how right, side by side with plain networkx, in one run.

    python -m tests.benchmarks.reading_lists [PAPERS …] [--seeds 30] [--networkx 100000]

Made maps: artifacts of Zipf popularity, one for every twenty papers; 2.5 mentions a paper, the first of each
artifact introducing it; ``--citations`` a paper to earlier ones. "ready" is what is taken off once a graph. A
reading list is the whole of it: 15 papers with reasons, the order, the short lists. "right" is the share of
the twenty best papers that exact PageRank has too, "worth" their exact score in that of the best. networkx
ranks all papers by personalised PageRank, without reasons, and finds paths by ``shortest_simple_paths``;
above ``--networkx`` papers it is left out. Times are milliseconds of this process's CPU.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from itertools import islice
from math import log
from typing import Any

import networkx as nx
import numpy as np

from graphx.analyze import find_paths, reading_list
from graphx.analyze.arrays import GraphArrays
from graphx.analyze.push import FOLLOWING, surroundings, walk_of
from graphx.schema import CITES, INTRODUCES, MENTIONS, NODE_KINDS, RELATIONS, USES


def made(papers: int, citations: int, seed: int = 0) -> GraphArrays:
    """Return the arrays of a map; artifacts have the first numbers."""
    chance = np.random.default_rng(seed)
    artifacts = max(1, papers // 20)
    popularity = 1 / np.arange(1, artifacts + 1)
    mentions = np.minimum(chance.geometric(1 / 3.5, papers) - 1, 12)
    named = chance.choice(artifacts, mentions.sum(), p=popularity / popularity.sum())
    first = np.zeros(len(named), bool)
    first[np.unique(named, return_index=True)[1]] = True
    roles = np.where(chance.random(len(named)) < 0.6, RELATIONS.index(USES), RELATIONS.index(MENTIONS))
    roles[first] = RELATIONS.index(INTRODUCES)
    citing = chance.integers(1, papers, citations * papers)
    cited = (citing * chance.random(len(citing)) ** 0.5).astype(int)
    sources = artifacts + np.concatenate([np.repeat(np.arange(papers), mentions), citing])
    targets = np.concatenate([named, artifacts + cited])
    relations = np.concatenate([roles, np.full(len(citing), RELATIONS.index(CITES))])
    weights = np.concatenate([chance.choice([0.7, 0.8, 0.9, 1.0], len(named)), np.ones(len(citing))])
    order = np.lexsort((weights, relations, targets, sources))
    order = order[sources[order] != targets[order]]
    keys = [f"dataset:{n:07}" for n in range(artifacts)] + [f"paper:{n:07}" for n in range(papers)]
    kinds = np.repeat(np.array([1, 0], np.int8), [artifacts, papers])
    years = np.concatenate([np.zeros(artifacts), 2000 + 25 * np.arange(papers) // papers])
    return GraphArrays(
        tuple(keys),
        kinds,
        years.astype(np.int32),
        sources[order],
        targets[order],
        relations[order].astype(np.int8),
        weights[order],
    )


class Made:
    """As much of a networkx graph as lists and paths ask for: a real one takes minutes to make."""

    def __init__(self, arrays: GraphArrays) -> None:
        self.arrays = arrays
        self.nodes = self
        self.__networkx_cache__: dict[str, Any] = {"graphx": arrays}

    def __contains__(self, key: str) -> bool:
        return key in self.arrays.places

    def __getitem__(self, key: str) -> dict[str, Any]:
        place = self.arrays.places[key]
        kind = NODE_KINDS[self.arrays.kinds[place]]
        return {"kind": kind, "label": key, "year": int(self.arrays.years[place]) or None}

    def get_edge_data(self, source: str, target: str) -> dict[str, dict[str, Any]] | None:
        """Return the edges between two nodes by key."""
        arrays = self.arrays
        start, end = np.searchsorted(arrays.sources, [arrays.places[source], arrays.places[source] + 1])
        edges = start + np.flatnonzero(arrays.targets[start:end] == arrays.places[target])
        names = [RELATIONS[relation] for relation in arrays.relations[edges]]
        return {name: {"relation": name} for name in names} or None


def milliseconds(run: Callable[[], object]) -> float:
    """Return the CPU time of a run."""
    started = time.process_time()
    run()
    return 1000 * (time.process_time() - started)


def told(name: str, times: Iterable[float], more: str = "") -> None:
    """Print the median and the worst of some times."""
    values = sorted(times)
    print(f"  {name:32}{statistics.median(values):12,.1f} ms median {values[-1]:12,.1f} ms worst  {more}")


def right(arrays: GraphArrays, seeds: list[int]) -> str:
    """Return how right the twenty best papers are, and what share of the best score they have."""
    shares, worth = [], []
    for seed in seeds:
        scores, best = [], []
        for exact_up_to in (len(arrays.sources), -1):
            near = surroundings(arrays, [seed], exact_up_to=exact_up_to)
            papers = near.nodes[arrays.is_paper[near.nodes] & (near.nodes != seed)]
            scores.append(np.zeros(len(arrays)))
            scores[-1][near.nodes] = near.shares[:, 0].round(15)
            best.append(papers[np.lexsort((papers, -scores[-1][papers]))[:20]])
        shares.append(len(set(best[0].tolist()).intersection(best[1].tolist())) / 20)
        worth.append(scores[0][best[1]].sum() / scores[0][best[0]].sum())
    return f"{statistics.mean(shares):.1%} right, {statistics.mean(worth):.2%} worth"


def with_networkx(
    arrays: GraphArrays, seeds: list[int], pairs: list[list[int]]
) -> tuple[list[float], list[float]]:
    """Return the milliseconds that networkx takes for the same: a PageRank a seed, paths a pair."""
    walk = walk_of(arrays).links.matrix().tocoo()
    flat: nx.Graph[int] = nx.Graph()
    flat.add_nodes_from(range(len(arrays)))
    flat.add_weighted_edges_from(
        zip(walk.row.tolist(), walk.col.tolist(), walk.data.tolist(), strict=True), weight="weight"
    )
    for u, v, data in flat.edges(data=True):
        data["cost"] = 1 + (log(len(flat[u])) + log(len(flat[v]))) / 2

    def ranked(seed: int) -> dict[int, float]:
        return nx.pagerank(flat, FOLLOWING, {seed: 1.0}, tol=1e-9 / len(flat), nstart={seed: 1.0})

    def paths(a: int, b: int) -> list[list[int]]:
        return list(islice(nx.shortest_simple_paths(flat, a, b, weight="cost"), 3))

    return (
        [milliseconds(lambda seed=seed: ranked(seed)) for seed in seeds],
        [milliseconds(lambda pair=pair: paths(*pair)) for pair in pairs],
    )


def measure(arrays: GraphArrays, count: int, *, networkx: bool) -> None:
    """Print what lists and paths take on one map."""
    graph: Any = Made(arrays)
    ready = milliseconds(lambda: (arrays.places, arrays.degrees, arrays.introduced_by, walk_of(arrays)))
    print(f"{len(arrays.papers):,} papers, {arrays.links.nnz // 2:,} links")
    chance = np.random.default_rng(1)
    linked = np.flatnonzero(arrays.is_paper & (arrays.degrees > 0))
    seeds = chance.choice(linked, count).tolist()
    pairs = [chance.choice(linked, 2, replace=False).tolist() for _ in range(count)]
    keys = [arrays.keys[seed] for seed in seeds]

    def listed(*names: str) -> float:
        return milliseconds(lambda: reading_list(graph, names))

    def paths(a: int, b: int) -> float:
        return milliseconds(lambda: find_paths(graph, arrays.keys[a], arrays.keys[b]))

    told("ready", [ready])
    told("reading list", [listed(key) for key in keys], right(arrays, seeds[:10]))
    told("reading list of five seeds", [listed(*keys[n : n + 5]) for n in range(0, count - 4, 5)])
    told("three paths", [paths(*pair) for pair in pairs])
    if networkx:
        ranked, found = with_networkx(arrays, seeds[:3], pairs[:3])
        told("networkx pagerank", ranked)
        told("networkx three paths", found)


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("papers", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--citations", type=int, default=2)
    parser.add_argument("--networkx", type=int, default=100_000)
    arguments = parser.parse_args()
    for papers in arguments.papers:
        measure(made(papers, arguments.citations), arguments.seeds, networkx=papers <= arguments.networkx)


if __name__ == "__main__":
    main()
